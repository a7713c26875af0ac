/** Texts put together from the pieces of XML without any grammar, and values that are no text at all. */
import fc from 'fast-check';
import { XML_FRAGMENTS } from './xml-fragments.ts';

/** Mostly no XML; every path of the lexer is near. */
const xmlSoup: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom(...XML_FRAGMENTS) },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 5 }) },
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''));

/** The same inside one element, where more of it is allowed. */
const wrappedSoup: fc.Arbitrary<string> = fc
  .tuple(xmlSoup, xmlSoup)
  .map(([inTag, inside]) => `<a${inTag}>${inside}</a>`);

export const anyText: fc.Arbitrary<string> = fc.oneof(xmlSoup, wrappedSoup, fc.string(), fc.string({ unit: 'binary' }));
