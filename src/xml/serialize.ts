/**
 * Element to text: the only place that writes markup. What it writes, `parseXml` reads back as the same element, and no
 * value can step out of its place.
 *
 * It writes what the core made or has read before. Something XML cannot carry is therefore a bug of ours, and stops.
 *
 * Spec: XML 1.0 (fifth edition) #syntax, #AVNormalize; Namespaces in XML 1.0; RFC 6120 #11.
 */
import { invariant } from '../base/errors.ts';
import type { XmlElement } from './element.ts';
import { indexOfIllegalCharacter, isNcName } from './names.ts';
import { NS_XML, NS_XMLNS } from './namespaces.ts';
import { expandedName, splitExpandedName } from './read.ts';

/** An element whose start tag is written. */
interface OpenElement {
  readonly element: XmlElement;
  /** The default namespace its children are written under. */
  readonly namespace: string;
  /** How many of its children are written. */
  written: number;
}

/**
 * The element as text: no XML declaration, no white space of its own, `xmlns` only where the namespace changes.
 *
 * @param inheritedNamespace  the default namespace where the text goes, as a stream's `jabber:client` is
 * @throws InvariantError where a name, a character or a namespace is none that XML can carry
 */
export function serializeXml(element: XmlElement, inheritedNamespace = ''): string {
  // A list instead of recursion: an element that an embedder's own limits let in may be deeper than the stack.
  const open: OpenElement[] = [];
  let text = '';
  let next: XmlElement | undefined = element;
  let namespace = inheritedNamespace;
  for (;;) {
    if (next !== undefined) {
      const isEmpty = next.children.length === 0;
      text += startTag(next, namespace) + (isEmpty ? '/>' : '>');
      if (!isEmpty) {
        namespace = next.namespace === NS_XML ? namespace : next.namespace;
        open.push({ element: next, namespace, written: 0 });
      }
    }
    const innermost = open.at(-1);
    if (innermost === undefined) return text;
    const child = innermost.element.children[innermost.written];
    innermost.written += 1;
    next = undefined;
    namespace = innermost.namespace;
    if (child === undefined) {
      text += `</${qualifiedName(innermost.element)}>`;
      open.pop();
    } else if (typeof child === 'string') {
      text += escapeText(child);
    } else {
      next = child;
    }
  }
}

function startTag(element: XmlElement, inheritedNamespace: string): string {
  const { namespace } = element;
  invariant(isNcName(element.name), 'an element with a name XML does not allow');
  invariant(namespace !== NS_XMLNS, 'an element in the namespace of namespace declarations');
  let tag = `<${qualifiedName(element)}`;
  // The namespace of `xml:` can be no default namespace. Namespaces in XML 1.0 #xmlReserved.
  if (namespace !== inheritedNamespace && namespace !== NS_XML) tag += ` xmlns="${escapeValue(namespace)}"`;
  const prefixes = new Map<string, string>();
  for (const [key, value] of element.attributes) tag += attributeText(key, value, prefixes);
  return tag;
}

function qualifiedName(element: XmlElement): string {
  return element.namespace === NS_XML ? `xml:${element.name}` : element.name;
}

/** One attribute with its leading space; the first of a namespace declares a prefix for it, for this tag alone. */
function attributeText(key: string, value: string, prefixes: Map<string, string>): string {
  const { namespace, name } = splitExpandedName(key);
  invariant(isNcName(name) && expandedName(namespace, name) === key, 'an attribute with a name XML does not allow');
  invariant(namespace !== NS_XMLNS && key !== 'xmlns', 'a namespace declaration among the attributes');
  const written = `${name}="${escapeValue(value)}"`;
  if (namespace === '') return ` ${written}`;
  if (namespace === NS_XML) return ` xml:${written}`;
  const known = prefixes.get(namespace);
  if (known !== undefined) return ` ${known}:${written}`;
  const prefix = `n${prefixes.size}`;
  prefixes.set(namespace, prefix);
  return ` xmlns:${prefix}="${escapeValue(namespace)}" ${prefix}:${written}`;
}

/** `>` is escaped for the sake of `]]>`, CR because a reader would turn it into a line feed. */
const TEXT_SPECIALS = /[&<>\r]/g;
/** White space as written would come back as spaces. XML 1.0 #AVNormalize. */
const VALUE_SPECIALS = /[&<>"'\t\n\r]/g;

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&apos;'],
  ['\t', '&#9;'],
  ['\n', '&#10;'],
  ['\r', '&#13;'],
]);

function escapeText(text: string): string {
  return escape(text, TEXT_SPECIALS);
}

function escapeValue(value: string): string {
  return escape(value, VALUE_SPECIALS);
}

/** What needs no closer look: nearly all that a stanza holds. */
const PLAIN = /^[ !#-%(-;=?-~]*$/;

function escape(text: string, specials: RegExp): string {
  if (PLAIN.test(text)) return text;
  invariant(indexOfIllegalCharacter(text) === -1, 'a character that XML cannot carry');
  return text.replaceAll(specials, (character) => ESCAPES.get(character) ?? character);
}
