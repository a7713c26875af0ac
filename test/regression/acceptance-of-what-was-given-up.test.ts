/**
 * Why this test? Romeo added video and took it back at once, while juliet added hers: she had given way to his, and he
 * met hers with nothing under way, so that he took it. She had no such offer any more, and he had a video call alone.
 */
import { describe, expect, test } from 'vitest';
import { expectAtRest, running, toldOfChanges } from '../support/changing.ts';
import type { RunningCall } from '../support/changing.ts';
import { engineOf, keyWith } from '../support/pair.ts';
import { JULIET, ROMEO } from '../support/parties.ts';
import type { ContentName } from '../../src/stanzas/identifiers.ts';

/** Romeo has said yes to what juliet has given up, and has not heard from her. */
async function tooLate(): Promise<RunningCall> {
  const call = await running({ both: { omemo: 'none' } });
  const { romeo, juliet, sessionId, advance } = call;
  romeo.manager.changes.addContents(keyWith(JULIET, sessionId), ['video']);
  await romeo.manager.settled();
  romeo.manager.changes.removeContent(keyWith(JULIET, sessionId), 'video' as ContentName);
  juliet.manager.changes.addContents(keyWith(ROMEO, sessionId), ['video']);
  await advance(1);
  romeo.manager.changes.acceptContents(keyWith(JULIET, sessionId));
  await romeo.manager.settled();
  expect(toldOfChanges(romeo).at(-1)).toBe('contentAccepted video');
  return call;
}

function expectAlike(call: RunningCall): void {
  expect(toldOfChanges(call.romeo).at(-1)).toBe('contentRemoved video by peer');
  // She had taken his, before she heard that he took it back.
  expect(toldOfChanges(call.juliet).at(-1)).toBe('contentRemoved video by peer');
  expect(engineOf(call.romeo).orders.at(-1)).toEqual({ order: 'removeContents', names: ['video'] });
  expectAtRest(call);
}

describe('contents that the peer does not offer any more', () => {
  test('leave the call again where they were taken, once it says so', async () => {
    const call = await tooLate();
    await call.settle();
    expectAlike(call);
  });

  test('do so in another process, too', async () => {
    const call = await tooLate();
    await call.romeo.restart();
    await call.settle();
    expectAlike(call);
  });

  test('do so while something else is offered, which goes on', async () => {
    const call = await tooLate();
    call.juliet.manager.changes.addContents(keyWith(ROMEO, call.sessionId), ['audio']);
    await call.settle();
    expect(toldOfChanges(call.romeo).slice(-2).sort()).toEqual([
      'contentOffered audio-2',
      'contentRemoved video by peer',
    ]);
    call.romeo.manager.changes.acceptContents(keyWith(JULIET, call.sessionId));
    await call.settle();
    expect(toldOfChanges(call.juliet).at(-1)).toBe('contentAccepted audio-2');
    expectAtRest(call);
  });

  test('are no news where the user has removed them meanwhile', async () => {
    const call = await tooLate();
    call.romeo.manager.changes.removeContent(keyWith(JULIET, call.sessionId), 'video' as ContentName);
    await call.settle();
    expect(toldOfChanges(call.romeo).slice(-2)).toEqual(['contentAccepted video', 'contentRemoved video by local']);
    expectAtRest(call);
  });

  test('end the call where nothing else is left of it', async () => {
    const call = await tooLate();
    call.romeo.manager.changes.removeContent(keyWith(JULIET, call.sessionId), 'audio' as ContentName);
    await call.settle();
    expect(toldOfChanges(call.romeo).at(-1)).toMatch(/^ended by \w+: success$/);
    expect(call.romeo.manager.stats()).toMatchObject({ calls: 0, timers: 0 });
  });
});
