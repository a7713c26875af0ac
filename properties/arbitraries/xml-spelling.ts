/**
 * One element written in many ways: with either quote, with prefixes or default namespaces, with CDATA and references,
 * with white space wherever XML lets it be.
 */
import fc from 'fast-check';
import type { XmlElement } from '../../src/xml/element.ts';
import { NS_XML } from '../../src/xml/namespaces.ts';
import { splitExpandedName } from '../../src/xml/read.ts';
import { xmlElement } from './xml-element.ts';

/** An element, and a text that says the same. */
export interface SpelledElement {
  readonly element: XmlElement;
  readonly text: string;
}

/** Answers of a coin that has as many sides as one asks for. */
type Choose = (sides: number) => number;

/** Any element in any spelling. */
export const spelledElement: fc.Arbitrary<SpelledElement> = fc
  .tuple(xmlElement, fc.infiniteStream(fc.nat(999)))
  .map(([element, stream]) => {
    const choose: Choose = (sides) => (stream.next().value as number) % sides;
    return { element, text: space(choose) + spell(element, new Map([['', '']]), choose) + space(choose) };
  });

function spell(element: XmlElement, inherited: ReadonlyMap<string, string>, choose: Choose): string {
  const scope = new Map(inherited);
  const declarations: string[] = [];
  const bind = (prefix: string, namespace: string): void => {
    if (scope.get(prefix) === namespace && choose(8) !== 0) return;
    scope.set(prefix, namespace);
    const name = prefix === '' ? 'xmlns' : `xmlns:${prefix}`;
    declarations.push(attributeText(name, namespace, choose));
  };
  const name = qualifiedName(element.namespace, element.name, choose(2) === 0 ? '' : 'e', bind);
  const written = [...element.attributes].map(([key, value], index) => {
    const { namespace, name: local } = splitExpandedName(key);
    const prefix = namespace === '' ? '' : `p${index}`;
    return attributeText(namespace === '' ? local : qualifiedName(namespace, local, prefix, bind), value, choose);
  });
  const attributes = [...declarations, ...written];
  const tag = `<${name}${(choose(2) === 0 ? attributes.toReversed() : attributes).join('')}${space(choose)}`;
  if (element.children.length === 0 && choose(2) === 0) return `${tag}/>`;
  const content = element.children.map((child) =>
    typeof child === 'string' ? contentText(child, choose) : spell(child, scope, choose),
  );
  return `${tag}>${content.join('')}</${name}${space(choose)}>`;
}

/** The name with a prefix that has the namespace there. No prefix but its own can have that of `xml:`. */
function qualifiedName(
  namespace: string,
  name: string,
  prefix: string,
  bind: (prefix: string, namespace: string) => void,
): string {
  if (namespace === NS_XML) return `xml:${name}`;
  // The empty namespace can only be the default one.
  const used = namespace === '' ? '' : prefix;
  bind(used, namespace);
  return used === '' ? name : `${used}:${name}`;
}

const WHITE_SPACE = ['', '', '', ' ', '\n', '\t', '\r\n', ' \r'];

function space(choose: Choose): string {
  return WHITE_SPACE[choose(WHITE_SPACE.length)] ?? '';
}

function attributeText(name: string, value: string, choose: Choose): string {
  const quote = choose(2) === 0 ? '"' : "'";
  const escaped = Array.from(value, (character) => {
    // As written, these would come back as spaces. XML 1.0 #AVNormalize.
    if ('\t\n\r'.includes(character)) return reference(character, choose);
    return character === quote || '<&'.includes(character) || choose(20) === 0
      ? reference(character, choose)
      : character;
  });
  return ` ${space(choose)}${name}${space(choose)}=${space(choose)}${quote}${escaped.join('')}${quote}`;
}

/** A text in two pieces, each in CDATA or escaped. */
function contentText(text: string, choose: Choose): string {
  const characters = Array.from(text);
  const cut = choose(3) === 0 ? choose(characters.length + 1) : characters.length;
  const pieces = [characters.slice(0, cut), characters.slice(cut)];
  return pieces.map((piece) => contentPiece(piece.join(''), choose)).join('');
}

function contentPiece(piece: string, choose: Choose): string {
  if (choose(3) === 0 && !piece.includes(']]>') && !piece.includes('\r')) return `<![CDATA[${piece}]]>`;
  return Array.from(piece, (character) => {
    // A line feed may be written as any line end. XML 1.0 #sec-line-ends.
    if (character === '\n') return ['\n', '\r\n', '&#10;'][choose(3)] ?? '\n';
    return '<&>\r'.includes(character) || choose(20) === 0 ? reference(character, choose) : character;
  }).join('');
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&apos;'],
]);

function reference(character: string, choose: Choose): string {
  const codePoint = character.codePointAt(0) ?? 0;
  const spellings = [
    `&#${codePoint};`,
    `&#x${codePoint.toString(16)};`,
    `&#x00${codePoint.toString(16).toUpperCase()};`,
  ];
  return ENTITIES.get(character) !== undefined && choose(2) === 0
    ? (ENTITIES.get(character) ?? '')
    : (spellings[choose(spellings.length)] ?? '');
}
