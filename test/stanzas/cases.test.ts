/** The specifications' own examples, and those of clients, both ways: XML to what it means, and back. */
import { describe, expect, test } from 'vitest';
import { describeMalformed } from '../../src/stanzas/malformed.ts';
import type { XmlElement } from '../../src/xml/element.ts';
import { isElement } from '../../src/xml/read.ts';
import { canonical, meaningOf } from './canonical.ts';
import { exampleCases } from './cases.ts';
import { codecOf } from './codecs.ts';

const CASES = exampleCases();

describe('the examples', () => {
  test('are all there', () => {
    expect(CASES.length).toBe(96);
  });

  test.each(CASES)('$name means what its JSON says', ({ stanza, meaning }) => {
    expect(meaningOf(stanza)).toEqual(meaning);
  });

  test.each(CASES)('$name is written as it was, element by element', ({ stanza, rewritten }) => {
    expect(canonical(rewrite(stanza))).toBe(canonical(rewritten));
  });
});

/** Reads and writes every element that has a codec, innermost first. */
function rewrite(root: XmlElement): XmlElement {
  const children = root.children.map((node) => (isElement(node) ? rewrite(node) : node));
  const inside = { ...root, children };
  const outcome = codecOf(root)?.rewrite(inside);
  if (outcome?.ok === false) throw new Error(describeMalformed(outcome.error));
  return outcome?.value ?? inside;
}
