import { describe, expect, test } from 'vitest';
import type { XmlElement } from '../../src/xml/element.ts';
import { exampleCases } from './cases.ts';
import { CODECS, codecOf, knownElements } from './codecs.ts';

const KNOWN = exampleCases().flatMap(({ stanza }) => knownElements(stanza));
/** It stands for nothing but itself, so that there is nothing to refuse. */
const CODECS_THAT_READ = CODECS.filter(({ name }) => name !== 'storeHint');

describe('each codec', () => {
  test.each(CODECS_THAT_READ)('$name has an example', (codec) => {
    expect(KNOWN.some((known) => codecOf(known) === codec)).toBe(true);
  });

  test.each(CODECS_THAT_READ)('$name refuses its own element under another name or in another namespace', (codec) => {
    for (const known of KNOWN.filter((candidate) => codecOf(candidate) === codec)) {
      const others: readonly XmlElement[] = [
        { ...known, namespace: 'urn:evil' },
        { ...known, namespace: '' },
        { ...known, name: `x-${known.name}` },
        { ...known, name: 'toString' },
      ];
      for (const other of others) {
        expect(codec.read(other)).toMatchObject({ ok: false, error: { kind: 'unexpectedElement' } });
      }
    }
  });
});
