/** Jingle elements of every action, with any contents: not only those that would make sense. */
import fc from 'fast-check';
import type { ReceivedFingerprint } from '../../src/stanzas/ice-udp.ts';
import type {
  Jingle,
  JingleContent,
  JingleGroup,
  JingleReasonElement,
  JingleRole,
  ReceivedJingle,
} from '../../src/stanzas/jingle.ts';
import { JINGLE_ACTIONS, JINGLE_REASONS } from '../../src/stanzas/jingle.ts';
import { extensions } from './extension.ts';
import { iceTransport, receivedFingerprint } from './ice-udp.ts';
import { contentName, fullJid, sessionId } from './identifiers.ts';
import { rtpDescription, senders } from './rtp.ts';
import { absent, freeText, tokenText } from './text.ts';

const role = fc.constantFrom<JingleRole>('initiator', 'responder');

const condition = fc.oneof(
  fc.record({
    condition: fc.constantFrom(
      ...JINGLE_REASONS.filter((reason) => reason !== 'alternative-session'),
      'unknown' as const,
    ),
    alternativeSessionId: fc.constant(undefined),
  }),
  fc.record({
    condition: fc.constant('alternative-session' as const),
    alternativeSessionId: absent(sessionId),
  }),
);

export const jingleReason: fc.Arbitrary<JingleReasonElement> = fc
  .record({ condition, text: absent(freeText(40)), extensions })
  .map(({ condition: parts, ...rest }) => ({ ...parts, ...rest }));

export const jingleGroup: fc.Arbitrary<JingleGroup> = fc.record({
  semantics: fc.oneof(fc.constantFrom('BUNDLE', 'LS'), tokenText(8)),
  contentNames: fc.uniqueArray(contentName, { maxLength: 3 }),
});

function jingleContent<F>(fingerprint: fc.Arbitrary<F>): fc.Arbitrary<JingleContent<F>> {
  return fc.record({
    name: contentName,
    creator: role,
    senders,
    disposition: absent(tokenText(8)),
    description: absent(rtpDescription),
    transport: absent(iceTransport(fingerprint)),
    extensions,
  });
}

/** A Jingle element in whose transports `fingerprint` is known. */
export function jingleWith<F>(fingerprint: fc.Arbitrary<F>): fc.Arbitrary<Jingle<F>> {
  return fc.record({
    action: fc.constantFrom(...JINGLE_ACTIONS, 'unknown' as const),
    sessionId,
    initiator: absent(fullJid),
    responder: absent(fullJid),
    contents: fc.uniqueArray(jingleContent(fingerprint), {
      selector: ({ creator, name }) => `${creator} ${name}`,
      maxLength: 2,
    }),
    groups: fc.array(jingleGroup, { maxLength: 2 }),
    reason: absent(jingleReason),
    extensions,
  });
}

/** Any number of fingerprints of either kind in each transport. */
export const receivedFingerprints: fc.Arbitrary<readonly ReceivedFingerprint[]> = fc.array(receivedFingerprint, {
  maxLength: 3,
});

export const receivedJingle: fc.Arbitrary<ReceivedJingle> = jingleWith(receivedFingerprints);
