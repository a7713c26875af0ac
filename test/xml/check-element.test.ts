/** Elements an embedder built, and whatever else a caller without a compiler could hand over. */
import { describe, expect, test } from 'vitest';
import { XML_LIMITS } from '../../src/base/limits.ts';
import { ok } from '../../src/base/result.ts';
import { checkElement } from '../../src/xml/check-element.ts';
import { element, type XmlElement } from '../../src/xml/element.ts';
import { NS_XML, NS_XMLNS } from '../../src/xml/namespaces.ts';
import { XML_CASES } from './cases/all.ts';

/** An object in the shape of our elements. */
function elementLike(parts: object): unknown {
  return { namespace: '', name: 'a', attributes: new Map(), children: [], ...parts };
}
function withAttribute(key: unknown, value: unknown = ''): unknown {
  return elementLike({ attributes: new Map([[key, value]]) });
}

function mapOf(count: number, value: string): ReadonlyMap<string, string> {
  return new Map(Array.from({ length: count }, (_, index) => [`b${index}`, value]));
}

describe('checkElement', () => {
  test.each(XML_CASES.flatMap(({ rule, expected }) => ('tree' in expected ? [[rule, expected.tree] as const] : [])))(
    'takes what [%s] reads, unchanged',
    (_rule, tree) => {
      expect(checkElement(tree)).toEqual(ok(tree));
    },
  );

  test('puts neighbouring texts together and drops empty ones', () => {
    const tree = elementLike({ children: ['', 'x', '', 'y', element('', 'b'), ''] });
    expect(checkElement(tree)).toEqual(ok(element('', 'a', {}, ['xy', element('', 'b')])));
  });

  test('gives a copy, down to the attributes', () => {
    const attributes = new Map([['b', '1']]);
    const children: (string | XmlElement)[] = [element('', 'c')];
    const checked = checkElement({ namespace: '', name: 'a', attributes, children });
    attributes.set('b', '2');
    children.push('\0');
    expect(checked).toEqual(ok(element('', 'a', { b: '1' }, [element('', 'c')])));
  });

  test('leaves out what elements do not have', () => {
    expect(checkElement(elementLike({ extra: 1 }))).toEqual(ok(element('', 'a')));
  });

  test.each([
    ['undefined', undefined, 'notAnElement'],
    ['null', null, 'notAnElement'],
    ['a text', '<a/>', 'notAnElement'],
    ['a number', 5, 'notAnElement'],
    ['a function', () => elementLike({}), 'notAnElement'],
    ['an empty object', {}, 'notAnElement'],
    ['a list', [element('', 'a')], 'notAnElement'],
    ['no namespace', elementLike({ namespace: undefined }), 'notAnElement'],
    ['a name that is no string', elementLike({ name: 5 }), 'notAnElement'],
    ['an object for attributes', elementLike({ attributes: { b: '1' } }), 'notAnElement'],
    ['a set for attributes', elementLike({ attributes: new Set(['b']) }), 'notAnElement'],
    ['a value that is no string', withAttribute('b', 5), 'notAnElement'],
    ['a key that is no string', withAttribute(5), 'notAnElement'],
    ['children that are none', elementLike({ children: undefined }), 'notAnElement'],
    ['a child that is none', elementLike({ children: [undefined] }), 'notAnElement'],
    ['a sparse list', elementLike({ children: Object.assign([], { length: 2 ** 32 - 1 }) }), 'notAnElement'],
    ['an empty name', elementLike({ name: '' }), 'illegalName'],
    ['a name with a colon', elementLike({ name: 'p:a' }), 'illegalName'],
    ['a name with U+FEFF', elementLike({ name: 'a\uFEFF' }), 'whiteSpaceInName'],
    ['a name too long', elementLike({ name: 'n'.repeat(257) }), 'nameTooLong'],
    ['the namespace of declarations', elementLike({ namespace: NS_XMLNS }), 'reservedNamespace'],
    ['NUL in a namespace', elementLike({ namespace: '\0' }), 'illegalCharacter'],
    ['a namespace too long', elementLike({ namespace: 'u'.repeat(257) }), 'namespaceTooLong'],
    ['xmlns among the attributes', withAttribute('xmlns', 'u'), 'reservedPrefix'],
    ['a prefix among the attributes', withAttribute('xmlns:p', 'u'), 'illegalName'],
    ['a declaration by its namespace', withAttribute(`{${NS_XMLNS}}p`, 'u'), 'reservedNamespace'],
    ['an attribute of the empty namespace', withAttribute('{}b'), 'illegalName'],
    ['an attribute with an open brace', withAttribute('{u'), 'illegalName'],
    ['an attribute without name', withAttribute('{u}'), 'illegalName'],
    ['NUL in the namespace of an attribute', withAttribute('{\0}b'), 'illegalCharacter'],
    ['half a pair in a value', withAttribute('b', '\uD800'), 'illegalCharacter'],
    ['a value too long', withAttribute('b', 'v'.repeat(65_537)), 'valueTooLong'],
    ['NUL in text', elementLike({ children: ['\0'] }), 'illegalCharacter'],
    ['text too long', elementLike({ children: ['x'.repeat(262_144)] }), 'tooManyCharacters'],
    ['attributes too many', elementLike({ attributes: mapOf(65, '') }), 'tooManyAttributes'],
    ['attributes too long together', elementLike({ attributes: mapOf(5, 'v'.repeat(60_000)) }), 'tooManyCharacters'],
    ['endless empty texts', elementLike({ children: Array.from({ length: 300_000 }, () => '') }), 'tooManyCharacters'],
  ])('refuses %s', (_what, value, rule) => {
    expect(checkElement(value)).toMatchObject({ ok: false, error: { rule } });
  });

  test('takes elements and attributes of xml:', () => {
    const tree = element(NS_XML, 'a', { [`{${NS_XML}}lang`]: 'de' });
    expect(checkElement(tree)).toEqual(ok(tree));
  });

  test('says after how many elements the fault comes', () => {
    const tree = elementLike({ children: [element('', 'b'), element('', 'c', {}, ['\0'])] });
    expect(checkElement(tree)).toMatchObject({ error: { at: 2, rule: 'illegalCharacter' } });
  });
});

