/** What is wrong with the syntax of an element a peer sent: a value with the path to the place, never a throw. */
import { assertNever } from '../base/errors.ts';

/** The closed set of syntax faults. `path` reads like `iq/jingle/content[1]/transport`. */
export type Malformed =
  | { readonly kind: 'unexpectedElement'; readonly path: string }
  | { readonly kind: 'missingElement'; readonly path: string; readonly name: string }
  | { readonly kind: 'missingAttribute'; readonly path: string; readonly name: string }
  | { readonly kind: 'missingText'; readonly path: string }
  | { readonly kind: 'badValue'; readonly path: string; readonly name: string }
  | { readonly kind: 'duplicate'; readonly path: string; readonly name: string }
  | { readonly kind: 'tooMany'; readonly path: string; readonly name: string };

/** One line for people and logs. Made of our own words and of paths made of them, never of a peer's text. */
export function describeMalformed(error: Malformed): string {
  switch (error.kind) {
    case 'unexpectedElement':
      return `${error.path}: an element that does not belong here`;
    case 'missingElement':
      return `${error.path}: <${error.name}/> is missing`;
    case 'missingAttribute':
      return `${error.path}: attribute ${error.name} is missing`;
    case 'missingText':
      return `${error.path}: no text`;
    case 'badValue':
      return `${error.path}: ${error.name} has a value it must not have`;
    case 'duplicate':
      return `${error.path}: ${error.name} more than once`;
    case 'tooMany':
      return `${error.path}: too many of ${error.name}`;
    default:
      return assertNever(error);
  }
}
