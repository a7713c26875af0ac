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
      carbon: 6,
      description: 67,
      encrypted: 34,
      fingerprint: 5,
      forwarded: 6,
      group: 5,
      iq: 130,
      jingle: 65,
      jingleMessage: 84,
      message: 90,
      omemoFingerprint: 34,
      reason: 29,
      storeHint: 37,
      transport: 52,
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
