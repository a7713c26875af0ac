/**
 * Anybody sends anything to a running pair, at any time: the rules that hold whatever happens. What is checked is in
 * test/support/truths.ts, each under its rule.
 */
import fc from 'fast-check';
import { describe, test } from 'vitest';
import type { Command, StageOptions } from '../../test/support/stage.ts';
import { createStage } from '../../test/support/stage.ts';
import { FUZZ_TIMEOUT_MS, fuzzing } from '../../test/support/fuzz.ts';
import { expectAllTruths, expectBounded, expectOnlyRunningCalls } from '../../test/support/truths.ts';
import { anyCommands, disturbedCall } from '../arbitraries/call-command.ts';

const policy = fc.constantFrom('opportunistic', 'opportunistic', 'expect', 'require');
const options: fc.Arbitrary<StageOptions> = fc.record({
  acquaintance: fc.constantFrom('acquainted', 'acquainted', 'acquainted', 'new'),
  policies: fc.record({ romeo: policy, juliet: policy }),
});

async function run(stageOptions: StageOptions, commands: readonly Command[]): Promise<void> {
  const stage = await createStage(stageOptions);
  for (const command of commands) {
    await stage.perform(command);
    for (const party of stage.pair.parties) expectBounded(party);
  }
  await stage.rest();
  expectOnlyRunningCalls(stage);
  await stage.end();
  expectAllTruths(stage);
}

describe('any stanza at any time', () => {
  test(
    'A1-A5 B11 C16 D20 D22 E27: a usual call that anybody disturbs keeps all its promises',
    () => fc.assert(fc.asyncProperty(options, disturbedCall, run), fuzzing(150)),
    FUZZ_TIMEOUT_MS,
  );

  test(
    'A1-A5 B11 C16 D20 D22 E27: so does anything that users, engines and others do in any order',
    () => fc.assert(fc.asyncProperty(options, anyCommands, run), fuzzing(150)),
    FUZZ_TIMEOUT_MS,
  );
});
