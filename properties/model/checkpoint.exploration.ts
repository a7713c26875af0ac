/** An exploration that is stopped and gone on with finds what one finds that is not. */
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import { createSystem, Explorer } from './explorer.ts';
import { CALL_WITNESSES } from './features.ts';
import { certificateIsOfThisCall } from './joint.ts';
import { tellStory } from './story.ts';
import { KNOWLEDGE, lossy, SETTINGS } from './systems.ts';

const QUESTIONS = { invariants: [certificateIsOfThisCall], witnesses: CALL_WITNESSES };
const SYSTEMS = {
  'two calls, a server that knows everything': () =>
    createSystem(SETTINGS['two-calls']({ policy: 'require', callees: 1 }), KNOWLEDGE),
  'one call, two messages under way': () =>
    createSystem(SETTINGS['one-call']({ policy: 'require', callees: 1 }), lossy(2)),
};

function scratchFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'exploration-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'a', 'checkpoint');
}

function outcome(explorer: Explorer) {
  const { states, transitions, terminals, violations, witnesses, system } = explorer;
  const told = [...violations.values(), ...witnesses.values()].map((found) => tellStory(found, system));
  return { states, transitions, terminals, told };
}

describe.each(Object.entries(SYSTEMS))('an exploration of %s', (_, create) => {
  test('finds the same, however often it is stopped and read from a file', () => {
    const whole = outcome(new Explorer(create(), QUESTIONS).finish());
    const file = scratchFile();
    let explorer = new Explorer(create(), QUESTIONS);
    for (const most of [1, 7, 500, 3_000, 9_000]) {
      explorer.run(most);
      writeCheckpoint(file, 'these machines', { most }, explorer.save());
      const read = readCheckpoint(file, 'these machines');
      if (!read.ok) throw new Error(read.error);
      expect(read.value.options).toEqual({ most });
      explorer = new Explorer(create(), QUESTIONS).restore(read.value.saved);
    }
    expect(outcome(explorer.finish())).toEqual(whole);
  });
});

describe('readCheckpoint', () => {
  const write = (): string => {
    const file = scratchFile();
    const explorer = new Explorer(SYSTEMS['one call, two messages under way'](), QUESTIONS);
    explorer.run(100);
    writeCheckpoint(file, 'these machines', {}, explorer.save());
    return file;
  };

  test.each([
    ['missing', (file: string) => rmSync(file)],
    ['damaged', (file: string) => truncateSync(file, readFileSync(file).length - 4)],
    ['notACheckpoint', (file: string) => writeFileSync(file, '{"format":"something else"}\n')],
    ['notACheckpoint', (file: string) => writeFileSync(file, 'x'.repeat(100_000))],
    ['notACheckpoint', (file: string) => writeFileSync(file, '')],
  ])('says what is wrong: %s', (fault, spoil) => {
    const file = write();
    spoil(file);
    expect(readCheckpoint(file, 'these machines')).toEqual({ ok: false, error: fault });
  });

  test('refuses one that was made with other machines', () => {
    expect(readCheckpoint(write(), 'other machines')).toEqual({ ok: false, error: 'otherModel' });
  });
});
