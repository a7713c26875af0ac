/** What exploring and fuzzing leave as files opens in the inspector: done once more, and followed by the tables. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FOUND_FOLDER, readFound } from '../../properties/fuzz/found.ts';
import { asMessages, linesOf } from '../../properties/inspect/as-messages.ts';
import type { AutomatonOptions } from '../../properties/model/automaton.ts';
import { CALL_WITNESSES } from '../../properties/model/features.ts';
import { createSystem, Explorer } from '../../properties/model/explorer.ts';
import { plainCountsAsDecrypted } from '../../properties/model/faults.ts';
import { certificateIsOfThisCall, oneCalleeDevice } from '../../properties/model/joint.ts';
import type { Questions } from '../../properties/model/joint.ts';
import { storyOf } from '../../properties/model/story.ts';
import type { StoryFile } from '../../properties/model/story.ts';
import { KNOWLEDGE, reordering, SETTINGS } from '../../properties/model/systems.ts';
import type { Setting } from '../../properties/model/wire.ts';
import { lanesOf } from '../../src/inspect/rows.ts';
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

/** What the explorer finds and calls so, as it writes it. `options`: how a machine is broken. */
function explored(
  name: string,
  setting: Setting,
  questions: Partial<Questions>,
  options: AutomatonOptions = {},
): StoryFile {
  const network = options.cooperative === true ? reordering(12) : KNOWLEDGE;
  const asked = { invariants: [], witnesses: {}, ...questions };
  const untilViolation = asked.invariants.length > 0;
  const explorer = new Explorer(createSystem(setting, network, options), asked).finish({ untilViolation });
  const all = [...explorer.violations.values(), ...explorer.witnesses.values()];
  const found = all.find(({ what }) => what.startsWith(name));
  return JSON.parse(JSON.stringify(storyOf(found!, explorer.system))) as StoryFile;
}

function stanzasOf(timeline: Timeline) {
  return timeline.happenings.flatMap((each) => (each.kind === 'stanza' ? [each.stanza] : []));
}

describe('a counterexample of the explorer', () => {
  test('of two calls shows which stanzas nobody has sent, and whose certificate comes to be believed', async () => {
    const setting = SETTINGS['two-calls']({ policy: 'require', callees: 1 });
    const story = explored('splice', setting, { invariants: [certificateIsOfThisCall] });
    const timeline = await timelineOf(JSON.stringify(story));
    expect(timeline.happenings[0]).toMatchObject({ kind: 'remark', words: story.shows, isBad: false });
    // The offer was sent in the first call and comes in the second: encrypted by the right device, and still a lie.
    expect(stanzasOf(timeline).map(({ says, forged }) => `${says} ${forged}`)).toEqual([
      ...['proceed true', 'propose true', 'session-initiate true'],
    ]);
    expect(stanzasOf(timeline).at(-1)?.fingerprints).toMatchObject([{ kind: 'encrypted' }]);
    const verdicts = [...timeline.stateAt(Infinity).values()].map(({ verdict }) => verdict?.state);
    expect(verdicts).toContain('authenticated');
    expect(lanesOf(timeline.happenings)).toEqual(['A', 'server', 'B1']);
  });

  test('of a whole call that anybody could have, told as a witness, has nothing in it that nobody sent', async () => {
    const setting = SETTINGS['one-call']({ policy: 'require', callees: 1 });
    const story = explored('a', setting, { witnesses: CALL_WITNESSES }, { cooperative: true });
    const timeline = await timelineOf(JSON.stringify(story));
    expect(stanzasOf(timeline).filter(({ forged }) => forged)).toEqual([]);
    expect(stanzasOf(timeline).map(({ says }) => says)).toEqual(
      expect.arrayContaining(['propose', 'proceed', 'session-initiate', 'session-accept']) as unknown,
    );
    const active = timeline.actors.filter(({ id }) => timeline.momentAt(id, Infinity)?.state === 'established.active');
    expect(active.map(({ party }) => party)).toEqual(['A', 'B1']);
  });

  test('of a machine that was broken elsewhere is shown as far as it goes here', async () => {
    const setting = SETTINGS['one-call']({ policy: 'opportunistic', callees: 1 });
    const story = explored('I1', setting, { invariants: [oneCalleeDevice] }, { step: plainCountsAsDecrypted });
    const timeline = await timelineOf(JSON.stringify(story));
    expect(stanzasOf(timeline).at(-1)).toMatchObject({ says: 'session-accept', forged: true });
    const states = [...timeline.stateAt(Infinity).values()].map(({ state }) => state);
    expect(states).toEqual(['ended']);
  });
});

describe('a file that', () => {
  const oneOfEach = new Map(readFound(FOUND_FOLDER).map(({ name, found }) => [found.target, { name, found }]));

  test.each([...oneOfEach.values()])('fuzzing has left shows what happened: $name', async ({ name, found }) => {
    const timeline = await timelineOf(readFileSync(join(FOUND_FOLDER, name), 'utf8'));
    expect(timeline.happenings[0]).toMatchObject({ kind: 'remark', words: found.shows });
    expect(timeline.happenings.at(-1)).toMatchObject({ kind: 'remark', words: 'No promise is broken by it here.' });
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

  test('cannot be done to its end says where, after what can be done', async () => {
    const setting = SETTINGS['one-call']({ policy: 'opportunistic', callees: 1 });
    const steps = [
      { at: 'A', call: 1, does: 'places the call' },
      { at: 'A', call: 1, does: 'local.accept' },
    ];
    const timeline = await timelineOf(JSON.stringify({ format: 'omemo-calls/story', shows: 'x', setting, steps }));
    expect(timeline.actors).toHaveLength(1);
    expect(timeline.happenings.at(-1)).toMatchObject({
      ...{ kind: 'remark', isBad: true },
      words: expect.stringMatching(/^Here it goes no further: /) as unknown,
    });
  });

  test('is none of these is left to the command, and one that cannot be played says so', async () => {
    expect(await asMessages('{"kind":"start"}')).toBeUndefined();
    expect(await asMessages('nonsense')).toBeUndefined();
    expect(await asMessages('{"format":"omemo-calls/found","target":"core"}')).toMatchObject({ ok: false });
  });
});
