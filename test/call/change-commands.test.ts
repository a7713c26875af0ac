/** What a user cannot change now, or not like that, is misuse, and changes nothing. */
import { expect, test } from 'vitest';
import type { ContentName } from '../../src/stanzas/identifiers.ts';
import { addContents, expectAtRest, offerContents, running, toldOfChanges } from '../support/changing.ts';
import { misuse } from '../support/misuse.ts';
import { keyWith } from '../support/pair.ts';
import { JULIET } from '../support/parties.ts';

test('nothing is not added', async () => {
  const call = await running();
  expect(misuse(() => call.romeo.manager.changes.addContents(keyWith(JULIET, call.sessionId), []))).toBe('badMedia');
  await call.settle();
  expect(toldOfChanges(call.romeo)).toEqual([]);
  expectAtRest(call);
});

test('a content is not removed while another is being added', async () => {
  const call = await running();
  const { romeo } = call;
  await addContents(call, 'romeo');
  await offerContents(call, 'romeo', ['audio']);
  const remove = (name: string) =>
    misuse(() => romeo.manager.changes.removeContent(keyWith(JULIET, call.sessionId), name as ContentName));
  expect([remove('video'), remove('screen')]).toEqual(['changing', 'noSuchContent']);
  await call.settle();
  expect(toldOfChanges(romeo)).toEqual(['contentAccepted video']);
});
