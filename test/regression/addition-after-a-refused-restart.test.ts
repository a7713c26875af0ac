/**
 * Why this test? Juliet adds audio while romeo restarts ICE: she refuses the restart, and he takes the audio. The
 * stand-in engine had taken the restart back, and answered under its credentials: each end was in another ICE session.
 */
import { expect, test } from 'vitest';
import { candidatesGivenTo, expectAtRest, running, toldOfChanges } from '../support/changing.ts';
import { engineOf, keyWith } from '../support/pair.ts';
import { JULIET, ROMEO } from '../support/parties.ts';

test('contents that are taken after a restart was refused are in the ICE session that the call has', async () => {
  const call = await running();
  const { romeo, juliet, sessionId, advance } = call;
  juliet.manager.changes.addContents(keyWith(ROMEO, sessionId), ['audio']);
  romeo.manager.changes.restartIce(keyWith(JULIET, sessionId));
  await advance(1);
  romeo.manager.changes.acceptContents(keyWith(JULIET, sessionId));
  await call.settle();
  expect(toldOfChanges(juliet)).toEqual(['contentAccepted audio-2']);
  engineOf(romeo).gathered('audio', 1_001);
  engineOf(juliet).gathered('audio', 1_002);
  await call.settle();
  expect(candidatesGivenTo(juliet)).toEqual(['audio 1001']);
  expect(candidatesGivenTo(romeo)).toEqual(['audio 1002']);
  expectAtRest(call);
});
