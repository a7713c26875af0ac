/** Commands about one call: what the user does, and what the media engine sees. */
import { DTLS_HASHES, parseDtlsFingerprintValue } from '../../../stanzas/dtls.ts';
import type { MediaFact } from '../../../media/port.ts';
import {
  contentNameField,
  flagField,
  jidField,
  listOf,
  mediumField,
  optional,
  policyField,
  required,
  sessionIdField,
  textField,
  withDefault,
  words,
} from '../fields.ts';
import { accountCommand, badCommand, callCommand } from './command.ts';

const MEDIA_TYPES = 2;
const omemo = withDefault(flagField, true);

const CALL_FIELDS = {
  to: required(jidField),
  media: required(listOf(mediumField, MEDIA_TYPES)),
  sid: optional(sessionIdField),
  policy: optional(policyField),
  omemo,
};

export const call = accountCommand(CALL_FIELDS, ({ manager }, { to, media, sid: sessionId, policy, omemo: isOn }) => {
  manager.placeCall({
    to,
    media,
    omemo: isOn ? 'enabled' : 'disabled',
    ...(sessionId !== undefined && { sessionId }),
    ...(policy !== undefined && { policy }),
  });
  return undefined;
});

export const accept = callCommand({ omemo }, ({ manager }, key, { omemo: isOn }) =>
  manager.accept(key, { omemo: isOn ? 'enabled' : 'disabled' }),
);

export const migrate = callCommand({ omemo }, ({ manager }, key, { omemo: isOn }) =>
  manager.migrate(key, { omemo: isOn ? 'enabled' : 'disabled' }),
);

export const reject = callCommand({}, ({ manager }, key) => manager.reject(key));

export const hangUp = callCommand({}, ({ manager }, key) => manager.hangUp(key));

const MUTE_FIELDS = { name: required(contentNameField), muted: required(flagField) };

export const mute = callCommand(MUTE_FIELDS, ({ manager }, key, { name: contentName, muted }) =>
  manager.mute(key, { contentName, muted }),
);

const CANDIDATE_FIELDS = { name: required(contentNameField), candidate: required(textField) };

export const candidate = callCommand(CANDIDATE_FIELDS, (account, key, line) => {
  if (account.asks(key)) return badCommand('nothing is gathered for a call that the user has not accepted');
  return account.media.tellCandidate(key, line)
    ? undefined
    : badCommand('candidate: no line that an engine would give, as "candidate:1 1 udp 1 192.0.2.1 54321 typ host"');
});

const MEDIA_FIELDS = { fact: required(words(['connected', 'failed'])), usedFingerprint: optional(textField) };

export const media = callCommand(MEDIA_FIELDS, (account, key, { fact, usedFingerprint }) => {
  const seen = factOf(fact, usedFingerprint);
  if (seen === undefined) return badCommand('usedFingerprint: hex pairs with colons, with "connected" and only there');
  if (!account.media.isStarted(key)) return badCommand('the call does not have both descriptions');
  return account.media.tell(key, seen);
});

function factOf(fact: 'connected' | 'failed', used: string | undefined): MediaFact | undefined {
  if (fact === 'failed') return used === undefined ? { kind: 'failed' } : undefined;
  for (const hash of DTLS_HASHES) {
    const value = parseDtlsFingerprintValue(used ?? '', hash);
    if (value !== undefined) return { kind: 'connected', usedFingerprint: { hash, value } };
  }
  return undefined;
}
