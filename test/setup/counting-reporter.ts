/**
 * Writes down how many tests of a run passed and failed, for the last line of `npm test`.
 *
 * A test file that could not be loaded, and an error outside any test, count as one failure each: neither is a failed
 * test to vitest, and a total that leaves them out would say that all is well.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';

export interface RunCounts {
  readonly passed: number;
  readonly failed: number;
}

/** How a run ended, in the words the counting needs. `unfinished`: still pending when the run was over. */
export interface EndedModule {
  readonly tests: readonly ('failed' | 'passed' | 'skipped' | 'unfinished')[];
  readonly errorsOutsideTests: number;
}

/** Counts a run. A test that was asked for and did not finish has failed; a skipped one is neither. */
export function countRun(modules: readonly EndedModule[], unhandledErrors: number): RunCounts {
  const tests = modules.flatMap((module) => module.tests);
  const outside = modules.reduce((sum, module) => sum + module.errorsOutsideTests, 0);
  return {
    passed: tests.filter((state) => state === 'passed').length,
    failed: tests.filter((state) => state === 'failed' || state === 'unfinished').length + outside + unhandledErrors,
  };
}

function endedModule(module: TestModule): EndedModule {
  const tests = [...module.children.allTests()].map((test) => {
    const { state } = test.result();
    return state === 'pending' ? ('unfinished' as const) : state;
  });
  const suiteErrors = [...module.children.allSuites()].reduce((sum, suite) => sum + suite.errors().length, 0);
  return { tests, errorsOutsideTests: module.errors().length + suiteErrors };
}

/**
 * A vitest reporter that writes `{ passed, failed }` to `countsFile`: after every file, so that a run that is cut short
 * has counted what it did, and once more when the run is over.
 */
export function countingReporter(countsFile: string): Reporter {
  const ended: EndedModule[] = [];
  const write = (counts: RunCounts): void => {
    mkdirSync(dirname(countsFile), { recursive: true });
    writeFileSync(countsFile, JSON.stringify(counts));
  };
  return {
    onTestModuleEnd(module) {
      ended.push(endedModule(module));
      write(countRun(ended, 0));
    },
    onTestRunEnd(modules, unhandledErrors) {
      write(countRun(modules.map(endedModule), unhandledErrors.length));
    },
  };
}
