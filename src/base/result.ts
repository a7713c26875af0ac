/**
 * Outcomes as values. A fault of a peer, a key or a store is never thrown: it has to move a machine, so it has to be
 * data.
 */

/**
 * The outcome of an operation a peer, a key or a store can make fail. Plain data: it survives JSON and structuredClone.
 */
export type Result<T, E> = Ok<T> | Err<E>;

export interface Ok<T> {
  readonly ok: true;
  readonly value: T;
}

export interface Err<E> {
  readonly ok: false;
  readonly error: E;
}

export const ok = <T>(value: T): Ok<T> => ({ ok: true, value });
export const err = <E>(error: E): Err<E> => ({ ok: false, error });
