/**
 * Why this test? Juliet took two contents and removed one of them again, while romeo took back both. What he took back
 * named one that she had no more, and so she refused it all: she kept the other one, and he had none.
 */
import { expect, test } from 'vitest';
import { expectAtRest, running, sentSince, takenBy, toldOfChanges } from '../support/changing.ts';
import { engineOf, keyWith } from '../support/pair.ts';
import { JULIET, ROMEO } from '../support/parties.ts';
import type { ContentName } from '../../src/stanzas/identifiers.ts';

test('a removal takes what is there, though it names what is gone already', async () => {
  const call = await running({ both: { omemo: 'none' } });
  const { romeo, juliet, sessionId } = call;
  const [ofRomeo, ofJuliet] = [keyWith(JULIET, sessionId), keyWith(ROMEO, sessionId)];
  const video = 'video' as ContentName;
  romeo.manager.changes.addContents(ofRomeo, ['audio', 'video']);
  await call.settle();
  const before = romeo.sent.length;
  juliet.manager.changes.acceptContents(ofJuliet);
  await juliet.manager.settled();
  romeo.manager.changes.removeContent(ofRomeo, video);
  juliet.manager.changes.removeContent(ofJuliet, video);
  await call.settle();
  expect(sentSince(romeo, before)[0]).toBe('content-remove audio-2 video cancel');
  expect(toldOfChanges(juliet).slice(-2)).toEqual(['contentRemoved video by local', 'contentRemoved audio-2 by peer']);
  expect(engineOf(juliet).orders.at(-1)).toEqual({ order: 'removeContents', names: ['audio-2'] });
  expect(takenBy(romeo)).toEqual([`audio ${JULIET.dtlsFingerprint}`]);
  expectAtRest(call);
});
