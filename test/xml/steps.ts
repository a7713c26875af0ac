/**
 * Counts how much of a text some code looks at, so that a test can say "linear" without a clock: the methods of strings
 * and regular expressions are replaced by ones that count and then do the same.
 *
 * A character looked at is a step, and so is a call. What is looked at by index (`text[3]`) is not seen.
 */

type Method = (this: unknown, ...args: never[]) => unknown;

/** What one call costs, from what it was called on, with, and what it returned. */
type Cost = (self: unknown, args: readonly unknown[], outcome: unknown) => number;

const lengthOf = (value: unknown): number => (typeof value === 'string' ? value.length : 0);
/** From where the search began to where it ended. */
const searched: Cost = (self, [, from], found) =>
  (typeof found === 'number' && found !== -1 ? found : lengthOf(self)) - (typeof from === 'number' ? from : 0);
const wholeText: Cost = (self) => lengthOf(self);
const argument: Cost = (_self, [wanted]) => lengthOf(wanted);
const result: Cost = (_self, _args, outcome) => lengthOf(outcome);
const nothing: Cost = () => 0;
/** A match costs its length, a failure of a sticky expression nothing, of any other the text. */
const matched: Cost = (self, [text], outcome) => {
  if (Array.isArray(outcome)) return lengthOf(outcome[0]);
  return self instanceof RegExp && self.sticky ? 0 : lengthOf(text);
};

const COUNTED: readonly (readonly [prototype: object, name: string, cost: Cost])[] = [
  [String.prototype, 'charCodeAt', nothing],
  [String.prototype, 'charAt', nothing],
  [String.prototype, 'indexOf', searched],
  [String.prototype, 'includes', (self, args, found) => (found === true ? 0 : searched(self, args, -1))],
  [String.prototype, 'lastIndexOf', wholeText],
  [String.prototype, 'startsWith', argument],
  [String.prototype, 'slice', result],
  [String.prototype, 'substring', result],
  [String.prototype, 'search', wholeText],
  [String.prototype, 'replace', wholeText],
  [String.prototype, 'replaceAll', wholeText],
  [String.prototype, 'trim', wholeText],
  [String.prototype, 'split', wholeText],
  [RegExp.prototype, 'exec', matched],
  [RegExp.prototype, 'test', (self, args, outcome) => (outcome === true ? 1 : matched(self, args, outcome))],
];

/** The steps that a call of `run` takes. Nothing else may run meanwhile, so it is not for promises. */
export function countSteps(run: () => unknown): number {
  let steps = 0;
  const restore = COUNTED.map(([prototype, name, cost]) => {
    const descriptor = Object.getOwnPropertyDescriptor(prototype, name) as PropertyDescriptor & { value: Method };
    const original = descriptor.value;
    const value = function counted(this: unknown, ...args: never[]): unknown {
      const outcome = Reflect.apply(original, this, args);
      steps += 1 + cost(this, args, outcome);
      return outcome;
    };
    Object.defineProperty(prototype, name, { ...descriptor, value });
    return () => Object.defineProperty(prototype, name, descriptor);
  });
  try {
    run();
  } finally {
    for (const undo of restore) undo();
  }
  return steps;
}
