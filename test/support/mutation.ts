/**
 * Changes to a stanza, as data: what a hostile server, or a bad client, might make of one. Any change fits any stanza.
 */
import type { XmlElement, XmlNode } from '../../src/xml/element.ts';
import { isElement, textOf } from '../../src/xml/read.ts';
import { descendants } from './hostile.ts';

/**
 * Where in the stanza: the first element of that name, which is nowhere if there is none; or counted from the root,
 * which starts over behind the last.
 */
export type Place = number | string;

export type Change =
  | { readonly kind: 'double' | 'drop' | 'empty'; readonly at: Place }
  /** Puts a copy of another element of the stanza into this one. */
  | { readonly kind: 'graft'; readonly at: Place; readonly other: number }
  /** `nth` counts the attributes there are, and then the names below. */
  | { readonly kind: 'attribute'; readonly at: Place; readonly nth: number; readonly value: string | null }
  | { readonly kind: 'name' | 'namespace' | 'text'; readonly at: Place; readonly value: string }
  /** Adds to the text, and to an attribute. */
  | { readonly kind: 'append'; readonly at: Place; readonly nth: number; readonly value: string };

/** Attributes that mean something to somebody. */
const KNOWN_ATTRIBUTES = ['id', 'sid', 'action', 'type', 'creator', 'name', 'hash', 'setup', 'rid', 'prekey', 'media'];

/** The stanza after all changes, one after the other. */
export function mutate(stanza: XmlElement, changes: readonly Change[]): XmlElement {
  return changes.reduce(changed, stanza);
}

function changed(stanza: XmlElement, change: Change): XmlElement {
  const all = descendants(stanza);
  const { at } = change;
  const target = typeof at === 'string' ? all.find(({ name }) => name === at) : all[at % all.length];
  if (target === undefined) return stanza;
  // What is added to the frame makes it another sender's, or another request's.
  if (target === stanza && change.kind === 'append') return stanza;
  if (target === stanza) return applied(stanza, change, all)[0] ?? stanza;
  return replaced(stanza, target, applied(target, change, all));
}

/** What stands in the place of the element afterwards. */
function applied(target: XmlElement, change: Change, all: readonly XmlElement[]): readonly XmlElement[] {
  switch (change.kind) {
    case 'drop':
      return [];
    case 'double':
      return [target, target];
    case 'empty':
      return [{ ...target, children: [] }];
    case 'graft':
      return [{ ...target, children: [...target.children, all[change.other % all.length]!] }];
    case 'attribute':
      return [withAttribute(target, change.nth, change.value)];
    case 'append':
      return [appended(target, change.nth, change.value)];
    case 'name':
      return [{ ...target, name: change.value }];
    case 'namespace':
      return [{ ...target, namespace: change.value }];
    case 'text':
      return [{ ...target, children: change.value === '' ? [] : [change.value] }];
  }
}

function withAttribute(target: XmlElement, nth: number, value: string | null): XmlElement {
  const names = [...target.attributes.keys(), ...KNOWN_ATTRIBUTES];
  const attributes = new Map(target.attributes);
  const name = names[nth % names.length]!;
  if (value === null) attributes.delete(name);
  else attributes.set(name, value);
  return { ...target, attributes };
}

function appended(target: XmlElement, nth: number, value: string): XmlElement {
  const names = [...target.attributes.keys()];
  const name = names[nth % Math.max(1, names.length)];
  const attributes = new Map(target.attributes);
  if (name !== undefined) attributes.set(name, `${target.attributes.get(name)}${value}`);
  const text = textOf(target);
  return { ...target, attributes, children: text === undefined ? target.children : [`${text}${value}`] };
}

function replaced(root: XmlElement, target: XmlElement, by: readonly XmlElement[]): XmlElement {
  const children = root.children.flatMap((child): readonly XmlNode[] => {
    if (!isElement(child)) return [child];
    return child === target ? by : [replaced(child, target, by)];
  });
  return { ...root, children };
}
