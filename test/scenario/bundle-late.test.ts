/** The bundle of Juliet's device comes late, or from somebody else. */
import { expect, test } from 'vitest';
import type { Passing } from '../../src/adapters/memory-wire.ts';
import { isBundle, meetForTheFirstTime } from '../support/first-meeting.ts';
import { withAttributes } from '../support/hostile.ts';
import { told } from '../support/pair.ts';
import { TYBALT } from '../support/parties.ts';

test('a bundle that comes late is not waited for longer than its deadline, and changes nothing any more', async () => {
  let held: Passing | undefined;
  const pair = await meetForTheFirstTime('opportunistic', (passing) => {
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
  const pair = await meetForTheFirstTime('expect', (passing) => {
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
  const pair = await meetForTheFirstTime('opportunistic', (passing) => {
    if (!isBundle(passing)) return [passing];
    const from = TYBALT.contact;
    return [{ ...passing, from, stanza: withAttributes(passing.stanza, { from }) }];
  });
  await pair.advance(10_010);
  await pair.settle();
  expect(told(pair.romeo)).toEqual(['ringing', 'accepted', 'unauthenticated (noSession)']);
});
