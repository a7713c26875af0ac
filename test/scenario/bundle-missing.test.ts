/** Juliet announces a device whose keys cannot be had: no bundle, a late one, somebody else's, a broken one. */
import { expect, test } from 'vitest';
import type { Passing } from '../../src/adapters/memory-wire.ts';
import { textOf } from '../../src/xml/read.ts';
import { answer, createPair, told } from '../support/pair.ts';
import type { Tamper } from '../support/hostile.ts';
import { descendants, edit } from '../support/hostile.ts';
import { story } from '../support/story.ts';

/** The answer to the request for juliet's bundle. */
function isBundle({ stanza, to }: Passing): boolean {
  return to.startsWith('romeo') && descendants(stanza).some(({ name }) => name === 'bundle');
}

async function strangers(policy: 'expect' | 'opportunistic', tamper: Tamper) {
  const pair = await createPair({ both: { omemo: 'new' }, romeo: { policy }, tamper });
  for (const { manager } of [pair.romeo, pair.juliet]) manager.start();
  await pair.settle();
  await answer(pair);
  return pair;
}

const WITHOUT: readonly (readonly [string, Tamper])[] = [
  ['is not there', (passing) => (isBundle(passing) ? [withoutItems(passing)] : [passing])],
  ['has a forged signature', (passing) => (isBundle(passing) ? [withOtherSignature(passing)] : [passing])],
  ['has no prekeys', (passing) => (isBundle(passing) ? [without(passing, 'preKeyPublic')] : [passing])],
  ['is refused', (passing) => (isBundle(passing) ? [refused(passing)] : [passing])],
];

test.each(WITHOUT)(
  'a bundle that %s makes the call plain with its own cause, or ends it under expect',
  async (_what, tamper) => {
    const lenient = await strangers('opportunistic', tamper);
    expect(told(lenient.romeo)).toEqual(['ringing', 'accepted', 'unauthenticated (noSession)']);
    expect(told(lenient.juliet)).toEqual(['incoming', 'accepted', 'unauthenticated (announcedNotUsed)']);
    const strict = await strangers('expect', tamper);
    expect(told(strict.romeo)).toEqual(['ringing', 'ended by core: security-error']);
    expect(story(strict.delivered).join()).not.toContain('session-initiate');
  },
);

test('a bundle that comes late is not waited for longer than its deadline, and changes nothing any more', async () => {
  let held: Passing | undefined;
  const pair = await strangers('opportunistic', (passing) => {
    if (!isBundle(passing)) return [passing];
    held = passing;
    return [];
  });
  await pair.advance(9_990);
  expect(told(pair.romeo)).toEqual(['ringing']);
  await pair.advance(20);
  await pair.settle();
  expect(told(pair.romeo)).toEqual(['ringing', 'accepted', 'unauthenticated (noSession)']);
  pair.romeo.receive(held!.stanza);
  await pair.settle();
  expect(told(pair.romeo)).toEqual(['ringing', 'accepted', 'unauthenticated (noSession)']);
  expect(pair.romeo.manager.stats().pending).toBe(0);
});

test('a bundle that comes just in time is used', async () => {
  let held: Passing | undefined;
  const pair = await strangers('expect', (passing) => {
    if (!isBundle(passing)) return [passing];
    held = passing;
    return [];
  });
  await pair.advance(9_990);
  pair.romeo.receive(held!.stanza);
  await pair.settle();
  expect(told(pair.romeo)).toEqual(['ringing', 'accepted', 'authenticated (blind)']);
});

test('a bundle of anybody but the contact’s account is not the answer', async () => {
  const pair = await strangers('opportunistic', (passing) => {
    if (!isBundle(passing)) return [passing];
    const from = 'tybalt@capulet.example' as typeof passing.from;
    return [
      {
        ...passing,
        from,
        stanza: { ...passing.stanza, attributes: new Map([...passing.stanza.attributes, ['from', from]]) },
      },
    ];
  });
  await pair.advance(10_010);
  await pair.settle();
  expect(told(pair.romeo)).toEqual(['ringing', 'accepted', 'unauthenticated (noSession)']);
});

function without(passing: Passing, name: string): Passing {
  return { ...passing, stanza: edit(passing.stanza, (found) => (found.name === name ? undefined : found)) };
}

function withoutItems(passing: Passing): Passing {
  return without(passing, 'item');
}

function withOtherSignature(passing: Passing): Passing {
  const stanza = edit(passing.stanza, (found) => {
    if (found.name !== 'signedPreKeySignature') return found;
    const text = textOf(found) ?? '';
    return { ...found, children: [text.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))] };
  });
  return { ...passing, stanza };
}

function refused(passing: Passing): Passing {
  const attributes = new Map([...passing.stanza.attributes, ['type', 'error']]);
  return { ...passing, stanza: { ...passing.stanza, attributes, children: [] } };
}
