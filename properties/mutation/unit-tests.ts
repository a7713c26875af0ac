/** Runs the unit tests of machines/ over one mutant after the other, in workers that stay. */
import { createVitest } from 'vitest/node';
import type { TestModule, TestSpecification } from 'vitest/node';
import { SUBJECTS } from './subjects.ts';

export interface UnitTests {
  /** The name of a test that fails over a mutant; undefined where all pass. One mutant at a time. */
  failureOver(subject: string, mutant: string): Promise<string | undefined>;
  close(): Promise<void>;
}

/** Opens nothing but Vitest; a file that does not pass as things are is told when it is about to kill something. */
export async function openUnitTests(): Promise<UnitTests> {
  const vitest = await createVitest('test', {
    config: 'properties/mutation/vitest.config.ts',
    watch: false,
    reporters: [{}],
  });
  await vitest.standalone();
  const specifications = await vitest.globTestSpecifications();
  /** How many mutants each file has seen. */
  const seen = new Map<string, number>();
  const failureIn = async (file: TestSpecification, mutant: readonly [subject: string, mutant: string]) => {
    vitest.provide('mutant', mutant);
    const { testModules, unhandledErrors } = await vitest.runTestSpecifications([file], false);
    return firstFailure(testModules) ?? (unhandledErrors.length === 0 ? undefined : String(unhandledErrors[0]));
  };
  return {
    async failureOver(subject, mutant) {
      const files = SUBJECTS.find(({ name }) => name === subject)?.tests;
      const asked = specifications.filter(
        ({ moduleId }) => files?.some((file) => moduleId.endsWith(`/${file}`)) ?? true,
      );
      if (asked.length === 0) throw new Error('bug: there are no tests to run');
      // Most mutants are seen by few files. Each file loads the machines anew, which is most of what it takes.
      const count = ({ moduleId }: TestSpecification) => seen.get(moduleId) ?? 0;
      for (const file of asked.toSorted((one, other) => count(other) - count(one))) {
        const failure = await failureIn(file, [subject, mutant]);
        if (failure === undefined) continue;
        // It would kill everything.
        const usual = count(file) === 0 ? await failureIn(file, ['', '']) : undefined;
        if (usual !== undefined) throw new Error(`the tests do not pass as things are: ${usual}`);
        seen.set(file.moduleId, count(file) + 1);
        return failure;
      }
      return undefined;
    },
    close: async () => vitest.close(),
  };
}

function firstFailure(modules: readonly TestModule[]): string | undefined {
  const failed = modules.filter((module) => !module.ok());
  const errors = failed.map((module) => ({ file: module.relativeModuleId, message: module.errors()[0]?.message }));
  // That the mutant was not put in place is no failure of a test.
  const bug = errors.find(({ message }) => message?.includes('mocking a module'));
  if (bug !== undefined) throw new Error(`bug: ${bug.file}: ${bug.message ?? ''}`);
  for (const module of failed) {
    for (const test of module.children.allTests('failed')) return `${module.relativeModuleId}: ${test.fullName}`;
  }
  return errors.map(({ file, message }) => `${file}: ${message ?? 'does not load'}`)[0];
}
