/** A call between devices that have never met, with a server that may meddle with the bundle of the callee's. */
import type { Passing } from '../../src/adapters/memory-wire.ts';
import type { Tamper } from './hostile.ts';
import { descendants } from './hostile.ts';
import type { Pair } from './pair.ts';
import { answer, createPair } from './pair.ts';
import { ROMEO } from './parties.ts';

/** Whether it is the answer to the caller's request for the callee's bundle. */
export function isBundle({ stanza, to }: Passing): boolean {
  return to === ROMEO.account && descendants(stanza).some(({ name }) => name === 'bundle');
}

/** Both have published what they have; romeo calls and juliet accepts. */
export async function meetForTheFirstTime(policy: 'expect' | 'opportunistic', tamper: Tamper): Promise<Pair> {
  const pair = await createPair({ both: { omemo: 'new' }, romeo: { policy }, tamper });
  for (const { manager } of [pair.romeo, pair.juliet]) manager.start();
  await pair.settle();
  await answer(pair);
  return pair;
}
