/**
 * Every state of one call with two devices of the callee, and of two calls with one, under a server that has seen
 * everything and forges the rest. The counts are asserted: a new one is a change of design.
 */
import { describe, expect, test } from 'vitest';
import type { Policy } from '../../machines/context.ts';
import { startCall, stepCall } from '../../machines/step.ts';
import type { Stepping } from './agents.ts';
import {
  authenticatedIsBound,
  certificateIsOfBoundDevice,
  certificateIsOfThisCall,
  encryptedOfferIsAnsweredByBoundDevice,
  INVARIANTS,
  oneCalleeDevice,
  PLAIN_WITNESS,
  WITNESSES,
} from './invariants.ts';
import { explore } from './product.ts';

const INVARIANT = {
  I1: encryptedOfferIsAnsweredByBoundDevice,
  I2: authenticatedIsBound,
  I4: certificateIsOfBoundDevice,
  I6: oneCalleeDevice,
} as const;
const MOST_STATES = 2_000_000;
const ONE_CALL = { calls: [1], callees: ['B1', 'B2'], mostStates: MOST_STATES } as const;

describe('one call, two devices of the callee, an attacker with a device of its own', () => {
  test.each([
    ['opportunistic', 35_236],
    ['expect', 5_020],
    ['require', 3_120],
  ] as const)('under %s every invariant holds in all %i states', (policy, states) => {
    const found = explore({ ...ONE_CALL, policy }, { invariants: INVARIANTS, witnesses: witnessesUnder(policy) });
    expect([...found.violations]).toEqual([]);
    expect([...found.witnesses.keys()].toSorted()).toEqual(Object.keys(witnessesUnder(policy)).toSorted());
    expect({ complete: found.complete, states: found.states }).toEqual({ complete: true, states });
  });

  test.each(['expect', 'require'] as const)(
    'under %s a plain description is accepted only as the policy says',
    (policy) => {
      const { witnesses } = explore({ ...ONE_CALL, policy }, { invariants: [], witnesses: PLAIN_WITNESS });
      expect(witnesses.size).toBe(policy === 'expect' ? 1 : 0);
    },
  );
});

describe('two calls with the same device', () => {
  const TWO_CALLS = { calls: [1, 2], callees: ['B1'], policy: 'require', mostStates: MOST_STATES } as const;

  test('every invariant holds, also with ciphertexts of the other call', () => {
    const found = explore(TWO_CALLS, { invariants: INVARIANTS, witnesses: {} });
    expect([...found.violations]).toEqual([]);
    expect({ complete: found.complete, states: found.states }).toEqual({ complete: true, states: 61_521 });
  });

  test('a ciphertext that was held back opens in the other call: the gap of the draft', () => {
    const { violations } = explore(TWO_CALLS, {
      invariants: [certificateIsOfThisCall],
      witnesses: {},
      stopAtViolation: true,
    });
    const [[told, way] = ['', []]] = violations;
    expect(told).toContain('takes a certificate of another call');
    const crossings = way.filter((move) => /, call ([12]): .*\(.* in call (?!\1)[12]\)/.test(move));
    expect(crossings).toHaveLength(1);
  });
});

describe('a broken machine is found out', () => {
  // Each fault takes one rule away from a machine; the product has to notice, by the invariant that stands for it.
  test.each<[string, Stepping, keyof typeof INVARIANT]>([
    ['a plain answer counts as an encrypted one', plainCountsAsDecrypted, 'I1'],
    ['what cannot be decrypted counts as decrypted', refusedCountsAsDecrypted, 'I2'],
    ['a plain answer counts as an encrypted one, shown', plainCountsAsDecrypted, 'I4'],
    ['a second proceed moves the call to another device', secondProceedCounts, 'I6'],
  ])('%s', (_, step, invariant) => {
    const options = { ...ONE_CALL, policy: 'opportunistic', step } as const;
    const { violations } = explore(options, {
      invariants: [INVARIANT[invariant]],
      witnesses: {},
      stopAtViolation: true,
    });
    expect(new Set([...violations.keys()].map((told) => told.slice(0, 2)))).toEqual(new Set([invariant]));
  });

  test("a caller that would decrypt any device's answer is still held by the data plane, which compares again", () => {
    const step: Stepping = (snapshot, event) =>
      stepCall(snapshot, event.type === 'peer.sessionAccept' ? { ...event, device: 'pinned' } : event);
    const { violations } = explore({ ...ONE_CALL, policy: 'require', step }, { invariants: INVARIANTS, witnesses: {} });
    expect([...violations]).toEqual([]);
  });
});

function witnessesUnder(policy: Policy) {
  return policy === 'require' ? WITNESSES : { ...WITNESSES, ...PLAIN_WITNESS };
}

function plainCountsAsDecrypted(...[snapshot, event]: Parameters<Stepping>): ReturnType<Stepping> {
  if (event.type !== 'peer.sessionAccept' || event.protection !== 'plain') return stepCall(snapshot, event);
  const answer = { ...event, protection: 'encrypted', device: 'pinned' } as const;
  return stepCall(stepCall(snapshot, answer).snapshot, { type: 'omemo.decrypted', trust: 'blind' });
}

function refusedCountsAsDecrypted(...[snapshot, event]: Parameters<Stepping>): ReturnType<Stepping> {
  return stepCall(snapshot, event.type === 'omemo.refused' ? { type: 'omemo.decrypted', trust: 'blind' } : event);
}

function secondProceedCounts(...[snapshot, event]: Parameters<Stepping>): ReturnType<Stepping> {
  const isSecond = snapshot.state === 'initiated.waiting' && event.type === 'peer.proceed';
  if (!isSecond) return stepCall(snapshot, event);
  const { policy, omemo, presence, occasion } = snapshot.context;
  return stepCall(startCall('caller', { policy, omemo, presence, occasion }).snapshot, event);
}
