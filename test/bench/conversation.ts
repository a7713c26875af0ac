/** Two ends of a conversation that is measured, and the moments in it that a step can begin at. */

/** One end, whichever code it runs on. */
export interface Party<Message> {
  startSession(): Promise<unknown>;
  encrypt(): Promise<Message>;
  decrypt(message: Message): Promise<unknown>;
  /** Everything stored, to go back to. */
  snapshot(): Promise<() => Promise<void>>;
}

/** Ways back to a moment. */
export interface Moments<Message> {
  /** The caller has no session. */
  readonly callerAlone: () => Promise<void>;
  /** Neither has one. */
  readonly strangers: () => Promise<void>;
  /** The caller has one, and the callee is about to decrypt `first`. */
  readonly beforeFirst: () => Promise<void>;
  readonly first: Message;
  /** Both have one, and neither writes prekey messages any more. */
  readonly answered: () => Promise<void>;
}

/** Has a caller and a callee who have no session yet talk once. */
export async function rehearse<Message>(caller: Party<Message>, callee: Party<Message>): Promise<Moments<Message>> {
  const callerAlone = await caller.snapshot();
  const calleeAlone = await callee.snapshot();
  await caller.startSession();
  const callerFirst = await caller.snapshot();
  const first = await caller.encrypt();
  await callee.decrypt(first);
  await caller.decrypt(await callee.encrypt());
  return {
    callerAlone,
    strangers: both(callerAlone, calleeAlone),
    beforeFirst: both(callerFirst, calleeAlone),
    first,
    answered: both(await caller.snapshot(), await callee.snapshot()),
  };
}

function both(one: () => Promise<void>, other: () => Promise<void>): () => Promise<void> {
  return async () => {
    await one();
    await other();
  };
}
