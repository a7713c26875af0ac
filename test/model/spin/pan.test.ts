import { describe, expect, test } from 'vitest';
import { readSearch, SpinFailed } from '../../../properties/model/spin/pan.ts';

/** What Spin 6.5.2 and the shell print, as far as it is read. */
function printed(changes: { readonly before?: string; readonly errors?: number } = {}): string {
  const { before = '', errors = 0 } = changes;
  return `${before}
(Spin Version 6.5.2 -- 6 December 2019)

State-vector 20 byte, depth reached 168, errors: ${errors}
    81163 states, stored
   939663 states, matched
  1020826 transitions (= stored+matched)
        0 atomic steps

    2.715	actual memory usage for states (compression: 87.68%)
    7.324	total actual memory usage

pan: elapsed time 0.39 seconds
0m0.001000s 0m0.002000s
1m2.340000s 0m0.250000s
`;
}

describe('readSearch', () => {
  test('reads counts and costs', () => {
    expect(readSearch(printed())).toEqual({
      states: 81_163,
      transitions: 1_020_825,
      objection: undefined,
      cpuSeconds: 62.59,
      megabytes: 8,
    });
  });

  test.each([
    ['what the model says', 'objection: I6: two\npan:1: c_code precondition false: is_fine(0) (at depth 4)', 'I6: two'],
    ['what Spin says of an endless run', 'pan:1: acceptance cycle (at depth 24)', 'acceptance cycle'],
    ['what Spin says of an assertion', 'pan:1: assertion violated 0 (at depth 3)', 'assertion violated 0'],
    ['that it said nothing', '', 'something that Spin does not name'],
  ])('tells %s', (_, before, objection) => {
    expect(readSearch(printed({ before, errors: 1 }))).toMatchObject({ objection });
  });

  test.each([
    'error: max search depth too small',
    'pan: reached -DMEMLIM bound',
    'Warning: Search not completed',
    'pan: out of memory',
  ])('takes no count of a search that did not get to its end: %s', (before) => {
    expect(() => readSearch(printed({ before }))).toThrow(SpinFailed);
  });

  test.each([
    ['nothing', ''],
    ['no states', printed().replace('states, stored', 'stored')],
    ['no transitions', printed().replace('transitions (=', 'steps (=')],
  ])('refuses output with %s in it', (_, output) => {
    expect(() => readSearch(output)).toThrow(SpinFailed);
  });
});
