/**
 * The same reading by another parser, to be compared with ours: saxes 6, with the restrictions of RFC 6120 on top.
 *
 * saxes has faults of its own; `saxes-faults.test.ts` holds each one still.
 */
import { SaxesParser } from 'saxes';
import type { XmlElement, XmlNode } from '../../src/xml/element.ts';
import { expandedName } from '../../src/xml/read.ts';

interface OpenElement extends XmlElement {
  readonly children: XmlNode[];
}

/** The element as saxes reads it, or undefined where it or RFC 6120 #11.1 refuses the text. */
export function saxesTree(text: string): XmlElement | undefined {
  const parser = new SaxesParser({ xmlns: true, fragment: false });
  const open: OpenElement[] = [{ namespace: '', name: 'document', attributes: new Map(), children: [] }];
  let isRefused = false;
  const refuse = (): void => {
    isRefused = true;
  };
  parser.on('error', refuse);
  parser.on('comment', refuse);
  parser.on('processinginstruction', refuse);
  parser.on('doctype', refuse);
  parser.on('xmldecl', refuse);
  parser.on('opentag', (tag) => {
    const attributes = Object.values(tag.attributes).filter(
      ({ prefix, name }) => prefix !== 'xmlns' && name !== 'xmlns',
    );
    const element: OpenElement = {
      namespace: tag.uri,
      name: tag.local,
      attributes: new Map(attributes.map(({ uri, local, value }) => [expandedName(uri, local), value])),
      children: [],
    };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('closetag', () => {
    open.pop();
  });
  const addText = (added: string): void => {
    const siblings = open.at(-1)?.children ?? [];
    const last = siblings.at(-1);
    if (typeof last === 'string') siblings.splice(-1, 1, last + added);
    else if (added !== '') siblings.push(added);
  };
  parser.on('text', (added) => {
    if (open.length > 1) addText(added);
  });
  parser.on('cdata', (added) => {
    if (open.length > 1) addText(added);
    else refuse();
  });
  parser.write(text).close();
  const roots = (open[0]?.children ?? []).filter((node) => typeof node !== 'string');
  return isRefused ? undefined : roots[0];
}
