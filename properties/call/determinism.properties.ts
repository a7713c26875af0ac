/** Nothing in a run is left to chance but keys: the same seeds and the same commands make the same run. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FUZZ_TIMEOUT_MS, fuzzing } from '../../test/support/fuzz.ts';
import { masked, observed } from '../../test/support/masked.ts';
import type { Command } from '../../test/support/stage.ts';
import { USUAL, createStage } from '../../test/support/stage.ts';
import { anyCommands, disturbedCall, disturbedChanges } from '../arbitraries/call-command.ts';

async function run(commands: readonly Command[]) {
  const stage = await createStage(USUAL);
  for (const command of commands) await stage.perform(command);
  await stage.end();
  const { pair } = stage;
  const journal = pair.journal.map(({ party, way, xml }) => `${party} ${way} ${masked(xml)}`);
  return { journal, parties: pair.parties.map((party) => observed(pair, party)) };
}

describe('a run', () => {
  test(
    'is the same each time, in every report, step and stanza, up to OMEMO key material',
    () =>
      fc.assert(
        fc.asyncProperty(fc.oneof(disturbedCall, disturbedChanges, anyCommands), async (commands) => {
          expect(await run(commands)).toEqual(await run(commands));
        }),
        fuzzing(50),
      ),
    FUZZ_TIMEOUT_MS,
  );
});
