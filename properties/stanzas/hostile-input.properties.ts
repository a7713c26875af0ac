/** What holds of every codec, whatever it is given to read. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ReceivedJingle } from '../../src/stanzas/jingle.ts';
import { readJingle } from '../../src/stanzas/jingle.ts';
import type { Malformed } from '../../src/stanzas/malformed.ts';
import { describeMalformed } from '../../src/stanzas/malformed.ts';
import { writeMalformedIqError } from '../../src/stanzas/stanza.ts';
import type { XmlElement } from '../../src/xml/element.ts';
import { NS_JINGLE, NS_JINGLE_MESSAGE } from '../../src/xml/namespaces.ts';
import { childElements, isNamed } from '../../src/xml/read.ts';
import { serializeXml } from '../../src/xml/serialize.ts';
import { canonical } from '../../test/stanzas/canonical.ts';
import { CODECS, codecOf, knownElements } from '../../test/stanzas/codecs.ts';
import { anyElement, REAL_STANZAS } from '../arbitraries/any-element.ts';
import { extension } from '../arbitraries/extension.ts';
import { tamperedStanza } from '../arbitraries/tampered-element.ts';

/** Names of elements and attributes, and places: words a specification has, none that a peer could choose. */
const OUR_WORDS = /^[A-Za-z][A-Za-z-]*(?:\[[0-9]+\])?(?:\/[A-Za-z][A-Za-z-]*(?:\[[0-9]+\])?)*$/;
const CONTROL = /[\p{Cc}]/u;
const CONTROL_OR_SPACE = /[\p{Cc}\p{Z}]/u;

const hostile = fc.oneof(anyElement, tamperedStanza);

function faultsOf(root: XmlElement): readonly Malformed[] {
  const outcomes = CODECS.map((codec) => codec.read(root));
  return outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.error]));
}

function everyElement(root: XmlElement): readonly XmlElement[] {
  return [root, ...childElements(root).flatMap(everyElement)];
}

/** The texts that SDP is made of, by whether it has room for a space there. */
function sdpTexts(jingle: ReceivedJingle): { readonly words: readonly string[]; readonly lines: readonly string[] } {
  const words: (string | undefined)[] = [];
  const lines: (string | undefined)[] = [];
  for (const group of jingle.groups) words.push(group.semantics, ...group.contentNames);
  for (const { name, description, transport } of jingle.contents) {
    words.push(name, transport?.credentials?.ufrag, transport?.credentials?.pwd, ...(transport?.options ?? []));
    for (const candidate of transport?.candidates ?? []) {
      words.push(candidate.foundation, candidate.ip, candidate.relatedAddress);
      lines.push(candidate.id);
    }
    for (const fingerprint of transport?.fingerprint ?? []) {
      words.push(fingerprint.hash, fingerprint.setup, fingerprint.kind === 'plain' ? fingerprint.value : undefined);
    }
    for (const payloadType of description?.payloadTypes ?? []) {
      words.push(payloadType.name, ...payloadType.parameters.map((parameter) => parameter.name));
      lines.push(...payloadType.parameters.map(({ value }) => value));
    }
    for (const { uri } of description?.headerExtensions ?? []) words.push(uri);
    for (const source of description?.sources ?? []) {
      words.push(...source.parameters.map((parameter) => parameter.name));
      lines.push(...source.parameters.map(({ value }) => value));
    }
    for (const { semantics } of description?.sourceGroups ?? []) words.push(semantics);
  }
  const present = (texts: readonly (string | undefined)[]) => texts.filter((text) => text !== undefined);
  return { words: present(words), lines: present(lines) };
}

describe('a codec, for any element', () => {
  test('S4: reading never throws, changes nothing, and names no word of the peer', () => {
    fc.assert(
      fc.property(hostile, (root) => {
        const before = structuredClone(root);
        for (const part of everyElement(root)) {
          for (const fault of faultsOf(part)) {
            expect(fault.path).toMatch(OUR_WORDS);
            expect(describeMalformed(fault).startsWith(`${fault.path}: `)).toBe(true);
          }
          writeMalformedIqError(part);
        }
        expect(root).toEqual(before);
      }),
    );
  });

  test('S5: what is read can be written, and is then read as the same', () => {
    fc.assert(
      fc.property(hostile, (root) => {
        for (const known of knownElements(root)) {
          const codec = codecOf(known);
          const written = codec?.rewrite(known);
          if (codec === undefined || written?.ok !== true) continue;
          const again = codec.rewrite(written.value);
          expect(again).toEqual(written);
        }
      }),
    );
  });

  test('S6: nothing that is read lets a line end or a control character into SDP, or a space where words are', () => {
    let read = 0;
    fc.assert(
      fc.property(tamperedStanza, (root) => {
        for (const part of everyElement(root).filter((candidate) => isNamed(candidate, NS_JINGLE, 'jingle'))) {
          const jingle = readJingle(part);
          if (!jingle.ok) continue;
          read += 1;
          const { words, lines } = sdpTexts(jingle.value);
          for (const word of words) expect(word).not.toMatch(CONTROL_OR_SPACE);
          for (const line of lines) expect(line).not.toMatch(CONTROL);
        }
      }),
      { numRuns: 500 },
    );
    expect(read).toBeGreaterThan(100);
  });
});

/** Codecs that keep what they do not know. The others end here: nobody passes on what they read. */
const CARRIERS = new Set([
  ...['message', 'iq', 'jingleMessage', 'jingle', 'reason', 'description', 'transport', 'deviceList'],
  ...['carbon', 'forwarded', 'archiveResult', 'archiveEnd'],
]);

describe('an unknown child', () => {
  const carriers = REAL_STANZAS.flatMap(knownElements).filter((known) => CARRIERS.has(codecOf(known)?.name ?? ''));

  test('S7: survives in every element that can be passed on, and disturbs nothing else', () => {
    fc.assert(
      fc.property(fc.constantFrom(...carriers), extension, fc.nat(8), (carrier, unknown, at) => {
        // In a Jingle message that is no unknown child: it announces something, in whatever namespace.
        fc.pre(carrier.namespace !== NS_JINGLE_MESSAGE || unknown.name !== 'device');
        const place = at % (carrier.children.length + 1);
        const children = [...carrier.children.slice(0, place), unknown, ...carrier.children.slice(place)];
        const codec = codecOf(carrier);
        const without = codec?.rewrite(carrier);
        const withUnknown = codec?.rewrite({ ...carrier, children });
        if (without?.ok !== true || withUnknown?.ok !== true) throw new Error('an unknown child was refused');
        const expected = { ...without.value, children: [...without.value.children, unknown] };
        expect(canonical(withUnknown.value)).toBe(canonical(expected));
      }),
    );
  });

  test('S8: in a fingerprint is refused', () => {
    const fingerprints = REAL_STANZAS.flatMap(knownElements).filter(({ name }) => name === 'fingerprint');
    fc.assert(
      fc.property(fc.constantFrom(...fingerprints), extension, fc.boolean(), (fingerprint, unknown, first) => {
        const children = first ? [unknown, ...fingerprint.children] : [...fingerprint.children, unknown];
        expect(codecOf(fingerprint)?.read(fingerprint).ok).toBe(true);
        expect(codecOf(fingerprint)?.read({ ...fingerprint, children })).toMatchObject({
          ok: false,
          error: { kind: 'unexpectedElement' },
        });
        expect(serializeXml(fingerprint)).not.toContain(serializeXml(unknown));
      }),
    );
  });
});
