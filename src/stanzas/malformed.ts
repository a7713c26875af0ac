/** What is wrong with the syntax of an element a peer sent: a value with the path to the place, never a throw. */

/** The closed set of syntax faults. `path` reads like `iq/jingle/content[1]/transport`. */
export type Malformed =
  | { readonly kind: 'unexpectedElement'; readonly path: string }
  | { readonly kind: 'missingElement'; readonly path: string; readonly name: string }
  | { readonly kind: 'missingAttribute'; readonly path: string; readonly name: string }
  | { readonly kind: 'missingText'; readonly path: string }
  | { readonly kind: 'badValue'; readonly path: string; readonly name: string }
  | { readonly kind: 'duplicate'; readonly path: string; readonly name: string }
  | { readonly kind: 'tooMany'; readonly path: string; readonly name: string };
