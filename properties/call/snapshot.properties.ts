/**
 * A process that ends, and another that goes on with what a snapshot and the OMEMO store hold: nobody outside can tell,
 * wherever it happens and whatever anybody does. Commands are those of the other properties of whole calls.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_DEADLINES } from '../../src/call/deadlines.ts';
import type { Deadlines } from '../../src/call/deadlines.ts';
import { FUZZ_TIMEOUT_MS, fuzzing } from '../../test/support/fuzz.ts';
import { masked, observed } from '../../test/support/masked.ts';
import type { Command, Stage, StageOptions, Who } from '../../test/support/stage.ts';
import { createStage, USUAL } from '../../test/support/stage.ts';
import { expectAllTruths } from '../../test/support/truths.ts';
import { anyCommands, disturbedCall, disturbedChanges, USUAL_CALL } from '../arbitraries/call-command.ts';

/** The end of a process, before the command of that number. */
interface Restart {
  readonly before: number;
  readonly who: Who;
}

const restarts = fc.array(fc.record({ before: fc.nat(32), who: fc.constantFrom<Who[]>('romeo', 'juliet') }), {
  minLength: 1,
  maxLength: 6,
});

/** Stanzas arrive at whole milliseconds. Whether they come before a deadline of that moment is nobody's promise. */
const OFF_THE_BEAT = Object.fromEntries(
  Object.entries(DEFAULT_DEADLINES).map(([name, durationMs]: [string, number]) => [name, durationMs + 0.5]),
) as unknown as Deadlines;

const stages: fc.Arbitrary<StageOptions> = fc.record({
  acquaintance: fc.constantFrom('acquainted', 'new'),
  policies: fc.record({
    romeo: fc.constantFrom('opportunistic', 'expect', 'require'),
    juliet: fc.constantFrom('opportunistic', 'expect', 'require'),
  }),
  deadlines: fc.constant(OFF_THE_BEAT),
});

/** At a restart the process ends, or only the snapshot is taken: both wait for the same moment. */
async function play(
  options: StageOptions,
  commands: readonly Command[],
  when: readonly Restart[],
  restart: (stage: Stage, who: Who) => Promise<void>,
): Promise<Stage> {
  const stage = await createStage(options);
  for (const [index, command] of [...commands, undefined].entries()) {
    const isLast = command === undefined;
    for (const { before, who } of when) {
      if (before !== index && !(isLast && before > index)) continue;
      // A process takes its time to begin: what the other core has under way would go on meanwhile, in one run only.
      for (const { manager } of stage.pair.parties) await manager.settled();
      await restart(stage, who);
    }
    if (command !== undefined) await stage.perform(command);
  }
  await stage.end();
  return stage;
}

async function endProcess({ pair }: Stage, who: Who): Promise<void> {
  const text = await pair[who].restart();
  const again = JSON.stringify(await pair[who].manager.snapshot());
  expect(again, 'what was restored is what was written').toBe(text);
}

async function takeSnapshot({ pair }: Stage, who: Who): Promise<void> {
  await pair[who].manager.snapshot();
}

function observedOn({ pair }: Stage) {
  const journal = pair.journal.map(({ party, way, xml }) => `${party} ${way} ${masked(xml)}`);
  return { journal, parties: pair.parties.map((party) => observed(pair, party)) };
}

describe('a process that ends', () => {
  test(
    'D22: goes on in another as it would have gone on, in every report, step and stanza, up to OMEMO key material',
    () =>
      fc.assert(
        fc.asyncProperty(
          stages,
          fc.oneof(disturbedCall, disturbedChanges, anyCommands),
          restarts,
          async (options, commands, when) => {
            const restarted = await play(options, commands, when, endProcess);
            const undisturbed = await play(options, commands, when, takeSnapshot);
            expect(observedOn(restarted)).toEqual(observedOn(undisturbed));
            expectAllTruths(restarted);
          },
        ),
        fuzzing(60),
      ),
    FUZZ_TIMEOUT_MS,
  );

  test('D22: does so at every step of a usual call, on either side', async () => {
    const options = { ...USUAL, deadlines: OFF_THE_BEAT };
    const undisturbed = observedOn(await play(options, USUAL_CALL, [], takeSnapshot));
    for (let before = 0; before <= USUAL_CALL.length; before += 1) {
      for (const who of ['romeo', 'juliet'] as const) {
        const stage = await play(options, USUAL_CALL, [{ before, who }], endProcess);
        expect(observedOn(stage), `${who} before ${before}`).toEqual(undisturbed);
      }
    }
  });
});
