/**
 * What exploring and fuzzing find is looked at while it is still wrong. So here it is: a caller that takes an answer in
 * the clear after an encrypted offer. Nothing else is made up: explorer, fuzzer and cores are the real ones.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { runCampaign } from '../../properties/fuzz/campaign.ts';
import { writeFound } from '../../properties/fuzz/found.ts';
import type { TargetName } from '../../properties/fuzz/target.ts';
import { createTarget } from '../../properties/fuzz/targets.ts';
import { asMessages } from '../../properties/inspect/as-messages.ts';
import { createSystem, Explorer } from '../../properties/model/explorer.ts';
import { oneCalleeDevice } from '../../properties/model/joint.ts';
import { storyOf } from '../../properties/model/story.ts';
import { KNOWLEDGE, SETTINGS } from '../../properties/model/systems.ts';
import type { InspectMessage } from '../../src/inspect/message.ts';
import { valueOf } from '../omemo/value-of.ts';

interface Answer {
  readonly protection: string;
  readonly media: string;
}

vi.mock('../../machines/caller.machine.ts', async (original) => {
  const { callerMachine, ...rest } = await original<typeof import('../../machines/caller.machine.ts')>();
  const isPlainAnswerToPlain = (_: unknown, { protection, media }: Answer) =>
    protection === 'plain' && media === 'agreed';
  return { ...rest, callerMachine: callerMachine.provide({ guards: { isPlainAnswerToPlain } }) };
});

const folder = mkdtempSync(join(tmpdir(), 'found-broken-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function messagesOf(text: string): Promise<readonly InspectMessage[]> {
  return valueOf((await asMessages(text))!);
}

function notesIn(messages: readonly InspectMessage[]): readonly string[] {
  return messages.flatMap((message) => ('note' in message && message.tone === 'bad' ? [message.note] : []));
}

test('a counterexample of the explorer is played to the broken rule', async () => {
  const setting = SETTINGS['one-call']({ policy: 'opportunistic', callees: 1 });
  const asked = { invariants: [oneCalleeDevice], witnesses: {} };
  const { violations, system } = new Explorer(createSystem(setting, KNOWLEDGE), asked).finish();
  const [found] = violations.values();
  const messages = await messagesOf(JSON.stringify(storyOf(found!, system)));
  expect(messages[0]).toEqual({ note: 'I1: a plain certificate is applied after an encrypted offer' });
  expect(messages).toContainEqual({
    stanza: expect.objectContaining({ says: 'session-accept', forged: true }) as unknown,
  });
  expect(messages.at(-1)).toMatchObject({ party: 'A', trace: { kind: 'changesStart' } });
  expect(notesIn(messages)).toEqual([]);
});

/** Fuzzes until it is found, and reads what was written of it. */
async function fuzzed(name: TargetName, seed: number): Promise<readonly InspectMessage[]> {
  const campaign = {
    targets: [createTarget(name)],
    seed,
    shard: { index: 1, of: 1 },
    runs: 1_000,
    isOver: () => false,
  };
  const { finding } = await runCampaign(campaign);
  if (finding === undefined) throw new Error('nothing was found');
  return messagesOf(
    readFileSync(writeFound(folder, { target: name, shows: finding.because, run: finding.run }), 'utf8'),
  );
}

test('what fuzzing finds in whole cores is done to its end, with what is wrong where it goes wrong', async () => {
  const messages = await fuzzed('core', 14);
  const notes = notesIn(messages);
  expect(notes[0]).toMatch(/^the trace of romeo@montague\.example\/orchard, \w+: /);
  expect(notes.at(-1)).toBe(`Broken: ${notes[0]}`);
  const wrong = messages.findIndex((message) => 'note' in message && message.note === notes[0]);
  // What comes of it is shown as well.
  expect(messages.slice(wrong + 1, -1).filter((message) => 'trace' in message).length).toBeGreaterThan(0);
});

test('what fuzzing finds in a machine is done again', async () => {
  const messages = await fuzzed('machines', 3);
  expect(messages.filter((message) => 'trace' in message).length).toBeGreaterThan(2);
  expect(notesIn(messages)).toEqual([expect.stringMatching(/^Broken: \w+: /)]);
});
