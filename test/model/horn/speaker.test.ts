import { expect, test } from 'vitest';
import { tellStory } from '../../../properties/model/horn/speaker.ts';
import type { Tellable } from '../../../properties/model/horn/speaker.ts';
import { CALLER } from '../../../properties/model/horn/terms.ts';
import type { DeviceTerm, EndTerm } from '../../../properties/model/horn/terms.ts';

const values = new Map<string, number>();

function endAt(device: DeviceTerm, contact: number, sessionId: number, peer: DeviceTerm): EndTerm {
  return { device, role: CALLER, contact, sessionId, peer };
}

const honest = { account: 10, number: 3 };
const stolen = { account: 20, number: -4 };
const foreign = { account: 20, number: 0 };
const hostile = { account: 30, number: -1 };

function told(...steps: readonly Tellable['tell'][]): readonly string[] {
  return tellStory(steps.map((tell) => ({ values, tell })));
}

test('accounts, devices and calls are named in the order they come up', () => {
  const call = endAt(honest, 20, 99, foreign);
  expect(
    told(
      (see) => `${see.device(honest)}: ${see.call(call)}, ${see.fingerprint(call)}`,
      (see) =>
        `${see.device(foreign)}, ${see.device({ ...foreign, number: 8 })}, ${see.call({ ...call, sessionId: 5 })}`,
    ),
  ).toEqual([
    "Romeo's phone: call A, the fingerprint of Romeo's phone for call A to Juliet",
    "Juliet's phone, Juliet's phone no. 2, call B",
  ]);
});

test('what has nothing to tell is left out', () => {
  expect(told(undefined, () => 'so it ends')).toEqual(['So it ends']);
});

test('an account with honest devices is honest although one was stolen; one with none is not', () => {
  expect(
    told(
      (see) => see.device(stolen),
      (see) => see.device(foreign),
      (see) => see.device(hostile),
    ),
  ).toEqual(["Romeo's stolen device", "Romeo's phone", "Tybalt's phone"]);
});

test('a contact who lists another’s key as its own is hostile', () => {
  expect(told((see) => see.shows(endAt(honest, 40, 1, foreign)))).toEqual([
    "Romeo's phone shows call A with Tybalt as authenticated, by Juliet's phone",
  ]);
});

test('of one’s own fingerprint, and of the attacker’s, no more is told than has to be', () => {
  const call = endAt(honest, 20, 1, foreign);
  const attackers = endAt(hostile, 20, 2, foreign);
  expect(
    told(
      (see) => `${see.device(honest)}, ${see.fingerprint(call, honest)}`,
      (see) => see.fingerprint(attackers),
    ),
  ).toEqual(["Romeo's phone, its fingerprint for call A to Juliet", "The fingerprint of Tybalt's phone"]);
});

test('contents are told apart where there are several', () => {
  const call = endAt(honest, 20, 1, foreign);
  const first: Tellable['tell'] = (see) => see.ciphertext(honest, call, 7);
  const ciphertext = "The fingerprint of Romeo's phone for call A to Juliet, encrypted by Romeo's phone";
  expect(told(first)).toEqual([ciphertext]);
  expect(told(first, (see) => see.encrypts(call, 8))).toEqual([
    `${ciphertext} (content 1)`,
    "Romeo's phone encrypts its fingerprint for call A to Juliet for Juliet's phone (content 2)",
  ]);
});
