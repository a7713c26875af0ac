/**
 * A client that knows nothing of the draft: no device, plain XEP-0320. A plain call has to work, in both directions.
 */
import { expect, test } from 'vitest';
import { connect, createPair, keyWith, told } from '../support/pair.ts';
import { JULIET } from '../support/parties.ts';
import { story } from '../support/story.ts';

test('as callee: the call is plain, and notAnnounced is told', async () => {
  const pair = await createPair({ juliet: { omemo: 'none' } });
  const sessionId = await connect(pair, ['audio', 'video']);
  pair.romeo.manager.hangUp(keyWith(JULIET, sessionId));
  await pair.settle();
  expect(story(pair.delivered)).toEqual([
    'romeo > juliet: propose audio video',
    'juliet > romeo: ringing',
    'juliet > romeo: proceed',
    'romeo > juliet: session-initiate audio:plain video:plain',
    'juliet > romeo: ok',
    'juliet > romeo: session-accept audio:plain video:plain',
    'romeo > juliet: ok',
    'romeo > juliet: session-terminate success',
    'romeo > juliet: finish success',
    'juliet > romeo: ok',
    'juliet > romeo: finish success',
  ]);
  expect(told(pair.romeo)).toEqual([
    'ringing',
    'accepted',
    'unauthenticated (notAnnounced)',
    'connected',
    'ended by local: success',
  ]);
  expect(told(pair.juliet)).toContain('unauthenticated (disabled)');
});

test('as caller: the call is plain, and announcedNotUsed is told', async () => {
  const pair = await createPair({ romeo: { omemo: 'none' } });
  await connect(pair);
  expect(told(pair.juliet)).toEqual(['incoming', 'accepted', 'unauthenticated (announcedNotUsed)', 'connected']);
  expect(told(pair.romeo)).toEqual(['ringing', 'accepted', 'unauthenticated (disabled)', 'connected']);
});

test.each(['require'] as const)('under %s there is no call with it', async (policy) => {
  const asCallee = await createPair({ juliet: { omemo: 'none' }, romeo: { policy } });
  const { sessionId } = asCallee.romeo.manager.placeCall({ to: asCallee.juliet.contact, media: ['audio'] });
  await asCallee.settle();
  asCallee.juliet.manager.accept(keyWith(asCallee.romeo, sessionId));
  await asCallee.settle();
  expect(told(asCallee.romeo)).toEqual(['ringing', 'ended by core: security-error']);
});
