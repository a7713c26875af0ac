/** Refusals, tested by changing one thing in an element that is right. */
import { expect } from 'vitest';
import type { Result } from '../../src/base/result.ts';
import type { Malformed } from '../../src/stanzas/malformed.ts';
import type { XmlElement } from '../../src/xml/element.ts';
import { elementOf } from './cases.ts';

/** What is wrong, the text to find in the right element, what stands there instead, the fault. */
export type Refusal = readonly [what: string, find: string, replacement: string, error: Malformed];

type Read = (candidate: XmlElement) => Result<unknown, Malformed>;

/** Asserts that `read` takes `right`, and refuses it with `find` replaced, for the reason given. */
export function expectRefusal(read: Read, right: string, [, find, replacement, error]: Refusal): void {
  expect(read(elementOf(right)).ok, 'the element is right before').toBe(true);
  expect(right, 'there is something to change').toContain(find);
  expect(read(elementOf(right.replace(find, replacement)))).toEqual({ ok: false, error });
}

/** `count` times the same text, for elements of which there may be too many. */
export function times(count: number, text: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => text(index)).join('');
}
