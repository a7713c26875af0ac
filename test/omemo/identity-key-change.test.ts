import { describe, expect, test } from 'vitest';
import { damaged, from } from '../../src/testing/omemo/check.ts';
import {
  bundleOf,
  createDevice,
  createPair,
  decrypted,
  encrypted,
  juliet,
  keyBytesOf,
  refusalOf,
  romeo,
  type TestDevice,
  withKeyBytes,
} from './devices.ts';
import { valueOf } from './value-of.ts';

describe('a device that shows another identity key', () => {
  /** Romeo's device as somebody who has its number, and not its keys, would make it. */
  async function impostorOf(juliets: TestDevice) {
    const impostors = await createDevice(romeo);
    valueOf(await impostors.omemo.startSession(juliet, await bundleOf(juliets)));
    return { impostors, message: await encrypted(impostors, juliet, 'it is I') };
  }

  test('is refused where the call expects the key it had', async () => {
    const { romeos, juliets } = await createPair();
    const { message } = await impostorOf(juliets);
    const expected = from(romeo, romeos.omemo.ownIdentityKey);
    expect(await refusalOf(juliets, expected, message)).toBe('identityKeyChanged');
    // Before it is decrypted: that it could not be is not noticed.
    const forged = withKeyBytes(message, damaged(keyBytesOf(message), -1));
    expect(await refusalOf(juliets, expected, forged)).toBe('identityKeyChanged');
  });

  test('is refused in a message of its session as well', async () => {
    const { romeos, juliets } = await createPair();
    const { impostors, message } = await impostorOf(juliets);
    await decrypted(juliets, romeo, message);
    const { ownIdentityKey } = impostors.omemo;
    valueOf(await juliets.omemo.setTrust({ ...romeo, identityKey: ownIdentityKey }, 'blind'));
    await decrypted(impostors, juliet, await encrypted(juliets, romeo, 'is it?'));
    const further = await encrypted(impostors, juliet, 'yes');
    const expected = from(romeo, romeos.omemo.ownIdentityKey);
    expect(await refusalOf(juliets, expected, further)).toBe('identityKeyChanged');
    expect(await decrypted(juliets, romeo, further)).toBe('yes');
  });

  test('is undecided where the call expects none, and draws no message to itself', async () => {
    const { romeos, juliets } = await createPair();
    const { impostors, message } = await impostorOf(juliets);
    const { identityKey } = valueOf(await juliets.omemo.decrypt(from(romeo), message));
    expect(identityKey).toBe(impostors.omemo.ownIdentityKey);
    expect(juliets.omemo.trustOf(romeo, identityKey)).toBe('undecided');
    expect(juliets.omemo.trustOf(romeo, romeos.omemo.ownIdentityKey)).toBe('blind');
    const answer = valueOf(await juliets.omemo.encrypt(romeo, 'who is there?', undefined));
    expect(answer.identityKey).toBe(romeos.omemo.ownIdentityKey);
    expect(await decrypted(romeos, juliet, answer.message)).toBe('who is there?');
  });

  test('gets the messages that name it, and after a decision all others', async () => {
    const { juliets } = await createPair();
    const { impostors, message } = await impostorOf(juliets);
    await decrypted(juliets, romeo, message);
    const { ownIdentityKey } = impostors.omemo;
    const named = valueOf(await juliets.omemo.encrypt(romeo, 'you', ownIdentityKey));
    expect(await decrypted(impostors, juliet, named.message)).toBe('you');
    valueOf(await juliets.omemo.setTrust({ ...romeo, identityKey: ownIdentityKey }, 'verified'));
    expect(await decrypted(impostors, juliet, await encrypted(juliets, romeo, 'you again'))).toBe('you again');
  });

  test('is refused once it is distrusted, without a try', async () => {
    const { juliets } = await createPair();
    const { impostors, message } = await impostorOf(juliets);
    await decrypted(juliets, romeo, message);
    valueOf(await juliets.omemo.setTrust({ ...romeo, identityKey: impostors.omemo.ownIdentityKey }, 'distrusted'));
    expect(await refusalOf(juliets, romeo, await encrypted(impostors, juliet, 'it is still I'))).toBe('distrusted');
  });
});

describe('a device that is distrusted', () => {
  test('is neither read nor written to, and its session goes on once that is taken back', async () => {
    const { romeos, juliets } = await createPair();
    const message = await encrypted(romeos, juliet, 'hello');
    valueOf(await juliets.omemo.setTrust({ ...romeo, identityKey: undefined }, 'distrusted'));
    expect(await refusalOf(juliets, romeo, message)).toBe('distrusted');
    expect(await juliets.omemo.encrypt(romeo, 'no', undefined)).toEqual({ ok: false, error: { kind: 'distrusted' } });
    valueOf(await juliets.omemo.setTrust({ ...romeo, identityKey: undefined }, 'verified'));
    expect(await decrypted(juliets, romeo, message)).toBe('hello');
  });
});
