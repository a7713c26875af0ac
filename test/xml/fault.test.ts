import { describe, expect, test } from 'vitest';
import { describeXmlFault, type XmlFaultRule, xmlFault } from '../../src/xml/fault.ts';
import { KIND_OF_RULE } from './rules.ts';

const rules = Object.keys(KIND_OF_RULE) as XmlFaultRule[];

describe('xmlFault', () => {
  test.each(rules)('puts %s under its kind', (rule) => {
    expect(xmlFault(rule, 7)).toEqual({ kind: KIND_OF_RULE[rule], at: 7, rule });
  });
});

describe('describeXmlFault', () => {
  test('says kind, place and rule', () => {
    expect(describeXmlFault(xmlFault('comment', 12))).toBe(
      'restricted XML at 12: a comment, which XMPP does not allow',
    );
  });

  test('has a sentence of its own for every rule', () => {
    const sentences = new Set(rules.map((rule) => describeXmlFault(xmlFault(rule, 0))));
    expect(sentences.size).toBe(rules.length);
  });
});
