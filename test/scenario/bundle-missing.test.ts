/** Juliet announces a device whose keys cannot be had: there is no bundle, or none that can be used. */
import { expect, test } from 'vitest';
import type { Passing } from '../../src/adapters/memory-wire.ts';
import { textOf } from '../../src/xml/read.ts';
import { isBundle, meetForTheFirstTime } from '../support/first-meeting.ts';
import { told } from '../support/pair.ts';
import type { Tamper } from '../support/hostile.ts';
import { edit } from '../support/hostile.ts';
import { story } from '../support/story.ts';

const WITHOUT: readonly (readonly [string, Tamper])[] = [
  ['is not there', (passing) => (isBundle(passing) ? [withoutItems(passing)] : [passing])],
  ['has a forged signature', (passing) => (isBundle(passing) ? [withOtherSignature(passing)] : [passing])],
  ['has no prekeys', (passing) => (isBundle(passing) ? [without(passing, 'preKeyPublic')] : [passing])],
  ['is refused', (passing) => (isBundle(passing) ? [refused(passing)] : [passing])],
];

test.each(WITHOUT)(
  'a bundle that %s makes the call plain with its own cause, or ends it under expect',
  async (_what, tamper) => {
    const lenient = await meetForTheFirstTime('opportunistic', tamper);
    expect(told(lenient.romeo)).toEqual(['ringing', 'accepted', 'unauthenticated (noSession)']);
    expect(told(lenient.juliet)).toEqual(['incoming', 'accepted', 'unauthenticated (announcedNotUsed)']);
    const strict = await meetForTheFirstTime('expect', tamper);
    expect(told(strict.romeo)).toEqual(['ringing', 'ended by core: security-error']);
    expect(story(strict.delivered).join()).not.toContain('session-initiate');
  },
);

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
