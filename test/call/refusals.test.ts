/** Errors say their condition and nothing else. */
import { describe, expect, test } from 'vitest';
import type { Refusal } from '../../machines/effects.ts';
import { errorOf } from '../../src/call/refusals.ts';
import { writeStanzaError } from '../../src/stanzas/stanza.ts';
import { serializeXml } from '../../src/xml/serialize.ts';

const STANZAS = 'urn:ietf:params:xml:ns:xmpp-stanzas';
const JINGLE = 'urn:xmpp:jingle:errors:1';

describe('errorOf', () => {
  test.each<[Refusal, string]>([
    ['bad-request', `<error type="modify"><bad-request xmlns="${STANZAS}"/></error>`],
    ['feature-not-implemented', `<error type="cancel"><feature-not-implemented xmlns="${STANZAS}"/></error>`],
    [
      'out-of-order',
      `<error type="wait"><unexpected-request xmlns="${STANZAS}"/><out-of-order xmlns="${JINGLE}"/></error>`,
    ],
    ['tie-break', `<error type="cancel"><conflict xmlns="${STANZAS}"/><tie-break xmlns="${JINGLE}"/></error>`],
    [
      'unknown-session',
      `<error type="cancel"><item-not-found xmlns="${STANZAS}"/><unknown-session xmlns="${JINGLE}"/></error>`,
    ],
    [
      'unsupported-info',
      `<error type="modify"><feature-not-implemented xmlns="${STANZAS}"/><unsupported-info xmlns="${JINGLE}"/></error>`,
    ],
  ])('writes %s as specified [XEP-0166 #errors]', (condition, xml) => {
    expect(serializeXml(writeStanzaError(errorOf(condition)), 'jabber:client')).toBe(xml);
  });
});
