/** The steps of OMEMO that are timed in a browser, whichever code they run on. In both pages of browser.bench.ts. */

/** One end of a conversation. */
export interface Party<Message> {
  startSession(): Promise<unknown>;
  encrypt(): Promise<Message>;
  decrypt(message: Message): Promise<unknown>;
  /** Everything stored, to go back to. */
  snapshot(): Promise<() => Promise<void>>;
}

/** Each carries out a step so many times, and answers how many milliseconds the quickest took. */
export type TimedSteps = Readonly<
  Record<'startSession' | 'firstMessage' | 'pingPong' | 'oneWay', (count: number) => Promise<number>>
>;

/** The steps of a caller and a callee that have no session yet. What a step begins with is made ready before it. */
export async function timedSteps<Message>(caller: Party<Message>, callee: Party<Message>): Promise<TimedSteps> {
  const callerAlone = await caller.snapshot();
  const calleeAlone = await callee.snapshot();
  await caller.startSession();
  const callerFirst = await caller.snapshot();
  const first = await caller.encrypt();
  await callee.decrypt(first);
  await caller.decrypt(await callee.encrypt());
  const callerAnswered = await caller.snapshot();
  const calleeAnswered = await callee.snapshot();
  // The stock library's records grow with every answer: each time begins with the same.
  const backToAnswered = async () => {
    await callerAnswered();
    await calleeAnswered();
  };
  return {
    startSession: timed(callerAlone, () => caller.startSession()),
    firstMessage: timed(
      async () => {
        await callerFirst();
        await calleeAlone();
      },
      () => callee.decrypt(first),
    ),
    pingPong: timed(
      async () => {
        await backToAnswered();
        await caller.decrypt(await callee.encrypt());
        return caller.encrypt();
      },
      (message) => callee.decrypt(message),
    ),
    oneWay: timed(backToAnswered, async () => callee.decrypt(await caller.encrypt())),
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
