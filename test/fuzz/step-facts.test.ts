/** The witness of real cores: it sees what keys and certificates were used, and a core that lies does not fool it. */
import { describe, expect, test } from 'vitest';
import { watchMoments } from '../../properties/machines/watch.ts';
import { readFound, FOUND_FOLDER } from '../../properties/fuzz/found.ts';
import type { CoreRun } from '../../properties/fuzz/core.ts';
import { MODEL_MONITORS } from '../../properties/monitors/ends.ts';
import type { Moment, StepFacts } from '../../properties/monitors/monitor.ts';
import { USUAL_CALL } from '../../properties/arbitraries/call-command.ts';
import { TYBALT } from '../support/parties.ts';
import { createStage, USUAL } from '../support/stage.ts';
import type { BrokenPorts, Command, Stage, Who } from '../support/stage.ts';
import { acknowledgedIn, witnessedCalls } from '../support/step-facts.ts';
import type { Owners } from '../support/step-facts.ts';
import { TAKES_ANY_KEY } from './faults.ts';

async function play(commands: readonly Command[], broken?: BrokenPorts): Promise<Stage> {
  const stage = await createStage(broken === undefined ? USUAL : { ...USUAL, broken });
  for (const command of commands) await stage.perform(command);
  await stage.end();
  return stage;
}

function ownersOf({ pair, attacker }: Stage): Owners {
  return new Map([
    ...pair.parties.map(({ omemo, dtlsFingerprint }) => [omemo!.ownIdentityKey, dtlsFingerprint] as const),
    [attacker.ownIdentityKey, TYBALT.dtlsFingerprint] as const,
  ]);
}

function witnessed(stage: Stage, who: Who, owners = ownersOf(stage)) {
  const { pair, notes } = stage;
  const party = pair[who];
  const taken = acknowledgedIn(pair.journal.filter((entry) => entry.party === party.account));
  return witnessedCalls({ party, taken, notes: notes[who], owners });
}

describe('the witness', () => {
  test('sees each description encrypted, decrypted and applied, in the step it was', async () => {
    const stage = await play(USUAL_CALL);
    const { romeo, juliet } = stage.pair;
    const of = (who: Who) => witnessed(stage, who).flatMap(({ moments }) => moments.flatMap(factsIn));
    const named = ({ account, omemo }: typeof romeo) =>
      `device ${omemo!.ownDevice.deviceId} of ${account.split('/')[0]} with ${omemo!.ownIdentityKey}`;
    const appliedOf = (other: typeof romeo) =>
      expect.objectContaining({ device: named(other), protection: 'encrypted' }) as object;
    expect(of('romeo')).toEqual([
      { encryptedTo: named(juliet) },
      { decryptedFrom: named(juliet), applied: appliedOf(juliet) },
    ]);
    expect(of('juliet')).toEqual([
      { decryptedFrom: named(romeo), applied: appliedOf(romeo) },
      { encryptedTo: named(romeo) },
    ]);
  });

  test('I4: sees that a certificate is another device’s than the one that encrypted it', async () => {
    const stage = await play(USUAL_CALL);
    const othersOwn = new Map([[stage.pair.juliet.omemo!.ownIdentityKey, TYBALT.dtlsFingerprint]]);
    const [call] = witnessed(stage, 'romeo', othersOwn);
    expect(watchMoments(MODEL_MONITORS, call!.start, call!.moments)).toMatchObject({ rule: 'I4' });
  });

  test('I1 I2: sees through an OMEMO that passes off one key as another', async () => {
    const [run] = readFound(FOUND_FOLDER).filter(({ found }) => found.shows.startsWith('an OMEMO that decrypts'));
    const { commands } = run!.found.run as CoreRun;
    const findings = async (broken?: BrokenPorts) => {
      const calls = witnessed(await play(commands, broken), 'romeo');
      return MODEL_MONITORS.flatMap((monitor) =>
        calls.flatMap(({ start, moments }) => watchMoments([monitor], start, moments)?.rule ?? []),
      );
    };
    expect(await findings()).toEqual([]);
    expect(await findings(TAKES_ANY_KEY)).toEqual(['I1', 'I2', 'I4']);
  });
});

function factsIn(moment: Moment): readonly StepFacts[] {
  const { facts = {} } = moment.kind === 'start' ? {} : moment;
  return Object.keys(facts).length === 0 ? [] : [facts];
}
