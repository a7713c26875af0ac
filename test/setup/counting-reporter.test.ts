/** Nothing that went wrong is left out of the count, and nothing that did not run is in it. */

import { describe, expect, test } from 'vitest';
import { countRun } from './counting-reporter.ts';

describe('countRun', () => {
  test('adds up the tests of all files', () => {
    const files = [
      { tests: ['passed', 'passed', 'failed'] as const, errorsOutsideTests: 0 },
      { tests: ['passed'] as const, errorsOutsideTests: 0 },
    ];
    expect(countRun(files, 0)).toEqual({ passed: 3, failed: 1 });
  });

  test('counts a file that could not be loaded as failed', () => {
    expect(countRun([{ tests: [], errorsOutsideTests: 1 }], 0)).toEqual({ passed: 0, failed: 1 });
  });

  test('counts an error that no test caught as failed', () => {
    expect(countRun([{ tests: ['passed'], errorsOutsideTests: 0 }], 2)).toEqual({ passed: 1, failed: 2 });
  });

  test('counts a test that did not finish as failed, a skipped one not at all', () => {
    expect(countRun([{ tests: ['unfinished', 'skipped'], errorsOutsideTests: 0 }], 0)).toEqual({
      passed: 0,
      failed: 1,
    });
  });
});
