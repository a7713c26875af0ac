/** What holds of elements that others parsed or built, for every such element and for every object that is none. */
import { DOMParser } from '@xmldom/xmldom';
import fc from 'fast-check';
import { parse as parseLtx } from 'ltx';
import { describe, expect, test } from 'vitest';
import { XML_LIMITS } from '../../src/base/limits.ts';
import { ok } from '../../src/base/result.ts';
import { checkElement } from '../../src/xml/check-element.ts';
import { type DomElement, fromDom } from '../../src/xml/from-dom.ts';
import { fromLtx, type LtxElement } from '../../src/xml/from-ltx.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { serializeXml } from '../../src/xml/serialize.ts';
import { xmlElement } from '../arbitraries/xml-element.ts';
import { hostileObject } from '../arbitraries/xml-hostile-object.ts';
import { stanzaText } from '../arbitraries/xml-stanza-text.ts';

const READERS = {
  fromLtx: (value: unknown) => fromLtx(value as LtxElement),
  fromDom: (value: unknown) => fromDom(value as DomElement),
  checkElement,
} as const;

/** What the libraries lose or change before we see it; from-ltx.test.ts and from-dom.test.ts show each. */
const LOST_BY_LTX = /__proto__/;
const CHANGED_BY_XMLDOM = /[\u0085\u2028]/;

describe('fromLtx, fromDom and checkElement, for any object', () => {
  test.each(Object.entries(READERS))('X9: %s gives an element or a fault, and never throws', (_name, read) => {
    fc.assert(
      fc.property(hostileObject, (value) => {
        const outcome = read(value);
        if (!outcome.ok) expect(outcome.error.at).toBeLessThanOrEqual(XML_LIMITS.elements);
      }),
      { numRuns: 300 },
    );
  });

  test.each(Object.entries(READERS))('X9: %s gives only elements that can be written and read', (_name, read) => {
    fc.assert(
      fc.property(hostileObject, (value) => {
        const outcome = read(value);
        if (outcome.ok) expect(parseXml(serializeXml(outcome.value))).toEqual(outcome);
      }),
      { numRuns: 300 },
    );
  });
});

describe('fromLtx, fromDom and checkElement, for any element', () => {
  test('X10: checkElement takes every element unchanged, as another object', () => {
    fc.assert(
      fc.property(xmlElement, (element) => {
        const checked = checkElement(element);
        expect(checked).toEqual(ok(element));
        expect(checked.ok && checked.value).not.toBe(element);
      }),
    );
  });

  test('X10: fromLtx reads what ltx makes of a stanza as parseXml reads the stanza', () => {
    fc.assert(
      fc.property(stanzaText, (text) => {
        expect(fromLtx(parseLtx(text))).toEqual(parseXml(text));
      }),
    );
  });

  test('X10: fromLtx reads what ltx makes of an element that we wrote as that element', () => {
    fc.assert(
      fc.property(xmlElement, (element) => {
        const text = serializeXml(element);
        fc.pre(!LOST_BY_LTX.test(text));
        expect(fromLtx(parseLtx(text))).toEqual(ok(element));
      }),
    );
  });

  test('X10: fromDom reads what xmldom makes of an element that we wrote as that element', () => {
    fc.assert(
      fc.property(xmlElement, (element) => {
        const text = serializeXml(element);
        fc.pre(!CHANGED_BY_XMLDOM.test(text));
        const { documentElement } = new DOMParser({ onError: () => undefined }).parseFromString(text, 'text/xml');
        expect(fromDom(documentElement as DomElement)).toEqual(ok(element));
      }),
    );
  });
});
