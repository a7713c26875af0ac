/** The two exceptions this project throws. Everything a peer, a network or a store can cause is a `Result` instead. */

/** The project broke one of its own promises. Nobody catches it; the message starts with `bug:`. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

/** The embedding application called the public API in a way it documents as wrong. Nothing has changed. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** A stable word for the mistake, for programs; `message` is for people. */
  readonly kind: string;

  constructor(kind: string, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** Narrows, or stops the program: use it for what only a bug of ours can make false. */
export function invariant(condition: boolean, message: string): asserts condition {
  if (!condition) throw new InvariantError(`bug: ${message}`);
}

/** Ends a `switch` over a closed union; fails to compile when a case is missing. */
export function assertNever(value: never): never {
  throw new InvariantError(`bug: unexpected ${JSON.stringify(value)}`);
}
