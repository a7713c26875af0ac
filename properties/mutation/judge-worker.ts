/** A process that judges one mutant after the other: see judge-pool.ts. */
import type { JudgeMutant } from './judges.ts';
import { openJudge } from './judges.ts';

const judges = new Map<string, Promise<JudgeMutant>>();

process.on('message', (message: { readonly subject: string; readonly mutant: string }) => {
  void answer(message);
});
// Ctrl-C is heard by all processes of a terminal; the one that started this one says what follows.
process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit());

async function answer({ subject, mutant }: { readonly subject: string; readonly mutant: string }): Promise<void> {
  const judge = judges.get(subject) ?? openJudge(subject);
  judges.set(subject, judge);
  process.send?.((await judge)(mutant));
}