describe('checkElement, of objects made to hold it up', () => {
  test('refuses an element that is its own child', () => {
    const children: unknown[] = [];
    const circular = elementLike({ children });
    children.push(circular);
    expect(checkElement(circular)).toMatchObject({ error: { rule: 'tooDeep', at: 64 } });
  });

  test('refuses few objects that are two to the sixtieth elements', () => {
    let shared = elementLike({});
    for (let level = 0; level < 60; level += 1) shared = elementLike({ children: [shared, shared] });
    expect(checkElement(shared)).toMatchObject({ error: { rule: 'tooManyElements', at: 4_096 } });
  });

  test.each(['namespace', 'name', 'attributes', 'children'])('refuses a %s that throws when read', (property) => {
    const hostile = elementLike({});
    Object.defineProperty(hostile, property, {
      get: () => {
        throw new Error('no');
      },
    });
    expect(checkElement(hostile)).toMatchObject({ error: { rule: 'notAnElement' } });
  });

  test('refuses a proxy that was revoked, wherever it stands', () => {
    const revoked = (target: object): unknown => {
      const { proxy, revoke } = Proxy.revocable(target, {});
      revoke();
      return proxy;
    };
    const everywhere = [
      revoked({}),
      elementLike({ attributes: revoked(new Map()) }),
      elementLike({ children: revoked([]) }),
      elementLike({ children: [revoked({})] }),
    ];
    for (const hostile of everywhere) expect(checkElement(hostile)).toMatchObject({ error: { rule: 'notAnElement' } });
  });

  test('is not taken in by a Map that lies about its entries', () => {
    class LyingMap extends Map<string, string> {
      override *entries(): MapIterator<[string, string]> {
        for (;;) yield ['b', '\0'];
      }
      override [Symbol.iterator](): MapIterator<[string, string]> {
        return this.entries();
      }
    }
    expect(checkElement(elementLike({ attributes: new LyingMap([['c', '1']]) }))).toEqual(
      ok(element('', 'a', { c: '1' })),
    );
  });

  test('reads each property once, so that the second answer cannot be another', () => {
    const reads: string[] = [];
    const counting = new Proxy(elementLike({ children: ['x'] }) as object, {
      get: (target, key, receiver) => {
        reads.push(String(key));
        return Reflect.get(target, key, receiver) as unknown;
      },
    });
    expect(checkElement(counting).ok).toBe(true);
    expect(reads.toSorted()).toEqual(['attributes', 'children', 'name', 'namespace']);
  });

  test('takes nothing that its properties do by being called', () => {
    const children = Object.assign(['x'], {
      [Symbol.iterator]: () => {
        throw new Error('no');
      },
    });
    expect(checkElement(elementLike({ children }))).toEqual(ok(element('', 'a', {}, ['x'])));
  });

  test('counts by the limits it is given', () => {
    const tree = element('', 'a', {}, [element('', 'b')]);
    expect(checkElement(tree, { ...XML_LIMITS, elements: 1 })).toMatchObject({ error: { rule: 'tooManyElements' } });
  });
});
