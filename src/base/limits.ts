/**
 * Every bound of the core, with its unit and its reason. A number that guards memory, time or grammar against a hostile
 * peer lives here and nowhere else.
 */

/** Bounds of one stanza as text and as a tree. */
export interface XmlLimits {
  /** UTF-16 units. Servers default to 64 KiB to 512 KiB a stanza; a session-initiate with 40 candidates is under 20 k. */
  readonly characters: number;
  /** Nested elements. A carbon of an archived session-initiate with OMEMO is 14 deep. */
  readonly depth: number;
  readonly elements: number;
  /** Attributes of one element, namespace declarations included. Jingle's largest has 14. */
  readonly attributes: number;
  /** Namespace declarations of one element. */
  readonly namespaceDeclarations: number;
  /** UTF-16 units of one element or attribute name. */
  readonly nameCharacters: number;
  /** UTF-16 units of one attribute value. */
  readonly valueCharacters: number;
}

export const XML_LIMITS: XmlLimits = {
  characters: 262_144,
  depth: 64,
  elements: 4_096,
  attributes: 64,
  namespaceDeclarations: 32,
  nameCharacters: 256,
  valueCharacters: 65_536,
};
