/** A call steps its machine and nothing else: watched or not, it does the same. */
import { isCallStep } from '../support/call-steps.ts';
import { describe, expect, test } from 'vitest';
import type { Inspect } from '../../machines/actor.ts';
import { connect, createPair, keyWith } from '../support/pair.ts';
import { JULIET } from '../support/parties.ts';

async function wholeCall(inspect?: Inspect) {
  const options = inspect === undefined ? {} : { inspect };
  const pair = await createPair({ both: options });
  const sessionId = await connect(pair, ['audio', 'video']);
  pair.romeo.manager.hangUp(keyWith(JULIET, sessionId));
  await pair.settle();
  return pair;
}

describe('Call', () => {
  test('goes the same way whether an inspector watches or not', async () => {
    const seen = new Set<string>();
    const watched = await wholeCall((inspection) => seen.add(inspection.type));
    const unwatched = await wholeCall();
    expect(watched.romeo.trace).toEqual(unwatched.romeo.trace);
    expect(watched.juliet.trace).toEqual(unwatched.juliet.trace);
    expect([...seen]).toEqual(expect.arrayContaining(['@xstate.actor', '@xstate.event', '@xstate.snapshot']));
  });

  test('traces its start and each step, the effects of one ending where the next begins', async () => {
    const { romeo, juliet } = await wholeCall();
    for (const { trace } of [romeo, juliet]) {
      const steps = trace.flatMap((entry) => (isCallStep(entry) ? [entry] : []));
      expect(steps[0]?.kind).toBe('start');
      for (const [index, step] of steps.entries()) {
        if (step.kind === 'step') expect(step.from).toBe(steps[index - 1]?.to);
      }
      expect(steps.at(-1)?.to).toBe('ended');
    }
  });

  test('traces nothing but plain data', async () => {
    const { romeo } = await wholeCall();
    expect(JSON.parse(JSON.stringify(romeo.trace))).toEqual(romeo.trace);
  });
});
