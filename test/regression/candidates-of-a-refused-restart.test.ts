/**
 * Why this test? Both restarted ICE at once. Romeo refused juliet's, and took the candidates that she had sent under it
 * for her answer to his: she had given it up, and answered under other credentials, so that no check came through.
 */
import { expect, test } from 'vitest';
import { candidatesGivenTo, expectAtRest, running, toldOfChanges } from '../support/changing.ts';
import { engineOf, keyWith } from '../support/pair.ts';
import { JULIET, ROMEO } from '../support/parties.ts';

test.each(['goes on', 'begins again'])(
  'candidates of a restart that was refused answer no other, where the process %s',
  async (how) => {
    const call = await running();
    const { romeo, juliet, sessionId } = call;
    juliet.manager.changes.restartIce(keyWith(ROMEO, sessionId));
    engineOf(juliet).gathered('audio', 1_001);
    romeo.manager.changes.restartIce(keyWith(JULIET, sessionId));
    await call.settle();
    expect(toldOfChanges(romeo)).toEqual([]);
    expect(toldOfChanges(juliet)).toEqual(['iceRestarted by peer']);
    if (how === 'begins again') await romeo.restart();
    engineOf(juliet).gathered('audio', 1_002);
    await call.settle();
    engineOf(romeo).gathered('audio', 1_003);
    await call.settle();
    expect(toldOfChanges(romeo)).toEqual(['iceRestarted by local']);
    expect(candidatesGivenTo(romeo)).toEqual(['audio 1002']);
    expect(candidatesGivenTo(juliet)).toEqual(['audio 1003']);
    expectAtRest(call);
  },
);
