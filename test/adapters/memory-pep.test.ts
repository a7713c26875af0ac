/** Nodes with one item each: their owner writes, everybody reads. */
import { describe, expect, test } from 'vitest';
import { createMemoryPep } from '../../src/adapters/memory-pep.ts';
import { bareOf } from '../../src/jid.ts';
import { writePubsubItemsRequest, writePubsubPublish } from '../../src/stanzas/pubsub.ts';
import type { XmlElement } from '../../src/xml/element.ts';
import { element } from '../../src/xml/element.ts';
import { JULIET, ROMEO } from '../support/parties.ts';
import { descendants } from '../support/hostile.ts';
import { summary } from '../support/story.ts';

const JULIETS = bareOf(JULIET.account);

function iq(type: string, payload: XmlElement | undefined): XmlElement {
  return element('jabber:client', 'iq', { type, id: 'p1', to: JULIETS }, [payload]);
}

function publishing(text: string): XmlElement {
  const payload = element('urn:test', 'note', {}, [text]);
  return iq('set', writePubsubPublish({ node: 'notes', item: { itemId: 'current', payload }, options: [] }));
}

const reading = (node = 'notes') => iq('get', writePubsubItemsRequest({ node, itemId: undefined, mostItems: 1 }));

function noteIn(answer: XmlElement | undefined): unknown {
  return answer === undefined ? undefined : descendants(answer).find(({ name }) => name === 'note')?.children[0];
}

describe('createMemoryPep', () => {
  test('keeps what the owner published last, for everybody [XEP-0060 #subscriber-retrieve]', () => {
    const pep = createMemoryPep();
    for (const text of ['first', 'second']) {
      expect(summary(pep.answer(JULIET.account, JULIETS, publishing(text))!)).toBe('ok');
    }
    expect(noteIn(pep.answer(ROMEO.account, JULIETS, reading()))).toBe('second');
  });

  test('has no node that nobody published, and none of another account', () => {
    const pep = createMemoryPep();
    pep.answer(JULIET.account, JULIETS, publishing('first'));
    expect(summary(pep.answer(ROMEO.account, JULIETS, reading('other'))!)).toBe('error item-not-found');
    expect(summary(pep.answer(JULIET.account, bareOf(ROMEO.account), reading())!)).toBe('error item-not-found');
  });

  test('lets nobody but the owner publish', () => {
    const pep = createMemoryPep();
    expect(summary(pep.answer(ROMEO.account, JULIETS, publishing('forged'))!)).toBe('error service-unavailable');
    expect(summary(pep.answer(ROMEO.account, JULIETS, reading())!)).toBe('error item-not-found');
  });

  test.each([
    ['nothing in it', 'get', undefined, 'error bad-request'],
    ['another question', 'get', element('urn:test', 'what'), 'error service-unavailable'],
    ['another order', 'set', element('urn:test', 'do'), 'error service-unavailable'],
  ])('refuses a request with %s', (_what, type, payload, said) => {
    expect(summary(createMemoryPep().answer(JULIET.account, JULIETS, iq(type, payload))!)).toBe(said);
  });

  test('does not answer answers', () => {
    const pep = createMemoryPep();
    for (const type of ['result', 'error']) {
      expect(pep.answer(JULIET.account, JULIETS, iq(type, undefined))).toBeUndefined();
    }
  });
});
