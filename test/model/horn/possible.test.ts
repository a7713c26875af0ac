import { describe, expect, test } from 'vitest';
import { evaluate } from '../../../properties/model/horn/formula.ts';
import { excludeEachOther, isPossible } from '../../../properties/model/horn/possible.ts';
import type { Acting } from '../../../properties/model/horn/possible.ts';
import { CALLEE, CALLER } from '../../../properties/model/horn/terms.ts';
import type { EndTerm } from '../../../properties/model/horn/terms.ts';
import { AS_SHIPPED } from '../../../properties/model/horn/theory.ts';
import type { Measures } from '../../../properties/model/horn/theory.ts';
import { atom, fact } from './clauses.ts';

const JULIETS = { account: 2, number: 0 };
const ROMEOS: EndTerm = {
  device: { account: 1, number: 0 },
  role: CALLEE,
  contact: 2,
  sessionId: 7,
  peer: JULIETS,
};
const HERS: EndTerm = { device: JULIETS, role: CALLER, contact: 1, sessionId: 7, peer: ROMEOS.device };

function acting(change: Partial<EndTerm> = {}, more: Partial<Acting> = {}): Acting {
  return { end: { ...ROMEOS, ...change }, isOver: false, ...more };
}

function taking(certificate: EndTerm, content = 0): Pick<Acting, 'opened'> {
  return { opened: { from: JULIETS, certificate, content } };
}

function exclude(one: Acting, two: Acting, without: Partial<Measures> = {}): boolean {
  return evaluate(excludeEachOther(one, two, { ...AS_SHIPPED, ...without }), new Map());
}

const OTHER_CALL = { sessionId: 8 };

describe('two ends cannot both be', () => {
  test.each<[string, Acting, Acting]>([
    ['of one session and bound to two devices', acting(), acting({ peer: { account: 2, number: 1 } })],
    ['of one session, in both roles', acting(), acting({ role: CALLER })],
    ['callers under one id, to two contacts', acting({ role: CALLER }), acting({ role: CALLER, contact: 3 })],
    ['one end that takes two certificates', acting({}, taking(HERS)), acting({}, taking({ ...HERS, sessionId: 9 }))],
  ])('%s', (_, one, two) => {
    expect(exclude(one, two)).toBe(true);
    expect(exclude(two, one)).toBe(true);
  });

  test.each<[string, Acting, Acting, Partial<Measures>]>([
    [
      'that open one ciphertext, where it opens once',
      acting({}, taking(HERS)),
      acting(OTHER_CALL, { ...taking(HERS), isOver: true }),
      { opensOnce: false },
    ],
    [
      'live with one contact, with one certificate, where that is looked for',
      acting({}, taking(HERS)),
      acting(OTHER_CALL, taking(HERS, 1)),
      { refusesOtherCalls: false },
    ],
    [
      'live with one contact, one with the other’s own certificate, where that is looked for',
      acting({}, taking({ ...ROMEOS, ...OTHER_CALL })),
      acting(OTHER_CALL),
      { refusesOtherCalls: false },
    ],
  ])('%s', (_, one, two, without) => {
    expect([exclude(one, two), exclude(two, one)]).toEqual([true, true]);
    expect([exclude(one, two, without), exclude(two, one, without)]).toEqual([false, false]);
  });
});

describe('two ends can both be', () => {
  const attackers = { account: 2, number: -1 };
  test.each<[string, Acting, Acting]>([
    ['of two calls', acting(), acting(OTHER_CALL)],
    ['of two devices, in one call', acting(), acting({ device: { account: 1, number: 1 } })],
    ['callees under one id, of two contacts', acting(), acting({ contact: 3 })],
    ['one end that opens two contents', acting({}, taking(HERS)), acting({}, taking(HERS, 1))],
    [
      'with one certificate, where one call is over',
      acting({}, taking(HERS)),
      acting(OTHER_CALL, { ...taking(HERS, 1), isOver: true }),
    ],
    ['with one certificate, with two contacts', acting({}, taking(HERS)), acting({ contact: 3 }, taking(HERS, 1))],
    ['the attacker’s, whatever they do', acting({ device: attackers }), acting({ device: attackers, role: CALLER })],
  ])('%s', (_, one, two) => {
    expect([exclude(one, two), exclude(two, one)]).toEqual([false, false]);
  });
});

describe('isPossible', () => {
  const romeos = [1, 0, CALLEE, 2, 7, 2, 0];
  const hers = [2, 0, CALLER, 1, 7, 1, 0];
  const step = (conclusion: ReturnType<typeof fact>, ...premises: readonly ReturnType<typeof fact>[]) => ({
    clause: { name: 'c', premises: [], condition: { kind: 'all', formulas: [] } as const, conclusion: atom('p') },
    values: new Map(),
    premises,
    conclusion,
  });
  const takes = (end: readonly number[], content: number) =>
    step(fact('accepted', ...end, ...hers, content), fact('delivered', 5, 2, 0, 1, 0, ...hers, content));

  test('accepts what happens once', () => {
    expect(isPossible([takes(romeos, 0), step(fact('waiting', ...hers, 5))], [], AS_SHIPPED)).toBe(true);
  });

  test('refuses two bindings of one caller', () => {
    const bound = [2, 0, CALLER, 1, 7, 1, 1];
    const steps = [step(fact('waiting', ...hers, 5)), step(fact('waiting', ...bound, 5))];
    expect(isPossible(steps, [], AS_SHIPPED)).toBe(false);
  });

  test('refuses a second opening, and a certificate of a live call, of which one may be over', () => {
    const again = [1, 0, CALLEE, 2, 8, 2, 0];
    expect(isPossible([takes(romeos, 0), takes(again, 0)], [ROMEOS], AS_SHIPPED)).toBe(false);
    expect(isPossible([takes(romeos, 0), takes(again, 1)], [], AS_SHIPPED)).toBe(false);
    expect(isPossible([takes(romeos, 0), takes(again, 1)], [ROMEOS], AS_SHIPPED)).toBe(true);
  });
});
