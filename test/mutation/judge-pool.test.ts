/** Judging in other processes: answers come to who asked, and nothing hangs. */
import { expect, test } from 'vitest';
import { openJudgePool } from '../../properties/mutation/judge-pool.ts';

test('judges several mutants at once, each as if it were alone', { timeout: 60_000 }, async () => {
  const pool = openJudgePool();
  const [early, broken] = await Promise.all([
    pool.judge('early-word', 'word other: remember instead of ignore'),
    pool.judge('changes', 'adding entry: without startTimer addition'),
  ]);
  expect(early.findings).toEqual({ tables: 'between-calls.txt' });
  expect(broken.findings.monitors).toMatch(/^D22: /);
  pool.close();
});

test('takes a mutant that does not come to an end for a broken one', { timeout: 60_000 }, async () => {
  const pool = openJudgePool(1);
  const fault = 'it goes on for ever';
  const judgement = await pool.judge('early-word', 'word other: remember instead of ignore');
  expect(judgement).toEqual({ isEquivalent: false, findings: { tables: fault, monitors: fault } });
  pool.close();
});

test('says so where a mutant cannot be judged', { timeout: 60_000 }, async () => {
  const pool = openJudgePool();
  await expect(pool.judge('early-word', 'no such mutant')).rejects.toThrow('bug: a judge has ended');
  pool.close();
});
