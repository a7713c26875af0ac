/**
 * Why this test? A stanza of 110,000 characters that declares one namespace of 60,000 and uses it in every second of
 * 4,000 elements was read, and became 120 million characters when the core wrote it out to compare a repeated request
 * with the first.
 */
import { expect, test } from 'vitest';
import { NS_CLIENT } from '../../src/xml/namespaces.ts';
import { parseXml } from '../../src/xml/parse.ts';

test('a namespace that would multiply a stanza is refused', () => {
  const inner = '<p:a><b/></p:a>'.repeat(2_000);
  const stanza = `<iq xmlns='u' xmlns:p='${'n'.repeat(60_000)}'>${inner}</iq>`;
  expect(parseXml(stanza, { defaultNamespace: NS_CLIENT })).toMatchObject({
    ok: false,
    error: { kind: 'limit', rule: 'namespaceTooLong' },
  });
});
