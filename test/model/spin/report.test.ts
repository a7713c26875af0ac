import { describe, expect, test } from 'vitest';
import type { Counted, Objections, Waiting } from '../../../properties/model/spin/checks.ts';
import { WAITS_FOR_EVER } from '../../../properties/model/spin/checks.ts';
import type { SpinFound } from '../../../properties/model/spin/pan.ts';
import {
  writeCounted,
  writeFalsehood,
  writeSpent,
  writeSummary,
  writeWaiting,
} from '../../../properties/model/spin/report.ts';

const FOUND: SpinFound = {
  states: 1_234,
  transitions: 5_678,
  objection: undefined,
  wallSeconds: 9,
  cpuSeconds: 1.25,
  megabytes: 7,
};
const EXPLORED = { states: 1_234, transitions: 5_678, wallSeconds: 9, cpuSeconds: 0.5, megabytes: 3 };

function textOf({ isRight, text }: { readonly isRight: boolean; readonly text: string }): string {
  return `${isRight} ${text.replace(/ +/g, ' ').trim()}`;
}

describe('writeCounted', () => {
  test.each<[string, Counted, string]>([
    [
      'equal counts, once',
      { explorer: EXPLORED, spin: FOUND },
      'true ok x 1,234 states, 5,678 transitions | explorer 0.50 s 3 MiB | Spin 1.25 s 7 MiB',
    ],
    [
      'other states',
      { explorer: EXPLORED, spin: { ...FOUND, states: 1_235 } },
      'false NO x explorer 1,234 states, 5,678 transitions; Spin 1,235 states, 5,678 transitions',
    ],
    [
      'other transitions',
      { explorer: { ...EXPLORED, transitions: 1 }, spin: FOUND },
      'false NO x explorer 1,234 states, 1 transitions; Spin 1,234 states, 5,678 transitions',
    ],
    [
      'equal counts, and an objection',
      { explorer: EXPLORED, spin: { ...FOUND, objection: 'I6: two' } },
      'Spin 1,234 states, 5,678 transitions: I6: two',
    ],
  ])('tells %s', (_, counted, expected) => {
    expect(textOf(writeCounted('x', counted))).toContain(expected);
  });
});

test.each<[string, Objections, string]>([
  ['both', { explorer: ['I1', 'I2'], spin: 'I2' }, 'true ok x I2'],
  ['Spin alone', { explorer: ['I1'], spin: 'I2' }, 'false NO x Spin: I2; explorer: I1'],
  ['not the explorer', { explorer: [], spin: 'I2' }, 'false NO x Spin: I2; explorer: nothing'],
  ['not Spin', { explorer: ['I1'], spin: undefined }, 'false NO x Spin objects to nothing'],
])('of what is not so it tells who objects: %s', (_, objections, expected) => {
  expect(textOf(writeFalsehood('x', objections))).toBe(expected);
});

describe('writeWaiting', () => {
  const waiting = (objections: Readonly<Record<string, string | undefined>>): readonly Waiting[] =>
    Object.entries(objections).map(([device, objection]) => ({ device, found: { ...FOUND, objection } }));

  test.each([
    ['nobody', { A: undefined }, [], 'true ok x nobody waits for ever'],
    ['whom it was expected of', { A: WAITS_FOR_EVER, B: undefined }, ['A'], 'true ok x waits for ever: A'],
    ['somebody it was not expected of', { A: WAITS_FOR_EVER }, [], 'false NO x waits for ever: A, expected: nobody'],
    ['nobody, where it was expected', { A: undefined }, ['A'], 'false NO x nobody waits for ever, expected: A'],
    [
      'something else',
      { A: 'assertion violated' },
      [],
      'false NO x nobody waits for ever, expected: nobody; assertion',
    ],
  ] as const)('tells %s', (_, objections, expected, text) => {
    expect(textOf(writeWaiting('x', waiting(objections), expected))).toContain(text);
  });
});

test('the last lines count what is not as expected, and say who is faster', () => {
  const [good, bad] = [true, false].map((isRight) => ({ isRight, text: '' }));
  expect(writeSummary([good!, good!])).toBe('All 2 are as expected.');
  expect(writeSummary([good!, bad!])).toBe('1 of 2 are not as expected.');
  expect(writeSpent({ explorer: 1, spin: 2 })).not.toContain('slower');
  expect(writeSpent({ explorer: 2, spin: 1 })).toContain('the explorer is slower than Spin');
});
