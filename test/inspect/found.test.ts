/** What exploring and fuzzing leave as files opens in the inspector: done once more, and followed by the tables. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FOUND_FOLDER, readFound } from '../../properties/fuzz/found.ts';
import { asMessages, linesOf } from '../../properties/inspect/as-messages.ts';
import { SETTINGS } from '../../properties/model/systems.ts';
import { readLines } from '../../src/inspect/read-lines.ts';
import { Timeline } from '../../src/inspect/timeline.ts';
import { valueOf } from '../omemo/value-of.ts';

async function timelineOf(text: string): Promise<Timeline> {
  const messages = await asMessages(text);
  if (messages === undefined) throw new Error('not known as a file of ours');
  const timeline = new Timeline();
  for (const message of valueOf(readLines(linesOf(valueOf(messages))))) timeline.add(message);
  return timeline;
}

describe('a file that', () => {
  const oneOfEach = new Map(readFound(FOUND_FOLDER).map(({ name, found }) => [found.target, { name, found }]));

  test.each([...oneOfEach.values()])('fuzzing has left shows what happened: $name', async ({ name, found }) => {
    const timeline = await timelineOf(readFileSync(join(FOUND_FOLDER, name), 'utf8'));
    expect(timeline.happenings[0]).toMatchObject({ kind: 'deed', words: found.shows });
    const steps = timeline.happenings.filter((each) => each.kind === 'step');
    expect(steps.length).toBeGreaterThan(0);
    expect(steps.filter((each) => each.kind === 'step' && each.fault !== undefined)).toEqual([]);
  });

  test('exploring has left is played with real cores', async () => {
    const setting = SETTINGS['one-call']({ policy: 'opportunistic', callees: 1 });
    const steps = [
      { at: 'A', call: 1, does: 'places the call' },
      { at: 'A', call: 1, does: 'local.hangUp' },
    ];
    const story = { format: 'omemo-calls/story', version: 1, shows: 'a call given up', setting, steps };
    const timeline = await timelineOf(JSON.stringify(story));
    expect(timeline.actors.map(({ party, machine }) => `${party} ${machine}`)).toEqual(['A caller']);
    expect([...timeline.stateAt(99).values()].map(({ state }) => state)).toEqual(['ended']);
  });

  test('is none of these is left to the command, and one that cannot be played says so', async () => {
    expect(await asMessages('{"kind":"start"}')).toBeUndefined();
    expect(await asMessages('nonsense')).toBeUndefined();
    expect(await asMessages('{"format":"omemo-calls/found","target":"core"}')).toMatchObject({ ok: false });
  });
});
