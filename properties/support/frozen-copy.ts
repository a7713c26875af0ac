/** A copy that throws when somebody writes to it: what is passed in must come out as it was. */

/** Copies plain data and freezes it at every depth. Bytes cannot be frozen and are shared as they are. */
export function frozenCopy<T>(value: T): T {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return Object.freeze(value.map(frozenCopy)) as T;
  return Object.freeze(Object.fromEntries(Object.entries(value).map(([name, each]) => [name, frozenCopy(each)]))) as T;
}
