/** Texts on which other parsers lose nothing, so that an element of theirs has to be read as the text is. */
import { allRecordedStanzas } from '../../interop/recordings.ts';

export const SAME_READINGS: readonly (readonly [what: string, text: string])[] = [
  ['a default namespace that ends', '<a xmlns="u"><b xmlns=""><c/></b><d/></a>'],
  ['a prefix', '<p:a xmlns:p="u" p:b="1"><p:c/><d/></p:a>'],
  ['a prefix rebound', '<p:a xmlns:p="u"><p:b xmlns:p="v"/><p:c/></p:a>'],
  ['xml:', '<a xml:lang="de"><xml:b/></a>'],
  ['references', '<a b="&lt;&#9;">&amp;&#65;</a>'],
  ['white space', '<a> <b/>\n</a>'],
  ['names of objects', '<toString constructor="1"/>'],
  ...allRecordedStanzas().map(({ xml }, index) => [`stanza ${index} of the recordings of Dino`, xml] as const),
];
