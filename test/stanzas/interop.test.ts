/** What real clients sent is read to the last element, and written back as it came. */
import { describe, expect, test } from 'vitest';
import type { XmlElement } from '../../src/xml/element.ts';
import { allRecordedStanzas } from '../interop/recordings.ts';
import { canonical } from './canonical.ts';
import { elementOf } from './cases.ts';
import { codecOf, knownElements } from './codecs.ts';

const RECORDED = allRecordedStanzas().map(({ xml }) => elementOf(xml));
const KNOWN = RECORDED.flatMap(knownElements);

/** `xml:lang` of a stanza is put there by the server, and is not kept. */
function withoutLanguage(root: XmlElement): XmlElement {
  const attributes = [...root.attributes].filter(([name]) => name !== '{http://www.w3.org/XML/1998/namespace}lang');
  const children = root.children.map((node) => (typeof node === 'string' ? node : withoutLanguage(node)));
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
      description: 71,
      encrypted: 35,
      fingerprint: 5,
      forwarded: 9,
      group: 6,
      iq: 138,
      jingle: 69,
      jingleMessage: 90,
      message: 99,
      omemoFingerprint: 35,
      reason: 32,
      storeHint: 41,
      transport: 55,
    });
  });

  test('are read without a fault', () => {
    const faults = KNOWN.map((known) => codecOf(known)?.read(known)).filter((outcome) => outcome?.ok !== true);
    expect(faults).toEqual([]);
  });

  test('are written back as they came', () => {
    for (const known of KNOWN.map(withoutLanguage)) {
      const written = codecOf(known)?.rewrite(known);
      expect(written?.ok === true && canonical(written.value)).toBe(canonical(known));
    }
  });
});
