/** The steps of OMEMO that are timed in a browser, whichever code they run on. In both pages of browser.bench.ts. */

import { rehearse } from './conversation.ts';
import type { Party } from './conversation.ts';

/** Each carries out a step so many times, and answers how many milliseconds the quickest took. */
export type TimedSteps = Readonly<
  Record<'startSession' | 'firstMessage' | 'pingPong' | 'oneWay', (count: number) => Promise<number>>
>;

/** The steps of a caller and a callee that have no session yet. What a step begins with is made ready before it. */
export async function timedSteps<Message>(caller: Party<Message>, callee: Party<Message>): Promise<TimedSteps> {
  // The stock library's records grow with every answer: each time begins with the same.
  const { callerAlone, beforeFirst, first, answered } = await rehearse(caller, callee);
  return {
    startSession: timed(callerAlone, () => caller.startSession()),
    firstMessage: timed(beforeFirst, () => callee.decrypt(first)),
    pingPong: timed(
      async () => {
        await answered();
        await caller.decrypt(await callee.encrypt());
        return caller.encrypt();
      },
      (message) => callee.decrypt(message),
    ),
    oneWay: timed(answered, async () => callee.decrypt(await caller.encrypt())),
  };
}

function timed<Input>(prepare: () => Promise<Input>, run: (input: Input) => Promise<unknown>) {
  return async (count: number): Promise<number> => {
    let leastMs = Number.POSITIVE_INFINITY;
    for (let done = 0; done < count; done += 1) {
      const input = await prepare();
      const startMs = performance.now();
      await run(input);
      leastMs = Math.min(leastMs, performance.now() - startMs);
    }
    return leastMs;
  };
}
