/**
 * fast-xml-parser, with everything off that would interpret a document: it cuts the text into tags, attributes and
 * text, in order, and decides nothing. What it lets through that is no XML, the gate has refused before.
 */
import { XMLParser } from 'fast-xml-parser';

/**
 * No name of XML begins with one of these, so nothing a peer names can be taken for the parser's own keys, nor for
 * `__proto__`, `toString` or any other name that means something to JavaScript.
 */
export const TAG_MARK = '=';
export const ATTRIBUTE_PREFIX = '@';
export const TEXT_KEY = '#text';
export const CDATA_KEY = '#cdata';
/** fast-xml-parser's own, and not to be chosen. */
export const ATTRIBUTES_KEY = ':@';

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: ATTRIBUTE_PREFIX,
  textNodeName: TEXT_KEY,
  cdataPropName: CDATA_KEY,
  // A name of the parser's special cases would be renamed or thrown at; a marked one is none of them.
  transformTagName: markTag,
  // Values stay strings as written: `007` is no 7, and references are decoded later, by our own rules.
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  processEntities: false,
  removeNSPrefix: false,
  // An attribute without value cannot pass the gate; were one to, it would show as `true` instead of vanishing.
  allowBooleanAttributes: true,
  jPath: false,
  // With `preserveOrder` no group is made. But the parser then looks in it for the attributes to copy for its own path
  // matching, finds none, and so spares a tenth of all the time; nobody here matches paths.
  attributesGroupName: '=attributes',
  stopNodes: [],
  unpairedTags: [],
  // Depth is the gate's business.
  maxNestedTags: Number.POSITIVE_INFINITY,
});

/** The raw tree, or undefined where the parser throws: on what passed the gate it should never. */
export function parseRawTree(text: string): unknown {
  try {
    return parser.parse(text);
  } catch {
    return undefined;
  }
}

/** fast-xml-parser calls this twice for `<a/>`, so a marked name stays as it is. */
function markTag(name: string): string {
  return name.startsWith(TAG_MARK) ? name : TAG_MARK + name;
}
