/** The same request gets the same answer; another one does not get somebody else's. */
import { describe, expect, test } from 'vitest';
import { ReplyMemory } from '../../src/call/replies.ts';
import type { StanzaId } from '../../src/stanzas/identifiers.ts';
import type { Iq } from '../../src/stanzas/stanza.ts';
import { element } from '../../src/xml/element.ts';
import { JULIET, ROMEO } from '../support/parties.ts';

const RESULT = element('jabber:client', 'iq', { type: 'result', id: 'q1' });

function request(id: string, text: string): Iq {
  const children = [element('urn:test', 'offer', {}, [text])];
  return { kind: 'iq', type: 'set', id: id as StanzaId, from: ROMEO.account, to: JULIET.account, children };
}

describe('ReplyMemory', () => {
  test('recalls the answer to the same id with the same content [RFC 6120 #8.2.3]', () => {
    const replies = new ReplyMemory();
    expect(replies.recall(request('q1', 'offer'))).toBeUndefined();
    replies.remember(request('q1', 'offer'), RESULT);
    expect(replies.recall(request('q1', 'offer'))).toBe(RESULT);
  });

  test.each([
    ['another id', request('q2', 'offer')],
    ['another content under the id', request('q1', 'another offer')],
    ['nothing in it', { ...request('q1', 'offer'), children: [] }],
  ])('has no answer to a request with %s', (_what, other) => {
    const replies = new ReplyMemory();
    replies.remember(request('q1', 'offer'), RESULT);
    expect(replies.recall(other)).toBeUndefined();
  });

  test('keeps the first one', () => {
    const replies = new ReplyMemory();
    replies.remember(request('q1', 'offer'), RESULT);
    replies.remember(request('q2', 'offer'), element('jabber:client', 'iq', { type: 'result', id: 'q2' }));
    expect(replies.recall(request('q1', 'offer'))).toBe(RESULT);
    expect(replies.recall(request('q2', 'offer'))).toBeUndefined();
  });
});
