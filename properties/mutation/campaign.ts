/** Goes over mutants of machines/, several at once, and asks one layer after the other until one has seen it. */
import type { Judged, Judgement } from './judgement.ts';
import { isSurvivor } from './judgement.ts';
import { openJudgePool } from './judge-pool.ts';
import { exportsOf, mutantsOfSubject, SUBJECTS } from './subjects.ts';
import { openUnitTests } from './unit-tests.ts';
import type { UnitTests } from './unit-tests.ts';

export interface Mutant {
  readonly subject: string;
  readonly mutant: string;
}

/** All mutants of some subjects, in the order of SUBJECTS. */
export async function listMutants(subjects: readonly string[]): Promise<readonly Mutant[]> {
  const asked = SUBJECTS.filter(({ name }) => subjects.includes(name));
  const lists = await Promise.all(
    asked.map(async (subject) =>
      mutantsOfSubject(subject, await exportsOf(subject)).map(({ name }) => ({ subject: subject.name, mutant: name })),
    ),
  );
  return lists.flat();
}

export interface Campaign {
  readonly mutants: readonly Mutant[];
  /** How many are judged at once. */
  readonly jobs: number;
  /** Asked before each. */
  readonly isOver: () => boolean;
  readonly onJudged: (judged: Judged) => void;
}

/** Returns when all are judged, or it is over; what was not judged to the end by then is not judged. */
export async function runCampaign({ mutants, jobs, isOver, onJudged }: Campaign): Promise<void> {
  const pool = openJudgePool();
  const tests = lazily(openUnitTests);
  const left = mutants.values();
  // The tests run over one mutant at a time: what they load is a matter of the whole process.
  let queue: Promise<void> = Promise.resolve();
  const test = async ({ subject, mutant }: Mutant, judgement: Judgement): Promise<void> => {
    if (isOver()) return;
    const failure = await (await tests.get()).failureOver(subject, mutant);
    const seen = failure === undefined ? {} : { tests: failure };
    onJudged({ subject, mutant, judgement: { ...judgement, findings: { ...judgement.findings, ...seen } } });
  };
  const work = async () => {
    for (const each of left) {
      if (isOver()) return;
      const judgement = await pool.judge(each.subject, each.mutant);
      if (isSurvivor(judgement)) {
        queue = queue.then(async () => test(each, judgement));
        // What it throws is thrown at the end, after everybody has put down the work.
        queue.catch(() => {});
      } else onJudged({ ...each, judgement });
    }
  };
  try {
    await Promise.all(Array.from({ length: jobs }, work));
    await queue;
  } finally {
    pool.close();
    await tests.opened()?.then(async (opened: UnitTests) => opened.close());
  }
}

function lazily<T>(open: () => Promise<T>) {
  let opened: Promise<T> | undefined;
  return { get: async () => (opened ??= open()), opened: () => opened };
}
