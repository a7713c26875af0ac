/**
 * A stolen device of juliet's, with real keys that romeo's OMEMO knows, tries to answer for the one that took the call.
 */
import { InvariantError } from '../../base/errors.ts';
import { readBundleResult, writeBundleRequest } from '../../call/pep.ts';
import type { Wire } from '../../call/ports.ts';
import { bareOf } from '../../jid.ts';
import type { FullJid } from '../../jid.ts';
import type { OmemoAccount } from '../../omemo/create.ts';
import type { StanzaId } from '../../stanzas/identifiers.ts';
import type { DeviceId } from '../../stanzas/omemo.ts';
import type { OmemoDtlsFingerprint } from '../../stanzas/omemo-verification.ts';
import { readIq, writeIq } from '../../stanzas/stanza.ts';
import { parseXml } from '../../xml/parse.ts';
import { NS_CLIENT } from '../../xml/namespaces.ts';
import { JULIET, ROMEO } from '../party.ts';
import type { Attack, AttackMeans } from './attack.ts';
import { requestOf, withFingerprints, withJingle } from './edit.ts';

const STOLEN = { resource: 'juliet@capulet.example/stolen' as FullJid, deviceId: 333 as DeviceId };
const ROMEO_DEVICE = { account: bareOf(ROMEO.resource), deviceId: ROMEO.deviceId };

export const otherDevice: Attack = {
  name: 'other-device',
  summary: "The server answers with a certificate that a stolen device of juliet's encrypted.",
  lesson:
    'The stolen device has real keys of her account, and its message to romeo is good OMEMO. But a call is bound ' +
    'to the one device that took it; the number in the message is compared with it before anything is decrypted.',
  expected: { opportunistic: 'refused', expect: 'refused', require: 'refused' },
  start: async (means) => {
    const fingerprint = await stolenFingerprint(means);
    return {
      tamper: (passing) => {
        const request = requestOf(passing, 'session-accept');
        if (request === undefined) return [passing];
        means.say(`puts in a certificate encrypted by the stolen device ${STOLEN.deviceId}`);
        const stolen = withFingerprints(request.jingle, () => [fingerprint]);
        return [withJingle(passing, request, stolen)];
      },
    };
  },
};

/** The server's certificate, encrypted for romeo by the stolen device. */
async function stolenFingerprint(means: AttackMeans): Promise<OmemoDtlsFingerprint> {
  const omemo = await means.createDevice({ account: bareOf(JULIET.resource), deviceId: STOLEN.deviceId });
  await startSessionWithRomeo(means, omemo);
  const { hash, value } = means.certificate;
  const encrypted = await omemo.encrypt(ROMEO_DEVICE, value, undefined);
  if (!encrypted.ok) throw new InvariantError(`bug: the stolen device cannot encrypt: ${encrypted.error.kind}`);
  return { kind: 'omemo', hash, setup: 'active', encrypted: encrypted.value.message };
}

/** Fetches romeo's public keys as every device does. */
async function startSessionWithRomeo({ connect }: AttackMeans, omemo: OmemoAccount): Promise<void> {
  const answer = await ask((deliver) => connect(STOLEN.resource, deliver));
  const bundle = answer.ok ? readBundleResult({ kind: 'result', iq: answer.value }, ROMEO.deviceId) : undefined;
  if (bundle === undefined) throw new InvariantError('bug: romeo has published his keys before the attack starts');
  const started = await omemo.startSession(ROMEO_DEVICE, bundle);
  if (!started.ok) throw new InvariantError(`bug: the stolen device has no session: ${started.error.kind}`);
}

async function ask(connect: (deliver: (xml: string) => void) => Wire): Promise<ReturnType<typeof readIq>> {
  const xml = await new Promise<string>((resolve) => {
    const wire = connect(resolve);
    const children = [writeBundleRequest(ROMEO.deviceId)];
    const id = 'stolen-1' as StanzaId;
    wire.send(writeIq({ kind: 'iq', type: 'get', id, from: undefined, to: ROMEO_DEVICE.account, children }));
  });
  const parsed = parseXml(xml, { defaultNamespace: NS_CLIENT });
  if (!parsed.ok) throw new InvariantError('bug: the server answered with what is no stanza');
  return readIq(parsed.value);
}
