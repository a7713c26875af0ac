/** The part of `ltx` 3.1.2 that these tests use; the package has no types. */
declare module 'ltx' {
  export class Element {
    constructor(name: string, attrs?: Record<string, string>);
    readonly name: string;
    readonly attrs: Record<string, string>;
    readonly children: (Element | string)[];
    parent: Element | null;
    append(...nodes: readonly (Element | string)[]): this;
    toString(): string;
  }
  export function parse(text: string): Element;
}
