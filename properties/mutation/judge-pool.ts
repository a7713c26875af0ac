/** Judges mutants in processes of their own: several at once, and one that never ends ends there. */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Judgement } from './judgement.ts';

export interface JudgePool {
  /** @throws what the process died of, if that was not the mutant's going on for ever */
  judge(subject: string, mutant: string): Promise<Judgement>;
  close(): void;
}

/** The slowest takes 10 s on a busy machine. */
const LONGEST_MS = 180_000;
const WORKER = fileURLToPath(new URL('judge-worker.ts', import.meta.url));

/** @param longestMs  after which a mutant is taken for one that never ends */
export function openJudgePool(longestMs = LONGEST_MS): JudgePool {
  const idle: ChildProcess[] = [];
  const all = new Set<ChildProcess>();
  const create = () => {
    const worker = fork(WORKER, { execArgv: ['--import', 'tsx'] });
    all.add(worker);
    return worker;
  };
  return {
    async judge(subject, mutant) {
      const worker = idle.pop() ?? create();
      const judgement = await ask(worker, { subject, mutant }, longestMs);
      if (judgement === 'late') {
        all.delete(worker);
        worker.kill('SIGKILL');
        const fault = 'it goes on for ever';
        return { isEquivalent: false, findings: { tables: fault, monitors: fault } };
      }
      idle.push(worker);
      return judgement;
    },
    close() {
      for (const worker of all) if (worker.connected) worker.disconnect();
    },
  };
}

async function ask(worker: ChildProcess, question: object, longestMs: number): Promise<Judgement | 'late'> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => () => {
      clearTimeout(alarm);
      worker.off('message', hear).off('exit', die);
      act();
    };
    const hear = (judgement: unknown) => settle(() => resolve(judgement as Judgement))();
    const die = (code: number | null) => settle(() => reject(new Error(`bug: a judge has ended with ${code}`)))();
    const alarm = setTimeout(
      settle(() => resolve('late')),
      longestMs,
    );
    worker.on('message', hear).on('exit', die);
    worker.send(question);
  });
}
