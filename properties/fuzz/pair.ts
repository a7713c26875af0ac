/** The target `pair`: two honest cores, and a network that loses, doubles and delays between them. */
import fc from 'fast-check';
import { expect } from 'vitest';
import type { BrokenPorts, Stage } from '../../test/support/stage.ts';
import { createStage } from '../../test/support/stage.ts';
import { expectAllTruths, expectOnlyRunningCalls } from '../../test/support/truths.ts';
import type { Party } from '../../test/support/world.ts';
import { honestCall, lossyNetwork } from '../arbitraries/call-command.ts';
import type { CoreRun } from './core.ts';
import { countRun, performBounded } from './staged.ts';
import type { Counts, Target } from './target.ts';

const policy = fc.constantFrom('opportunistic', 'expect', 'require');
const options: fc.Arbitrary<CoreRun['options']> = fc.record({
  acquaintance: fc.constantFrom('acquainted', 'new'),
  policies: fc.record({ romeo: policy, juliet: policy }),
});

/** @param broken  for tests of the fuzzing itself: how both cores are wrong */
export function createPairTarget(broken?: BrokenPorts): Target<CoreRun, CoreRun> {
  return {
    name: 'pair',
    sentence: 'whatever the network loses, doubles or delays: both ends of a call end up alike, in their deadlines',
    arbitrary: fc
      .tuple(options, lossyNetwork, honestCall)
      .map(([chosen, network, users]) => ({ options: chosen, commands: [...network, ...users] })),
    settle: (run) => run,
    check: (run, counts) => checkPair(run, counts, broken),
  };
}

async function checkPair(run: CoreRun, counts: Counts, broken: BrokenPorts | undefined): Promise<void> {
  const stage = await createStage(broken === undefined ? run.options : { ...run.options, broken });
  for (const command of run.commands) {
    await performBounded(stage, command, counts);
    if (command.do === 'wait') await stage.seeMedia('patient');
  }
  // Engines find nobody after a while. What that makes a core send may be lost again, and is found missing again.
  for (let look = 0; look < 2; look += 1) {
    await stage.seeMedia();
    await stage.rest();
  }
  expectOnlyRunningCalls(stage);
  expectAlike(stage);
  await stage.end();
  expectAllTruths(stage);
  countRun(stage, run.commands, counts);
}

/** Both have the same call, shown alike; or neither has any. */
function expectAlike({ pair: { romeo, juliet } }: Stage): void {
  const [ours, theirs] = [runningCalls(romeo), runningCalls(juliet)];
  expect(ours, 'D22 A5: both ends of a call end up alike').toEqual(theirs);
  expect(ours.length, 'I7: one call at most').toBeLessThanOrEqual(1);
}

/** The id of each call that is left, and what the user was told of it last. */
function runningCalls({ manager, reports }: Party): readonly string[] {
  return manager.calls().map(({ sessionId }) => {
    const told = reports.findLast((report) => report.kind === 'authentication' && report.sessionId === sessionId);
    return `${sessionId} ${told?.kind === 'authentication' ? told.verdict.state : 'not told'}`;
  });
}
