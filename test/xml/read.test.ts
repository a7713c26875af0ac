import { describe, expect, test } from 'vitest';
import { element } from '../../src/xml/element.ts';
import { NS_DTLS, NS_XML } from '../../src/xml/namespaces.ts';
import {
  attribute,
  childElements,
  childrenNamed,
  expandedName,
  firstChild,
  isElement,
  isNamed,
  splitExpandedName,
  textOf,
  unknownChildren,
} from '../../src/xml/read.ts';

const first = element('u', 'b', { n: '1' });
const second = element('u', 'b', { n: '2' });
const impostor = element('urn:evil', 'b');
const other = element('u', 'c');
const parent = element('u', 'a', { id: 'x', '{v}id': 'y', [`{${NS_XML}}lang`]: 'de' }, [
  impostor,
  'text',
  first,
  other,
  second,
]);

describe('isElement', () => {
  test('tells elements from text', () => {
    expect(isElement(first)).toBe(true);
    expect(isElement('b')).toBe(false);
  });
});

describe('isNamed', () => {
  test('wants name and namespace', () => {
    expect(isNamed(first, 'u', 'b')).toBe(true);
    expect(isNamed(first, 'u', 'c')).toBe(false);
    expect(isNamed(impostor, 'u', 'b')).toBe(false);
  });
});

describe('childElements', () => {
  test('gives the elements in their order, without the text', () => {
    expect(childElements(parent)).toEqual([impostor, first, other, second]);
  });
});

describe('childrenNamed', () => {
  test('gives every child of the name, and none of another namespace', () => {
    expect(childrenNamed(parent, 'u', 'b')).toEqual([first, second]);
    expect(childrenNamed(parent, 'u', 'd')).toEqual([]);
  });
});

describe('firstChild', () => {
  test('gives the first of the name in the namespace, not the first of the name', () => {
    expect(firstChild(parent, 'u', 'b')).toBe(first);
  });

  test('gives undefined where there is none', () => {
    expect(firstChild(parent, 'u', 'a')).toBeUndefined();
    expect(firstChild(element('u', 'a', {}, ['b']), 'u', 'b')).toBeUndefined();
  });
});

describe('attribute', () => {
  test('takes a name without namespace for one in none [Namespaces #defaulting]', () => {
    expect(attribute(parent, 'id')).toBe('x');
    expect(attribute(element('u', 'a', { '{u}id': 'x' }), 'id')).toBeUndefined();
  });

  test('finds attributes in a namespace', () => {
    expect(attribute(parent, 'id', 'v')).toBe('y');
    expect(attribute(parent, 'lang', NS_XML)).toBe('de');
  });

  test.each(['toString', 'constructor', '__proto__', 'size'])('finds no %s that nobody wrote', (name) => {
    expect(attribute(parent, name)).toBeUndefined();
  });

  test('tells an empty value from none', () => {
    expect(attribute(element('u', 'a', { id: '' }), 'id')).toBe('');
  });
});

describe('expandedName and splitExpandedName', () => {
  test.each([
    ['id', '', 'id'],
    ['{u}id', 'u', 'id'],
    ['{}{}id', '}{', 'id'],
    [`{${NS_DTLS}}hash`, NS_DTLS, 'hash'],
  ])('take %s apart and put it together', (key, namespace, name) => {
    expect(splitExpandedName(key)).toEqual({ namespace, name });
    expect(expandedName(namespace, name)).toBe(key);
  });
});

describe('textOf', () => {
  test('gives the text as it is', () => {
    expect(textOf(element('u', 'a', {}, [' AB:CD\n']))).toBe(' AB:CD\n');
  });

  test('puts together texts that stand side by side', () => {
    expect(textOf(element('u', 'a', {}, ['AB', ':CD']))).toBe('AB:CD');
  });

  test('gives nothing of an empty element, which is a text', () => {
    expect(textOf(element('u', 'a'))).toBe('');
  });

  test('refuses text that an element interrupts', () => {
    expect(textOf(element('u', 'a', {}, ['AB', element('u', 'x'), ':CD']))).toBeUndefined();
    expect(textOf(element('u', 'a', {}, [element('u', 'x')]))).toBeUndefined();
  });
});

describe('unknownChildren', () => {
  test('gives the elements that the reader does not claim, in order, without text', () => {
    expect(unknownChildren(parent, (child) => isNamed(child, 'u', 'b'))).toEqual([impostor, other]);
    expect(unknownChildren(parent, () => true)).toEqual([]);
  });
});
