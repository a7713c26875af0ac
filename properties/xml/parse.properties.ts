/** What holds of reading and writing XML for every text and every element. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { XML_LIMITS } from '../../src/base/limits.ts';
import { ok } from '../../src/base/result.ts';
import { checkElement } from '../../src/xml/check-element.ts';
import { describeXmlFault } from '../../src/xml/fault.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { serializeXml } from '../../src/xml/serialize.ts';
import { knownDifference } from '../../test/xml/saxes-differences.ts';
import { saxesTree } from '../../test/xml/saxes-tree.ts';
import { namespaceName, xmlElement } from '../arbitraries/xml-element.ts';
import { anyText } from '../arbitraries/xml-soup.ts';
import { spelledElement } from '../arbitraries/xml-spelling.ts';
import { mutatedStanzaText, stanzaText } from '../arbitraries/xml-stanza-text.ts';

const hostileText = fc.oneof(anyText, mutatedStanzaText);

/** Names that are written with their namespaces take more room than what was read. */
const roomy = {
  ...XML_LIMITS,
  characters: 1e9,
  attributes: 1e3,
  namespaceDeclarations: 1e3,
  valueCharacters: 1e6,
  namespaceCharacters: 1e6,
};

describe('parseXml, for any text', () => {
  test('X1: gives an element or a fault at a place in the text, and never throws', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const outcome = parseXml(text);
        if (outcome.ok) return;
        expect(outcome.error.at).toBeGreaterThanOrEqual(0);
        expect(outcome.error.at).toBeLessThanOrEqual(text.length);
        expect(describeXmlFault(outcome.error)).toContain(String(outcome.error.at));
      }),
    );
  });

  test('X1: gives a fault for whatever is no string', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        fc.pre(typeof value !== 'string');
        expect(parseXml(value as string)).toMatchObject({ ok: false, error: { rule: 'notText' } });
      }),
    );
  });

  test('X2: gives only elements that the check of foreign elements takes unchanged', () => {
    fc.assert(
      fc.property(fc.oneof(hostileText, stanzaText), (text) => {
        const read = parseXml(text);
        if (read.ok) expect(checkElement(read.value, roomy)).toEqual(read);
      }),
    );
  });

  test('X3: gives the same again, whatever was read in between', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (text, other) => {
        const first = parseXml(text);
        parseXml(other);
        expect(parseXml(text)).toEqual(first);
      }),
    );
  });

  test('X4: what is written of what was read is read as the same, and written the same', () => {
    fc.assert(
      fc.property(fc.oneof(hostileText, stanzaText), (text) => {
        const read = parseXml(text);
        if (!read.ok) return;
        const written = serializeXml(read.value);
        const again = parseXml(written, { limits: roomy });
        expect(again).toEqual(read);
        expect(again.ok && serializeXml(again.value)).toBe(written);
      }),
    );
  });

  // More runs than elsewhere: nine of ten mutants are refused early, and the others are what matters.
  test('X5: reads as saxes does or both refuse, but for the known faults of saxes', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        fc.pre(knownDifference(text) === undefined);
        const ours = parseXml(text);
        expect(saxesTree(text)).toEqual(ours.ok ? ours.value : undefined);
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('parseXml and serializeXml, for any element', () => {
  test('X6: what is written is read as the same', () => {
    fc.assert(
      fc.property(xmlElement, (element) => {
        expect(parseXml(serializeXml(element))).toEqual(ok(element));
      }),
    );
  });

  test('X6: also where both know the namespace around it', () => {
    fc.assert(
      fc.property(xmlElement, namespaceName, (element, namespace) => {
        const text = serializeXml(element, namespace);
        expect(parseXml(text, { defaultNamespace: namespace })).toEqual(ok(element));
      }),
    );
  });

  test('X7: every way to write an element is read as that element, by saxes too', () => {
    fc.assert(
      fc.property(spelledElement, ({ element, text }) => {
        expect(parseXml(text)).toEqual(ok(element));
        if (knownDifference(text) === undefined) expect(saxesTree(text)).toEqual(element);
      }),
      { numRuns: 300 },
    );
  });

  test('X8: writing leaves the element as it was', () => {
    fc.assert(
      fc.property(xmlElement, (element) => {
        const before = structuredClone(element);
        serializeXml(element);
        expect(element).toEqual(before);
      }),
    );
  });
});
