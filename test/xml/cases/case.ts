/** How the cases are written: a rule, a text, and what becomes of it. */
import { type XmlElement, element } from '../../../src/xml/element.ts';
import type { XmlFaultRule } from '../../../src/xml/fault.ts';

export interface XmlCase {
  /** The place of the specification that decides the case, with a few words where it decides many. */
  readonly rule: string;
  readonly text: string;
  readonly expected: { readonly tree: XmlElement } | { readonly rule: XmlFaultRule; readonly at: number };
}

/** Stands before the place of the fault, and is no part of the text. */
const MARK = '¦';

/** A text that is read as that element. */
export function reads(rule: string, text: string, tree: XmlElement): XmlCase {
  return { rule, text, expected: { tree } };
}

/** A text that is refused at the place of the mark `¦`. */
export function refuses(rule: string, marked: string, faultRule: XmlFaultRule): XmlCase {
  const at = marked.indexOf(MARK);
  if (at === -1) throw new Error(`no mark in ${JSON.stringify(marked)}`);
  return { rule, text: marked.slice(0, at) + marked.slice(at + 1), expected: { rule: faultRule, at } };
}

/** `<a>` without namespace around some text. */
export function textInA(text: string): XmlElement {
  return element('', 'a', {}, [text]);
}

/** `<a b="…"/>` without namespace. */
export function valueInA(value: string): XmlElement {
  return element('', 'a', { b: value });
}
