/** Checks of bundles, and of sessions that are made from them. */
import { parseXml } from '../../xml/parse.ts';
import { serializeXml } from '../../xml/serialize.ts';
import { readOmemoBundle, writeOmemoBundle } from '../../stanzas/omemo-bundle.ts';
import type { OmemoBundle } from '../../stanzas/omemo.ts';
import {
  acquainted,
  bundleOf,
  check,
  checkRefused,
  damaged,
  deviceOf,
  encrypt,
  fail,
  from,
  identityKeyOf,
  introduced,
  JULIET,
  type NamedCheck,
  type OmemoUnderTest,
  ROMEO,
  strangers,
  talk,
  valueOf,
} from './check.ts';

const SIGNATURE_BYTES = 64;

async function refusesBundle(subject: OmemoUnderTest, change: (bundle: OmemoBundle) => OmemoBundle): Promise<void> {
  const { romeo, juliet } = await strangers(subject);
  const changed = change(await bundleOf(juliet));
  checkRefused(await romeo.startSession(JULIET, changed), 'the bundle', ['invalidBundle']);
  check(!valueOf(await romeo.hasSession(JULIET), 'a question'), 'a session was made of a bundle that was refused');
}

export const SESSION_CHECKS: readonly NamedCheck[] = [
  {
    name: 'own-device',
    promise: 'A device has the account and the id it was made with, also after a restart, and then the same key.',
    async run(subject) {
      const device = await subject.createDevice(ROMEO);
      const identityKey = await identityKeyOf(device.omemo);
      const again = await device.restart();
      for (const { account, deviceId } of [device.omemo.ownDevice, again.ownDevice]) {
        check(account === ROMEO.account && deviceId === ROMEO.deviceId, 'the own device is another');
      }
      check((await identityKeyOf(again)) === identityKey, 'a restart has changed its identity key');
    },
  },
  {
    name: 'bundle-on-the-wire',
    promise: 'The own bundle has prekeys numbered from 1, each once, and is read as it was written.',
    async run(subject) {
      const { juliet } = await strangers(subject);
      const bundle = await bundleOf(juliet);
      const ids = bundle.preKeys.map(({ preKeyId }) => preKeyId);
      check(ids.length > 0, 'there are no prekeys');
      check(new Set(ids).size === ids.length && !ids.includes(0), 'prekeys are numbered 0, or twice');
      check(bundle.signedPreKeySignature.length === SIGNATURE_BYTES, 'the signature has not 64 bytes');
      const parsed = parseXml(serializeXml(writeOmemoBundle(bundle)));
      const read = parsed.ok ? readOmemoBundle(parsed.value) : parsed;
      if (!read.ok) fail('the strict reader does not take it');
      check(sameBundle(read.value, bundle), 'it comes back as another');
    },
  },
  {
    name: 'bundle-changed',
    promise: '`bundleChanged` is true before the first `ownBundle` and after a prekey was used, and false after each.',
    async run(subject) {
      const { romeo, juliet } = await strangers(subject);
      check(juliet.bundleChanged(), 'it is not true of a bundle that was never published');
      const bundle = await bundleOf(juliet);
      check(!juliet.bundleChanged(), 'it is still true after `ownBundle`');
      valueOf(await romeo.startSession(JULIET, bundle), 'a session');
      await talk(romeo, juliet, 'hello');
      check(juliet.bundleChanged(), 'it is not true after a prekey was used');
    },
  },
  {
    name: 'used-prekey-replaced',
    promise: 'A used prekey is in the bundle no more: nobody takes it from the next one.',
    async run(subject) {
      const { romeo, juliet } = await strangers(subject);
      const bundle = await bundleOf(juliet);
      const only = { ...bundle, preKeys: bundle.preKeys.slice(0, 1) };
      valueOf(await romeo.startSession(JULIET, only), 'a session');
      await talk(romeo, juliet, 'first');
      const used = only.preKeys[0]?.preKeyId;
      check(!(await bundleOf(juliet)).preKeys.some(({ preKeyId }) => preKeyId === used), 'it is still on offer');
    },
  },
  {
    name: 'session-from-bundle',
    promise: 'A session is there once it was made, with the identity key of the bundle, and is there after a restart.',
    async run(subject) {
      const { romeo, juliet, restartRomeo } = await strangers(subject);
      check(!valueOf(await romeo.hasSession(JULIET), 'a question'), 'there is one before');
      const bundle = await bundleOf(juliet);
      const identityKey = valueOf(await romeo.startSession(JULIET, bundle), 'a session');
      check(identityKey === bundle.identityKey, 'it is with another identity key');
      check(valueOf(await romeo.hasSession(JULIET), 'a question'), 'there is none after');
      check(valueOf(await (await restartRomeo()).hasSession(JULIET), 'a question'), 'a restart has lost it');
    },
  },
  {
    name: 'bundle-signature',
    promise: 'A bundle whose signed prekey its identity key has not signed is refused.',
    async run(subject) {
      await refusesBundle(subject, (bundle) => ({
        ...bundle,
        signedPreKeySignature: damaged(bundle.signedPreKeySignature, -41),
      }));
      await refusesBundle(subject, (bundle) => ({ ...bundle, signedPreKey: damaged(bundle.signedPreKey, -21) }));
    },
  },
  {
    name: 'bundle-without-prekeys',
    promise: 'A bundle without one-time prekeys is refused: its first message could be replayed.',
    run: (subject) => refusesBundle(subject, (bundle) => ({ ...bundle, preKeys: [] })),
  },
  {
    name: 'bundle-with-weak-key',
    promise: 'A bundle with a key that everybody can compute with is refused.',
    run: (subject) =>
      refusesBundle(subject, (bundle) => ({
        ...bundle,
        preKeys: bundle.preKeys.map(({ preKeyId, publicKey }) => ({
          preKeyId,
          publicKey: publicKey.map((byte, at) => (at === 0 ? byte : 0)),
        })),
      })),
  },
  {
    name: 'own-key-in-bundle',
    promise: 'A bundle with our own identity key is refused: a call would be authenticated by ourselves.',
    async run(subject) {
      const { romeo } = await strangers(subject);
      checkRefused(await romeo.startSession(JULIET, await bundleOf(romeo)), 'the bundle', ['invalidBundle']);
      check(!valueOf(await romeo.hasSession(JULIET), 'a question'), 'a session was made with ourselves');
    },
  },
  {
    name: 'no-session',
    promise: 'Nothing is encrypted for a device without a session, and nothing of one without a session opens.',
    async run(subject) {
      const { romeo, juliet } = await acquainted(subject);
      const nurse = (await subject.createDevice(deviceOf('nurse@capulet.example', 4444))).omemo;
      checkRefused(await nurse.encrypt(JULIET, 'hello', undefined), 'encryption', ['noSession']);
      const { message } = await encrypt(romeo, JULIET, 'hello');
      const keys = message.keys.map((key) => ({ ...key, recipientDeviceId: nurse.ownDevice.deviceId }));
      checkRefused(await nurse.decrypt(from(ROMEO), { ...message, keys }), 'a message');
      await talk(juliet, romeo, 'still here');
    },
  },
  {
    name: 'session-each',
    promise: 'Devices of one account, and devices of one id, have a session each, whatever is in their addresses.',
    async run(subject) {
      const { romeo } = await introduced(subject);
      const others = [
        deviceOf(JULIET.account, 2223),
        deviceOf('j.u.l.i.e.t@capulet.example', JULIET.deviceId),
        deviceOf('capulet.example', JULIET.deviceId),
        deviceOf('джульетта@капулетти.example', JULIET.deviceId),
      ];
      for (const own of others) {
        check(!valueOf(await romeo.hasSession(own), 'a question'), `another's session is taken for ${own.account}'s`);
        const { omemo } = await subject.createDevice(own);
        valueOf(await romeo.startSession(own, await bundleOf(omemo)), 'a session');
        await talk(romeo, omemo, 'for you alone');
        await talk(omemo, romeo, 'for you too');
      }
    },
  },
  {
    name: 'both-start',
    promise: 'Two devices that start a session at the same time can both be heard, then and later.',
    async run(subject) {
      const { romeo, juliet } = await strangers(subject);
      valueOf(await romeo.startSession(JULIET, await bundleOf(juliet)), 'a session');
      valueOf(await juliet.startSession(ROMEO, await bundleOf(romeo)), 'a session');
      const his = (await encrypt(romeo, JULIET, 'his')).message;
      const hers = (await encrypt(juliet, ROMEO, 'hers')).message;
      valueOf(await juliet.decrypt(from(ROMEO), his), 'his first message');
      valueOf(await romeo.decrypt(from(JULIET), hers), 'her first message');
      for (const text of ['one', 'two']) {
        await talk(romeo, juliet, text);
        await talk(juliet, romeo, text);
      }
    },
  },
];

function sameBundle(one: OmemoBundle, other: OmemoBundle): boolean {
  return serializeXml(writeOmemoBundle(one)) === serializeXml(writeOmemoBundle(other));
}
