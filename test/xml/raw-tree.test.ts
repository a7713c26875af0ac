/** fast-xml-parser cuts and does not interpret: each of its ways to be helpful is off. */
import { describe, expect, test } from 'vitest';
import { parseRawTree } from '../../src/xml/raw-tree.ts';

describe('parseRawTree', () => {
  test.each([
    ['numbers', '<a>007</a>', [{ '=a': [{ '#text': '007' }] }]],
    ['booleans', '<a>true</a>', [{ '=a': [{ '#text': 'true' }] }]],
    ['numbers in values', '<a b="1e3"/>', [{ '=a': [], ':@': { '@b': '1e3' } }]],
    ['white space', '<a> x\u00A0</a>', [{ '=a': [{ '#text': ' x\u00A0' }] }]],
    ['white space in values', '<a b=" x\t"/>', [{ '=a': [], ':@': { '@b': ' x\t' } }]],
    ['references', '<a b="&lt;">&#65;&foo;</a>', [{ '=a': [{ '#text': '&#65;&foo;' }], ':@': { '@b': '&lt;' } }]],
    ['prefixes', '<p:a q:b="1"/>', [{ '=p:a': [], ':@': { '@q:b': '1' } }]],
    ['CDATA', '<a>x<![CDATA[<]]></a>', [{ '=a': [{ '#text': 'x' }, { '#cdata': [{ '#text': '<' }] }] }]],
    ['names of objects', '<toString constructor="1"/>', [{ '=toString': [], ':@': { '@constructor': '1' } }]],
    ['names it would rename', '<hasOwnProperty/>', [{ '=hasOwnProperty': [] }]],
    ['names it would throw at', '<prototype></prototype>', [{ '=prototype': [] }]],
  ])('leaves %s as written', (_what, text, tree) => {
    expect(parseRawTree(text)).toEqual(tree);
  });

  test('leaves __proto__ as written, and the prototype of nothing changed', () => {
    const tree = parseRawTree('<__proto__ __proto__="1"/>');
    expect(Object.keys((tree as readonly object[])[0]!)).toEqual(['=__proto__', ':@']);
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });

  test('gives nothing where the parser throws', () => {
    expect(parseRawTree('<a><!-- </a>')).toBeUndefined();
  });
});
