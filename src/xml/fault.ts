/**
 * What can be wrong with a stanza as XML: a closed set of rules, each of one kind, with the place. It knows no stanza
 * and holds nothing a peer wrote, so a fault may be logged and shown.
 *
 * Spec: XML 1.0 (fifth edition); Namespaces in XML 1.0 (third edition); RFC 6120 #11.
 */

/** Every rule a document can break, under the kind it counts as. */
const KIND_OF_RULE = {
  notText: 'notWellFormed',
  illegalCharacter: 'notWellFormed',
  textOutsideRoot: 'notWellFormed',
  noRoot: 'notWellFormed',
  secondRoot: 'notWellFormed',
  badMarkup: 'notWellFormed',
  badStartTag: 'notWellFormed',
  badAttribute: 'notWellFormed',
  lessThanInValue: 'notWellFormed',
  duplicateAttribute: 'notWellFormed',
  badEndTag: 'notWellFormed',
  mismatchedEndTag: 'notWellFormed',
  unclosedElement: 'notWellFormed',
  unclosedCdata: 'notWellFormed',
  cdataEndInText: 'notWellFormed',
  badReference: 'notWellFormed',
  illegalCharacterReference: 'notWellFormed',
  treeDiffers: 'notWellFormed',
  notAnElement: 'notWellFormed',

  illegalName: 'name',
  notQualifiedName: 'name',
  whiteSpaceInName: 'name',

  comment: 'restricted',
  processingInstruction: 'restricted',
  documentType: 'restricted',
  undeclaredEntity: 'restricted',

  undeclaredPrefix: 'namespace',
  reservedPrefix: 'namespace',
  reservedNamespace: 'namespace',
  emptyPrefixBinding: 'namespace',
  duplicateExpandedName: 'namespace',

  tooManyCharacters: 'limit',
  tooDeep: 'limit',
  tooManyElements: 'limit',
  tooManyAttributes: 'limit',
  namespaceTooLong: 'limit',
  tooManyDeclarations: 'limit',
  nameTooLong: 'limit',
  valueTooLong: 'limit',
} as const;

/** The rule that was broken first. */
export type XmlFaultRule = keyof typeof KIND_OF_RULE;
/** What a rule is about: well-formedness, names, RFC 6120's restrictions, namespaces, or a bound of ours. */
export type XmlFaultKind = (typeof KIND_OF_RULE)[XmlFaultRule];

/** Kind and rule always belong together: made by `xmlFault` only. */
export type XmlFault = {
  readonly [Rule in XmlFaultRule]: {
    readonly kind: (typeof KIND_OF_RULE)[Rule];
    /**
     * For text the UTF-16 offset in the input. For elements that somebody else parsed, which have no offsets: how many
     * elements come before the faulty one, in document order.
     */
    readonly at: number;
    readonly rule: Rule;
  };
}[XmlFaultRule];

const SENTENCES: Readonly<Record<XmlFaultRule, string>> = {
  notText: 'the input is no string',
  illegalCharacter: 'a character that XML does not allow, or half of a surrogate pair',
  textOutsideRoot: 'text before or after the element',
  noRoot: 'no element at all',
  secondRoot: 'a second element after the first',
  badMarkup: 'a "<!" that begins nothing allowed here',
  badStartTag: 'a start tag that is not written as one',
  badAttribute: 'an attribute without "=", without quotes, or without white space before it',
  lessThanInValue: 'a "<" in an attribute value',
  duplicateAttribute: 'an attribute twice in one tag',
  badEndTag: 'an end tag that is not written as one',
  mismatchedEndTag: 'an end tag that closes no open element, or another one than the last opened',
  unclosedElement: 'an element without its end tag',
  unclosedCdata: 'a CDATA section without its end',
  cdataEndInText: 'a "]]>" in text',
  badReference: 'an "&" that begins no reference',
  illegalCharacterReference: 'a reference to a character that XML does not allow',
  treeDiffers: 'a document that the tree builder reads in another way than the check before it',
  notAnElement: 'an object that is no element, or cannot be read as one',
  illegalName: 'a name with a character that names cannot have there',
  notQualifiedName: 'a name whose colons do not part one prefix from one local name',
  whiteSpaceInName: 'a name with U+1680 or U+FEFF, which other software takes for white space',
  comment: 'a comment, which XMPP does not allow',
  processingInstruction: 'a processing instruction or XML declaration, which a stanza cannot have',
  documentType: 'a document type declaration, which XMPP does not allow',
  undeclaredEntity: 'an entity other than the five of XML',
  undeclaredPrefix: 'a prefix that no namespace is bound to',
  reservedPrefix: 'the prefix or attribute name xmlns where it cannot stand',
  reservedNamespace: 'the namespace of xml: or xmlns: bound to another prefix, or the prefix xml to another namespace',
  emptyPrefixBinding: 'a prefix bound to the empty namespace',
  duplicateExpandedName: 'two attributes of one tag that are the same name in the same namespace',
  tooManyCharacters: 'more characters than the limit',
  tooDeep: 'elements nested deeper than the limit',
  tooManyElements: 'more elements than the limit',
  tooManyAttributes: 'more attributes in one tag than the limit',
  namespaceTooLong: 'a namespace name longer than the limit',
  tooManyDeclarations: 'more namespace declarations in one tag than the limit',
  nameTooLong: 'a name longer than the limit',
  valueTooLong: 'an attribute value longer than the limit',
};

const HEADINGS: Readonly<Record<XmlFaultKind, string>> = {
  notWellFormed: 'not well-formed XML',
  name: 'illegal name',
  restricted: 'restricted XML',
  namespace: 'wrong use of namespaces',
  limit: 'over a limit',
};

/** The fault of that rule at that place, with the kind the rule belongs to. */
export function xmlFault(rule: XmlFaultRule, at: number): XmlFault {
  // The table holds kind and rule together; TypeScript cannot follow a lookup by a union back into that union.
  return { kind: KIND_OF_RULE[rule], at, rule } as XmlFault;
}

/** The fault as one line for people. Nothing in it was written by the peer. */
export function describeXmlFault(fault: XmlFault): string {
  return `${HEADINGS[fault.kind]} at ${fault.at}: ${SENTENCES[fault.rule]}`;
}
