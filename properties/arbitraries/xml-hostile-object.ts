/**
 * Objects in the shape of an element, of ltx, of a DOM or of our own: sound ones of which one place was tampered with,
 * and ones with anything in any place.
 */
import fc from 'fast-check';
import type { XmlElement } from '../../src/xml/element.ts';
import { NS_XML } from '../../src/xml/namespaces.ts';
import { splitExpandedName } from '../../src/xml/read.ts';
import { xmlElement } from './xml-element.ts';
import { anyText } from './xml-soup.ts';

/** Stands for a property that is read by a function which throws. */
const THROWS = Symbol('throws');

const text = fc.oneof(anyText, fc.constantFrom('a', 'b', 'xmlns', 'xmlns:p', 'p:a', 'u', ''));
const anything = fc.anything({ withMap: true, withSet: true, withTypedArray: true, withNullPrototype: true });
const leaf = fc.oneof(
  { weight: 6, arbitrary: text },
  { weight: 1, arbitrary: anything },
  { weight: 1, arbitrary: fc.constant(THROWS) },
);

function ownShape({ namespace, name, attributes, children }: XmlElement): object {
  const copied = children.map((child) => (typeof child === 'string' ? child : ownShape(child)));
  return { namespace, name, attributes: new Map(attributes), children: copied };
}

/** With a prefix for every attribute in a namespace, and the namespace of each element declared. */
function ltxShape({ namespace, name, attributes, children }: XmlElement): object {
  const attrs: Record<string, string> = namespace === NS_XML ? {} : { xmlns: namespace };
  for (const [index, [key, value]] of [...attributes].entries()) {
    const split = splitExpandedName(key);
    const prefix = split.namespace === NS_XML ? 'xml' : `p${index}`;
    if (prefix !== 'xml' && split.namespace !== '') attrs[`xmlns:${prefix}`] = split.namespace;
    attrs[split.namespace === '' ? key : `${prefix}:${split.name}`] = value;
  }
  const copied = children.map((child) => (typeof child === 'string' ? child : ltxShape(child)));
  return { name: namespace === NS_XML ? `xml:${name}` : name, attrs, children: copied, parent: null };
}

function domShape({ namespace, name, attributes, children }: XmlElement): object {
  const attributeNodes = [...attributes].map(([key, value]) => {
    const split = splitExpandedName(key);
    return { namespaceURI: split.namespace === '' ? null : split.namespace, localName: split.name, value };
  });
  const childNodes = children.map((child) =>
    typeof child === 'string' ? { nodeType: 3, nodeValue: child } : domShape(child),
  );
  return { nodeType: 1, namespaceURI: namespace, localName: name, attributes: attributeNodes, childNodes };
}

/** Follows the numbers from property to property, and puts the value where they end. */
function tamper(root: object, path: readonly number[], value: unknown): object {
  let place = root;
  for (const [step, choice] of path.entries()) {
    if (place instanceof Map) {
      place.set([...place.keys()][choice % (place.size + 1)] ?? 'new', value);
      return root;
    }
    const keys = Object.keys(place);
    const key = keys[choice % keys.length] ?? '0';
    const inside: unknown = Reflect.get(place, key);
    if (typeof inside !== 'object' || inside === null || step === path.length - 1) {
      putAt(place, key, value === root ? [root] : value);
      return root;
    }
    place = inside;
  }
  return root;
}

function putAt(place: object, key: string, value: unknown): void {
  const getter = (): never => {
    throw new Error('no');
  };
  const descriptor = value === THROWS ? { get: getter } : { value, writable: true };
  Object.defineProperty(place, key, { ...descriptor, enumerable: true, configurable: true });
}

const shape = fc
  .tuple(xmlElement, fc.constantFrom(ownShape, ltxShape, domShape))
  .map(([element, make]) => make(element));
const path = fc.array(fc.nat(20), { minLength: 1, maxLength: 8 });

const tamperedShape = fc.oneof(
  { weight: 1, arbitrary: shape },
  { weight: 6, arbitrary: fc.tuple(shape, path, leaf).map(([root, steps, value]) => tamper(root, steps, value)) },
  { weight: 1, arbitrary: fc.tuple(shape, path).map(([root, steps]) => tamper(root, steps, root)) },
);

const { node } = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.record(
      {
        name: leaf,
        localName: leaf,
        namespace: leaf,
        namespaceURI: leaf,
        nodeType: fc.oneof(fc.constantFrom(1, 3, 4, 7, 8), leaf),
        nodeValue: leaf,
        attrs: fc.dictionary(text, leaf),
        attributes: fc.array(fc.tuple(text, leaf), { maxLength: 4 }).map((entries) => new Map(entries)),
        parent: tie('node'),
        children: fc.array(tie('node'), { maxLength: 4 }),
        childNodes: fc.array(tie('node'), { maxLength: 4 }),
      },
      { requiredKeys: [] },
    ),
  ),
}));

/** Any value; about a third are elements all the same, in one of the three shapes. */
export const hostileObject: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: tamperedShape },
  { weight: 1, arbitrary: node },
);
