/**
 * From a description to a word for the machine: what it says about media and about the device, before anything is
 * decrypted.
 */
import { describe, expect, test } from 'vitest';
import type { CallEvent } from '../../machines/events.ts';
import { classifyJingle, eventTypeOf, unreadEvent } from '../../src/call/classify.ts';
import type { DataPlane } from '../../src/call/data-plane.ts';
import { JINGLE_ACTIONS, readJingle } from '../../src/stanzas/jingle.ts';
import { childElements } from '../../src/xml/read.ts';
import { createPair, ring } from '../support/pair.ts';
import { JULIET, ROMEO, TYBALT } from '../support/parties.ts';
import { S1, accepted, sentDuring } from '../support/solo.ts';
import type { ContentParts } from '../support/stanzas.ts';
import { content, device, fingerprint, jingle, word } from '../support/stanzas.ts';
import type { Party } from '../support/world.ts';
import { parse } from '../support/world.ts';

const good = fingerprint(ROMEO.dtlsFingerprint);
const audio = (parts: Partial<ContentParts> = {}) => content({ fingerprints: good, ...parts });

/** The last event a party's machine was given. */
function lastEvent({ trace }: Party): CallEvent | undefined {
  const step = trace.findLast((entry) => entry.kind === 'step');
  return step?.kind === 'step' ? step.event : undefined;
}

describe('a session-initiate', () => {
  test.each([
    ['the proposed media', ['audio', 'video'], 'agreed'],
    ['the proposed media in another order', ['video', 'audio'], 'agreed'],
    ['less', ['audio'], 'other'],
    ['more', ['audio', 'video', 'audio'], 'other'],
    ['something else', ['audio', 'audio'], 'other'],
    ['nothing', [], 'other'],
  ])('with %s is about media that are agreed or other', async (_what, offered, media) => {
    const pair = await createPair({ both: { omemo: 'none' } });
    const sessionId = await ring(pair, ['audio', 'video']);
    pair.juliet.manager.accept({ peer: ROMEO.contact, sessionId });
    const contents = offered.map((kind, index) => audio({ name: `c${index}`, media: kind })).join('');
    pair.juliet.receive(jingle(ROMEO.account, JULIET.account, 'session-initiate', sessionId, contents));
    expect(lastEvent(pair.juliet)).toMatchObject({ type: 'peer.sessionInitiate', media });
  });

  test.each([
    ['one fingerprint', good, 'plain'],
    ['two', good + good, 'mixed'],
    ['none', '', 'none'],
  ])('with %s in its content is %j', async (_what, fingerprints, protection) => {
    const { juliet } = await accepted();
    juliet.receive(jingle(ROMEO.account, JULIET.account, 'session-initiate', S1, audio({ fingerprints })));
    expect(lastEvent(juliet)).toMatchObject({ protection });
  });
});

describe('a session-accept', () => {
  /** Romeo's call after a plain offer has left. */
  async function waiting() {
    const pair = await createPair({ both: { omemo: 'none' }, juliet: { wrapWire: () => ({ send: () => {} }) } });
    const sessionId = await ring(pair, ['audio', 'video']);
    pair.romeo.receive(word(JULIET.account, ROMEO.account, 'proceed', sessionId, device('2222')));
    await pair.romeo.manager.settled();
    return { ...pair, sessionId };
  }

  const theirs = fingerprint(JULIET.dtlsFingerprint, 'active');

  test.each([
    [
      'exactly the offered contents',
      [
        ['audio', 'audio'],
        ['video', 'video'],
      ],
      'agreed',
    ],
    [
      'them in another order',
      [
        ['video', 'video'],
        ['audio', 'audio'],
      ],
      'agreed',
    ],
    ['one of them', [['audio', 'audio']], 'other'],
    [
      'a third',
      [
        ['audio', 'audio'],
        ['video', 'video'],
        ['more', 'audio'],
      ],
      'other',
    ],
    [
      'another name',
      [
        ['audio', 'audio'],
        ['film', 'video'],
      ],
      'other',
    ],
    [
      'media exchanged',
      [
        ['audio', 'video'],
        ['video', 'audio'],
      ],
      'other',
    ],
  ])('with %s is about media that are agreed or other', async (_what, names, media) => {
    const { romeo, sessionId } = await waiting();
    const contents = names.map(([name, kind]) => content({ name: name!, media: kind!, fingerprints: theirs }));
    romeo.receive(jingle(JULIET.account, ROMEO.account, 'session-accept', sessionId, contents.join('')));
    expect(lastEvent(romeo)).toMatchObject({ type: 'peer.sessionAccept', media, device: 'unbound' });
  });

  test.each([
    ['our own', ROMEO.dtlsFingerprint],
    ['two', `${JULIET.dtlsFingerprint} ${TYBALT.dtlsFingerprint}`],
  ])('that names %s certificate is mixed', async (_whose, named) => {
    const { romeo, sessionId } = await waiting();
    const values = named.split(' ');
    const contents = ['audio', 'video'].map((name, index) =>
      content({ name, fingerprints: fingerprint(values[index] ?? values[0]!, 'active') }),
    );
    const stanza = jingle(JULIET.account, ROMEO.account, 'session-accept', sessionId, contents.join(''));
    const said = sentDuring(romeo, () => romeo.receive(stanza));
    expect(lastEvent(romeo)).toMatchObject({ protection: 'mixed' });
    expect(said).toContain('session-terminate security-error');
  });
});

describe('eventTypeOf', () => {
  test.each([...JINGLE_ACTIONS, 'unknown'] as const)('gives %s the type that reading it gives', (action) => {
    const stanza = parse(jingle(ROMEO.account, JULIET.account, action, S1));
    const read = readJingle(childElements(stanza)[0]!);
    if (!read.ok) throw new Error(read.error.kind);
    const call = { media: [], binding: undefined, engine: { local: undefined } } as unknown as DataPlane;
    const type = eventTypeOf(read.value.action);
    // One that has nothing in it may be malformed, whatever it is.
    expect([type, 'peer.malformed']).toContain(classifyJingle(call, read.value).event.type);
    expect(unreadEvent(read.value.action).type).toBe(type);
  });
});
