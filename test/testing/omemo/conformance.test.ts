/** Our own implementation keeps every promise of the port; each check is red where its promise is broken. */
import { describe, expect, test } from 'vitest';
import { omemoConformance } from '../../../src/testing/entry.ts';
import { underTest } from './devices-under-test.ts';
import type { Fault } from './fault.ts';
import { MESSAGE_FAULTS } from './message-faults.ts';
import { SESSION_FAULTS } from './session-faults.ts';
import { TRUST_FAULTS } from './trust-faults.ts';

const FAULTS = [...SESSION_FAULTS, ...MESSAGE_FAULTS, ...TRUST_FAULTS];

const NAMES = omemoConformance(underTest()).map(({ name }) => name);

async function redChecks(fault: Fault): Promise<readonly string[]> {
  const red: string[] = [];
  for (const name of NAMES) {
    const check = omemoConformance(underTest(fault)).find((each) => each.name === name);
    await check?.run().catch(() => red.push(name));
  }
  return red;
}

describe('our own implementation of the OMEMO port', () => {
  for (const { name, promise, run } of omemoConformance(underTest())) {
    test(`${name}: ${promise}`, () => expect(run()).resolves.toBeUndefined());
  }
});

describe('an implementation of the OMEMO port fails the right checks, and no others', () => {
  for (const { it, fault, red } of FAULTS) {
    test(`where it ${it}`, async () => {
      expect([...(await redChecks(fault))].sort()).toEqual([...red].sort());
    });
  }

  test('and there is one for each check', () => {
    expect(NAMES.filter((name) => !FAULTS.some(({ red }) => red.includes(name)))).toEqual([]);
  });
});
