/**
 * Why these tests? The library cuts addresses at the first dot, and a store names things by the account. Nothing that
 * may stand in an address may lead to another device's keys.
 */
import { describe, expect, test } from 'vitest';
import { parseBareJid } from '../../src/jid.ts';
import type { OmemoDevice } from '../../src/omemo/port.ts';
import { deviceOf } from '../../src/testing/omemo/check.ts';
import { bundleOf, createPair, createStrangers, decrypted, encrypted, juliet, openDevice } from './devices.ts';
import { valueOf } from './value-of.ts';

const LAST_CODE_POINT = 0x10_ffff;
/** A part of an address has 1,023 bytes at most, and a character takes four. */
const CHARACTERS_OF_ACCOUNT = 200;
/** Beyond the basic plane, characters differ in nothing that a store or library could look at: each 101st. */
const SPARSE_FROM = 0x1_0000;
const SPARSE_STEP = 101;

/** Accounts that hold, all together, every character that may stand in front of or behind the `@`. */
function accountsOfAllCharacters(): readonly string[] {
  const locals: string[] = [];
  const domains: string[] = [];
  for (let code = 0; code <= LAST_CODE_POINT; code += code < SPARSE_FROM ? 1 : SPARSE_STEP) {
    const character = String.fromCodePoint(code);
    if (parseBareJid(`${character}@capulet.example`) === `${character}@capulet.example`) locals.push(character);
    if (parseBareJid(`juliet@${character}`) === `juliet@${character}`) domains.push(character);
  }
  return [
    ...runsOf(locals).map((local) => `${local}@capulet.example`),
    ...runsOf(domains).map((domain) => `juliet@${domain}`),
  ];
}

function runsOf(characters: readonly string[]): readonly string[] {
  const runs: string[] = [];
  for (let at = 0; at < characters.length; at += CHARACTERS_OF_ACCOUNT) {
    runs.push(characters.slice(at, at + CHARACTERS_OF_ACCOUNT).join(''));
  }
  return runs;
}

describe('accounts of every character that an address may hold', () => {
  test('have each a session and a trust of their own, also in a store that is opened again', async () => {
    const { romeos, juliets } = await createStrangers();
    const accounts = accountsOfAllCharacters();
    expect(accounts.length).toBeGreaterThan(500);
    expect(accounts.join('')).toMatch(/^(?=.*\.)(?=.*\|)(?=.*#)(?=.*%)(?=.*\\)(?=.*\?)(?=.*ß)(?=.*漢)/u);
    const bundle = await bundleOf(juliets);
    const devices = accounts.map((account) => deviceOf(account, juliet.deviceId));
    for (const [at, device] of devices.entries()) {
      expect(parseBareJid(device.account)).toBe(device.account);
      if (at % 2 === 0) valueOf(await romeos.omemo.startSession(device, bundle));
      else valueOf(await romeos.omemo.setTrust({ ...device, identityKey: undefined }, 'distrusted'));
    }
    const again = await openDevice(romeos.omemo.ownDevice, romeos.store.exportText());
    for (const [at, device] of devices.entries()) {
      expect(await again.omemo.hasSession(device)).toEqual({ ok: true, value: at % 2 === 0 });
      expect(again.omemo.trustOf(device, bundle.identityKey)).toBe(at % 2 === 0 ? 'blind' : 'distrusted');
    }
  });

  test('read what was written for them, and answer', async () => {
    const { romeos } = await createStrangers();
    const accounts = accountsOfAllCharacters().filter((_, at) => at % 40 === 0);
    for (const account of accounts) {
      const own: OmemoDevice = deviceOf(account, juliet.deviceId);
      const owns = await openDevice(own, undefined);
      valueOf(await romeos.omemo.startSession(own, await bundleOf(owns)));
      const { ownDevice } = romeos.omemo;
      expect(await decrypted(owns, ownDevice, await encrypted(romeos, own, 'hello'))).toBe('hello');
      expect(await decrypted(romeos, own, await encrypted(owns, ownDevice, 'hello yourself'))).toBe('hello yourself');
    }
  });
});

describe('accounts that look alike', () => {
  // What a library or store could take for the same: a cut at a separator, a path, a number run into the next field.
  test.each([
    ['romeo@montague.example', 'romeo@montague.example.'],
    ['a', 'a.a'],
    ['1@1', '11@1'],
    ['romeo@montague.example', 'romeo@montague.examplé'],
    ['constructor', '__proto__'],
    ['toString', 'hasownproperty'],
  ])('are two: %s and %s', async (one, other) => {
    const { romeos, juliets } = await createPair();
    const [first, second] = [deviceOf(one, 22), deviceOf(other, 22)];
    valueOf(await romeos.omemo.startSession(first, await bundleOf(juliets)));
    expect(await romeos.omemo.hasSession(first)).toEqual({ ok: true, value: true });
    expect(await romeos.omemo.hasSession(second)).toEqual({ ok: true, value: false });
    expect(romeos.omemo.identityKeysOf(second.account)).toEqual([]);
  });
});
