/** Numbers for things: each distinct one once, in the order they first appear. */

export interface Numbering<T> {
  /** By number. */
  readonly values: readonly T[];
  /** The number of a value: its own from before, or the next. */
  numberOf(value: T): number;
}

/**
 * An empty numbering.
 *
 * @param keyOf  equal texts are equal values
 */
export function createNumbering<T>(keyOf: (value: T) => string): Numbering<T> {
  const values: T[] = [];
  const numbers = new Map<string, number>();
  return {
    values,
    numberOf: (value) => {
      const key = keyOf(value);
      let number = numbers.get(key);
      if (number === undefined) {
        number = values.push(value) - 1;
        numbers.set(key, number);
      }
      return number;
    },
  };
}
