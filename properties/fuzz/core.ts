/** The target `core`: users, engines, time, streams and a hostile server, against whole cores. */
import fc from 'fast-check';
import type { BrokenPorts, Command, StageOptions } from '../../test/support/stage.ts';
import { createStage } from '../../test/support/stage.ts';
import { expectAllTruths, expectOnlyRunningCalls } from '../../test/support/truths.ts';
import { anyCommands, disturbedCall, disturbedChanges, floodedCall } from '../arbitraries/call-command.ts';
import { countRun, performBounded } from './staged.ts';
import type { Counts, Target } from './target.ts';

export interface CoreRun {
  readonly options: Omit<StageOptions, 'broken' | 'deadlines'>;
  readonly commands: readonly Command[];
}

const policy = fc.constantFrom('opportunistic', 'opportunistic', 'expect', 'require');
const options: fc.Arbitrary<CoreRun['options']> = fc.record({
  acquaintance: fc.constantFrom('acquainted', 'acquainted', 'acquainted', 'new'),
  policies: fc.record({ romeo: policy, juliet: policy }),
});

/** In a calm call hostile stanzas get the deepest; a flood has the most of them. */
const commands = fc.oneof(
  { arbitrary: disturbedCall, weight: 1 },
  { arbitrary: disturbedChanges, weight: 1 },
  { arbitrary: anyCommands, weight: 1 },
  { arbitrary: floodedCall, weight: 2 },
);

/** @param broken  for tests of the fuzzing itself: how both cores are wrong */
export function createCoreTarget(broken?: BrokenPorts): Target<CoreRun, CoreRun> {
  return {
    name: 'core',
    sentence: 'whatever anybody sends: nothing throws, each request is answered once, and every promise is kept',
    arbitrary: fc.record({ options, commands }),
    settle: (run) => run,
    check: (run, counts) => checkCore(run, counts, broken),
  };
}

async function checkCore(run: CoreRun, counts: Counts, broken: BrokenPorts | undefined): Promise<void> {
  const stage = await createStage(broken === undefined ? run.options : { ...run.options, broken });
  for (const command of run.commands) await performBounded(stage, command, counts);
  await stage.rest();
  expectOnlyRunningCalls(stage);
  await stage.end();
  expectAllTruths(stage);
  countRun(stage, run.commands, counts);
}
