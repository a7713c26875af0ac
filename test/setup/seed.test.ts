/** A run has a seed that one can give again. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FIXED_SEED, isContinuousIntegration, resolveSeed } from './seed.ts';

const never = (): number => {
  throw new Error('drew a seed');
};

describe('resolveSeed', () => {
  test('is fixed where none is asked for', () => {
    expect(resolveSeed({}, never)).toBe(FIXED_SEED);
    expect(resolveSeed({ FAST_CHECK_SEED: '' }, never)).toBe(FIXED_SEED);
    expect(resolveSeed({ CI: 'true' }, never)).toBe(FIXED_SEED);
  });

  test.each([
    ['7', 7],
    ['-7', -7],
    ['2147483647', 2_147_483_647],
  ])('takes %s', (given, seed) => {
    expect(resolveSeed({ FAST_CHECK_SEED: given, CI: 'true' }, never)).toBe(seed);
  });

  test.each(['abc', '1.5', '1e3', ' 7', '0x10', '2147483648', 'Random'])(
    'refuses %j rather than run with another',
    (given) => {
      expect(() => resolveSeed({ FAST_CHECK_SEED: given }, never)).toThrow('neither');
    },
  );

  test('draws one when asked, but never in CI, where nobody could repeat the run', () => {
    expect(resolveSeed({ FAST_CHECK_SEED: 'random' }, () => 42)).toBe(42);
    expect(() => resolveSeed({ FAST_CHECK_SEED: 'random', CI: 'true' }, never)).toThrow('refused in CI');
  });
});

describe('isContinuousIntegration', () => {
  test.each([
    ['true', true],
    ['1', true],
    ['false', false],
    ['0', false],
    ['', false],
  ])('takes CI=%j for %s', (value, expected) => {
    expect(isContinuousIntegration({ CI: value })).toBe(expected);
  });

  test('takes an unset CI for a person', () => {
    expect(isContinuousIntegration({})).toBe(false);
  });
});

describe('the setup of every test file', () => {
  test('gives fast-check the seed of the run', () => {
    expect(fc.readConfigureGlobal().seed).toBe(Number(process.env['FAST_CHECK_SEED']));
  });
});
