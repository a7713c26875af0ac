import { describe, expect, test } from 'vitest';
import {
  ALWAYS,
  all,
  any,
  equal,
  evaluate,
  not,
  provided,
  variablesOf,
} from '../../../properties/model/horn/formula.ts';
import { atom } from './clauses.ts';

const values = new Map([
  ['x', 1],
  ['y', -2],
]);

describe('evaluate', () => {
  test.each([
    ['equal terms', equal('x', 1), true],
    ['unequal terms', equal('x', 'y'), false],
    ['a negation', not(equal('x', 'y')), true],
    ['a number that is not negative', { kind: 'notNegative', term: 'x' } as const, true],
    ['a negative number', { kind: 'notNegative', term: 'y' } as const, false],
    ['all of nothing', all(), true],
    ['any of nothing', any(), false],
    ['all of two, one false', all(equal('x', 1), equal('y', 1)), false],
    ['any of two, one true', any(equal('x', 1), equal('y', 1)), true],
  ])('%s', (_, formula, expected) => {
    expect(evaluate(formula, values)).toBe(expected);
  });

  test('refuses a variable that stands for nothing', () => {
    expect(() => evaluate(equal('z', 1), values)).toThrow('the variable z has a value');
  });
});

test('a measure that is not taken demands nothing', () => {
  expect(provided(false, any())).toBe(ALWAYS);
  expect(provided(true, any())).toEqual(any());
});

describe('variablesOf', () => {
  const clause = { name: 'c', premises: [atom('p', 'x', 3, 'y')], conclusion: atom('q', 'y', 'z') };

  test('lists each variable once', () => {
    expect(variablesOf({ ...clause, condition: equal('x', 'z') })).toEqual(['x', 'y', 'z']);
  });

  test('refuses one that only the condition knows: no fact would tell its value', () => {
    expect(() => variablesOf({ ...clause, condition: not(all(equal('x', 'free'))) })).toThrow('free is in a premise');
  });
});
