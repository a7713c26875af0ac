import { describe, expect, test } from 'vitest';
import { decodeReferences, readReference } from '../../src/xml/references.ts';

describe('readReference', () => {
  test('says where the reference ends', () => {
    expect(readReference('x&#x41;y', 1)).toEqual({ kind: 'character', codePoint: 0x41, end: 7 });
  });

  test.each([
    ['&foo;', 'undeclaredEntity'],
    ['&#0;', 'illegalCharacterReference'],
    ['&;', 'badReference'],
    ['& ', 'badReference'],
  ])('tells %s apart', (text, kind) => {
    expect(readReference(text, 0)).toEqual({ kind });
  });
});

describe('decodeReferences', () => {
  test.each([
    ['nothing', '', ''],
    ['plain text', 'x;y#', 'x;y#'],
    ['references side by side', '&lt;&#65;&gt;', '<A>'],
    ['what decodes to a reference, once', '&amp;amp;', '&amp;'],
    // The gate lets none of these come here; what it lets through must not depend on that.
    ['what is none, as it is', 'a & b &foo; &#0; &amp', 'a & b &foo; &#0; &amp'],
    ['a reference after what is none', '& &lt;', '& <'],
  ])('decodes %s', (_what, raw, text) => {
    expect(decodeReferences(raw)).toBe(text);
  });
});
