/** Runs before each test file of a mutant's run: whoever imports what is mutated gets the mutant. */
import { inject, vi } from 'vitest';
import { mutantsOfSubject, SUBJECTS } from './subjects.ts';
import type { Exports } from './subjects.ts';

const [subjectName, mutantName] = inject('mutant');
const subject = SUBJECTS.find(({ name }) => name === subjectName);
// One worker runs the files of many mutants: what is loaded is the last one's.
vi.resetModules();
if (subject !== undefined) {
  vi.doMock(`../../${subject.module}`, async (original) => {
    const exports = await original<Exports>();
    const mutant = mutantsOfSubject(subject, exports).find(({ name }) => name === mutantName);
    if (mutant === undefined) throw new Error(`bug: ${subjectName} has no mutant ${mutantName}`);
    return { ...exports, [subject.exported]: mutant.create() };
  });
}

declare module 'vitest' {
  export interface ProvidedContext {
    /** The names of the subject and of its mutant; both empty where the tests run over what is there. */
    readonly mutant: readonly [subject: string, mutant: string];
  }
}
