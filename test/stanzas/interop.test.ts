/** What real clients sent is read to the last element, and written back as it came. */
import { describe, expect, test } from 'vitest';
import type { XmlElement } from '../../src/xml/element.ts';
import { NS_STANZA_ERRORS } from '../../src/xml/namespaces.ts';
import { isNamed } from '../../src/xml/read.ts';
import { allRecordedStanzas } from '../interop/recordings.ts';
import { canonical } from './canonical.ts';
import { elementOf } from './cases.ts';
import { codecOf, knownElements } from './codecs.ts';

const RECORDED = allRecordedStanzas().map(({ xml }) => elementOf(xml));
const KNOWN = RECORDED.flatMap(knownElements);

/** `xml:lang` of a stanza is put there by the server; it and the text of a stanza error are not kept. */
function withoutWords(root: XmlElement): XmlElement {
  const attributes = [...root.attributes].filter(([name]) => name !== '{http://www.w3.org/XML/1998/namespace}lang');
  const children = root.children
    .filter((node) => typeof node === 'string' || !isNamed(node, NS_STANZA_ERRORS, 'text'))
    .map((node) => (typeof node === 'string' ? node : withoutWords(node)));
  return { ...root, attributes: new Map(attributes), children };
}

describe('the recordings of Dino 0.4.2', () => {
  test('hold elements of these kinds', () => {
    const names = KNOWN.map((known) => codecOf(known)?.name ?? '');
    const counts = Object.fromEntries(
      [...new Set(names)].sort().map((name) => [name, names.filter((n) => n === name).length]),
    );
    expect(counts).toEqual({
      carbon: 9,
      description: 77,
      encrypted: 39,
      error: 1,
      fingerprint: 5,
      forwarded: 9,
      group: 7,
      iq: 150,
      jingle: 75,
      jingleMessage: 93,
      message: 102,
      omemoFingerprint: 39,
      reason: 35,
      storeHint: 43,
      transport: 61,
    });
  });

  test('are read without a fault', () => {
    const faults = KNOWN.map((known) => codecOf(known)?.read(known)).filter((outcome) => outcome?.ok !== true);
    expect(faults).toEqual([]);
  });

  test('are written back as they came', () => {
    for (const known of KNOWN.map(withoutWords)) {
      const written = codecOf(known)?.rewrite(known);
      expect(written?.ok === true && canonical(written.value)).toBe(canonical(known));
    }
  });
});
