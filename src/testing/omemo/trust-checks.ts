/** Checks of trust, of identity keys that change, and of what outlives the process. */
import type { Omemo, OmemoDevice, TrustLevel } from '../../omemo/port.ts';
import type { IdentityKey } from '../../stanzas/omemo.ts';
import {
  acquainted,
  bundleOf,
  check,
  checkRefused,
  decrypt,
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

const LEVELS: readonly TrustLevel[] = ['undecided', 'verified', 'distrusted', 'blind'];

/** A device with Romeo's name and keys of its own, as somebody makes it who has not his. */
async function impostor(subject: OmemoUnderTest) {
  return (await subject.createDevice(ROMEO)).omemo;
}

export const TRUST_CHECKS: readonly NamedCheck[] = [
  {
    name: 'first-sight',
    promise: 'The first key seen of a device is blind, in a bundle or in a message; another is undecided from then on.',
    async run(subject) {
      const { romeo, juliet, restartJuliet } = await introduced(subject);
      const [hers, his] = [await identityKeyOf(juliet), await identityKeyOf(romeo)];
      check(romeo.trustOf(JULIET, hers) === 'blind', 'the key of the bundle is not');
      await talk(romeo, juliet, 'hello');
      for (const omemo of [juliet, await restartJuliet()]) {
        check(omemo.trustOf(ROMEO, his) === 'blind', 'the key of the first message is not');
        check(omemo.trustOf(ROMEO, hers) === 'undecided', 'another key of the device is not undecided');
      }
    },
  },
  {
    name: 'verified-ends-blind',
    promise: 'Verifying a key ends blind trust in the other keys of the account, but for what the user decided.',
    async run(subject) {
      const { romeo, juliet, restartRomeo } = await introduced(subject);
      const [tablet, laptop, next] = [2223, 2224, 2225].map((deviceId) => deviceOf(JULIET.account, deviceId));
      if (tablet === undefined || laptop === undefined || next === undefined) fail('no devices');
      const keys = new Map<OmemoDevice, IdentityKey>();
      for (const device of [tablet, laptop]) {
        const { omemo } = await subject.createDevice(device);
        keys.set(device, valueOf(await romeo.startSession(device, await bundleOf(omemo)), 'a session'));
      }
      const levelOf = (omemo: Omemo, device: OmemoDevice) => omemo.trustOf(device, keys.get(device) ?? fail('no key'));
      keys.set(next, await identityKeyOf(juliet));
      valueOf(await romeo.setTrust({ ...laptop, identityKey: keys.get(laptop) }, 'blind'), 'a decision');
      check(levelOf(romeo, tablet) === 'blind', 'a key that was seen first is not blind before');
      valueOf(await romeo.setTrust({ ...JULIET, identityKey: undefined }, 'verified'), 'a decision');
      for (const omemo of [romeo, await restartRomeo()]) {
        check(levelOf(omemo, tablet) === 'undecided', 'a key that was seen first is not undecided after it');
        check(levelOf(omemo, laptop) === 'blind', 'a decision was taken back');
        check(levelOf(omemo, next) === 'undecided', 'the key of a device that is seen later is not undecided');
        valueOf(await omemo.encrypt(tablet, 'hello', undefined), 'encryption to an undecided key');
      }
    },
  },
  {
    name: 'trust-recorded',
    promise: 'A decision about a key is what is told of it, about no other key, and after a restart.',
    async run(subject) {
      const { romeo, juliet, restartRomeo } = await acquainted(subject);
      const [hers, his] = [await identityKeyOf(juliet), await identityKeyOf(romeo)];
      for (const level of LEVELS) {
        valueOf(await romeo.setTrust({ ...JULIET, identityKey: hers }, level), 'a decision');
        check(romeo.trustOf(JULIET, hers) === level, `it is not ${level} after that was decided`);
        check(romeo.trustOf(JULIET, his) === 'undecided', 'another key of the device has a level nobody gave it');
        check(
          romeo.trustOf(deviceOf('nurse@capulet.example', 1), hers) === 'blind',
          'so has a device of another account',
        );
      }
      valueOf(await romeo.setTrust({ ...JULIET, identityKey: undefined }, 'verified'), 'a decision without a key');
      check(romeo.trustOf(JULIET, hers) === 'verified', 'a decision without a key is not about the key that is known');
      check((await restartRomeo()).trustOf(JULIET, hers) === 'verified', 'a restart has forgotten it');
    },
  },
  {
    name: 'trust-in-advance',
    promise: 'A decision about a device none of whose keys was seen holds for the first key seen.',
    async run(subject) {
      const { romeo, juliet } = await strangers(subject);
      valueOf(await romeo.setTrust({ ...JULIET, identityKey: undefined }, 'verified'), 'a decision');
      valueOf(await romeo.startSession(JULIET, await bundleOf(juliet)), 'a session');
      check(romeo.trustOf(JULIET, await identityKeyOf(juliet)) === 'verified', 'it does not');
    },
  },
  {
    name: 'distrusted',
    promise: 'Nothing is encrypted to a distrusted key, opened of it, or started with it, until that is taken back.',
    async run(subject) {
      const { romeo, juliet } = await acquainted(subject);
      const { message } = await encrypt(romeo, JULIET, 'hello');
      valueOf(await juliet.setTrust({ ...ROMEO, identityKey: await identityKeyOf(romeo) }, 'distrusted'), 'a decision');
      checkRefused(await juliet.encrypt(ROMEO, 'x', undefined), 'encryption', ['distrusted']);
      checkRefused(await juliet.decrypt(from(ROMEO), message), 'a message', ['distrusted']);
      checkRefused(await juliet.startSession(ROMEO, await bundleOf(romeo)), 'a session', ['distrusted']);
      valueOf(await juliet.setTrust({ ...ROMEO, identityKey: await identityKeyOf(romeo) }, 'verified'), 'a decision');
      check((await decrypt(juliet, ROMEO, message)).plaintext === 'hello', 'the message opens to another text');
    },
  },
  {
    name: 'distrusted-first-message',
    promise: 'A distrusted key starts no session with us, and uses up no prekey.',
    async run(subject) {
      const { romeo, juliet } = await introduced(subject);
      await bundleOf(juliet);
      valueOf(await juliet.setTrust({ ...ROMEO, identityKey: await identityKeyOf(romeo) }, 'distrusted'), 'a decision');
      const { message } = await encrypt(romeo, JULIET, 'hello');
      checkRefused(await juliet.decrypt(from(ROMEO), message), 'it', ['distrusted']);
      check(!juliet.bundleChanged(), 'a prekey was used up');
    },
  },
  {
    name: 'changed-key-in-bundle',
    promise: 'A bundle with another identity key than the device is known by is refused until the user decides for it.',
    async run(subject) {
      const { juliet } = await acquainted(subject);
      const bundle = await bundleOf(await impostor(subject));
      checkRefused(await juliet.startSession(ROMEO, bundle), 'it', ['identityKeyChanged']);
      check(juliet.trustOf(ROMEO, bundle.identityKey) === 'undecided', 'the new key is not undecided');
      const { identityKey } = await encrypt(juliet, ROMEO, 'hello');
      check(identityKey !== bundle.identityKey, 'messages are encrypted to the new key');
      valueOf(await juliet.setTrust({ ...ROMEO, identityKey: bundle.identityKey }, 'verified'), 'a decision');
      valueOf(await juliet.startSession(ROMEO, bundle), 'a session, after the decision,');
    },
  },
  {
    name: 'changed-key-in-message',
    promise:
      'A first message with another identity key is told by that key, which nobody trusts and nothing is sent to.',
    async run(subject) {
      const { romeo, juliet } = await acquainted(subject);
      const stranger = await impostor(subject);
      valueOf(await stranger.startSession(JULIET, await bundleOf(juliet)), 'a session');
      const { message } = await encrypt(stranger, JULIET, 'it is I');
      const [known, shown] = [await identityKeyOf(romeo), await identityKeyOf(stranger)];
      const expected = await juliet.decrypt(from(ROMEO, known), message);
      checkRefused(expected, 'it, where the key that is known is expected,');
      const opened = await juliet.decrypt(from(ROMEO), message);
      if (opened.ok) check(opened.value.identityKey === shown, 'it is told by another key');
      const level = juliet.trustOf(ROMEO, shown);
      check(level === 'undecided' || level === 'distrusted', `the new key is ${level}`);
      check((await encrypt(juliet, ROMEO, 'who?')).identityKey === known, 'messages are encrypted to the new key');
    },
  },
  {
    name: 'restart-of-sender',
    promise: 'What was encrypted before a restart and what is after are of different keys: both open, in any order.',
    async run(subject) {
      const { romeo, juliet, restartRomeo } = await acquainted(subject);
      const before = [await encrypt(romeo, JULIET, '0'), await encrypt(romeo, JULIET, '1')];
      const again = await restartRomeo();
      const after = [await encrypt(again, JULIET, '2'), await encrypt(again, JULIET, '3')];
      const messages = [...before, ...after];
      for (const at of [3, 0, 2, 1]) {
        const { message } = messages[at] ?? fail('no message');
        check((await decrypt(juliet, ROMEO, message)).plaintext === `${at}`, 'one opened to another text');
      }
    },
  },
  {
    name: 'restart-of-receiver',
    promise: 'What was opened before a restart does not open after it; what was skipped and what comes later does.',
    async run(subject) {
      const { romeo, juliet, restartJuliet } = await introduced(subject);
      const skipped = (await encrypt(romeo, JULIET, 'skipped')).message;
      const opened = await talk(romeo, juliet, 'opened');
      const again = await restartJuliet();
      checkRefused(await again.decrypt(from(ROMEO), opened), 'what was opened before');
      check((await decrypt(again, ROMEO, skipped)).plaintext === 'skipped', 'what was skipped opens to another text');
      await talk(romeo, again, 'later');
      await talk(again, romeo, 'answer');
    },
  },
];
