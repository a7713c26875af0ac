/** What an inspector makes of what it is told: the same states as the trace says, at every moment of it. */
import { describe, expect, test } from 'vitest';
import { possibleNow } from '../../src/inspect/follow.ts';
import { readMessage } from '../../src/inspect/read-message.ts';
import { Timeline } from '../../src/inspect/timeline.ts';
import { jsonLines, runCli } from '../cli/run-cli.ts';
import { valueOf } from '../omemo/value-of.ts';

async function demoLines(...more: readonly string[]) {
  return jsonLines(await runCli(['demo', '--json', ...more]));
}

function timelineOf(lines: readonly object[]): Timeline {
  const timeline = new Timeline();
  for (const line of lines) {
    const message = valueOf(readMessage(line));
    if (message !== undefined) timeline.add(message);
  }
  return timeline;
}

interface Traced {
  readonly party: string;
  readonly trace: { readonly kind: string; readonly to: string; readonly role: string };
}

describe('a timeline', () => {
  test('shows at every step of a call what its trace says, forwards and backwards', async () => {
    const lines = await demoLines();
    const timeline = timelineOf(lines);
    const traced = lines.filter((line) => ['start', 'step'].includes((line as unknown as Traced).trace?.kind));
    const expected: string[] = [];
    for (const { party, trace } of traced as unknown as readonly Traced[]) expected.push(`${party} ${trace.to}`);
    const shown = timeline.happenings.flatMap((each) => {
      if (each.kind !== 'step' || each.actor.machine === 'changes') return [];
      return [`${each.actor.party} ${timeline.momentAt(each.actor.id, each.number)?.state}`];
    });
    expect(shown).toEqual(expected);
    const backwards = timeline.happenings.toReversed().flatMap((each) => {
      if (each.kind !== 'step' || each.actor.machine === 'changes') return [];
      return [`${each.actor.party} ${timeline.stateAt(each.number).get(each.actor.id)?.state}`];
    });
    expect(backwards).toEqual(expected.toReversed());
  });

  test('knows the verdict, the device it is about, and what runs', async () => {
    const timeline = timelineOf(await demoLines());
    const [caller] = timeline.actors.filter(({ machine }) => machine === 'caller');
    const steps = timeline.happenings.filter((each) => each.kind === 'step' && each.actor === caller);
    const connecting = steps.find((each) => each.kind === 'step' && each.moment.state === 'established.connecting');
    const moment = timeline.momentAt(caller?.id ?? '', connecting?.number ?? 0);
    expect(moment?.verdict).toEqual({ state: 'authenticated', trust: 'blind', deviceId: 222 });
    expect(moment?.deadlines).toEqual([{ timer: 'connect', sinceMs: connecting?.atMs, lastsMs: 30_000 }]);
    expect(moment?.context).toMatchObject({ sent: 'encrypted', received: 'encrypted', trust: 'blind' });
    const last = timeline.momentAt(caller?.id ?? '', timeline.happenings.length);
    expect(last).toMatchObject({ isOver: true, deadlines: [] });
  });

  test('says what could happen now as the tables do', async () => {
    const timeline = timelineOf(await demoLines());
    const ringing = timeline.happenings.find(
      (each) => each.kind === 'step' && each.moment.state === 'proposed.ringing',
    );
    const followed = ringing?.kind === 'step' ? ringing.moment.followed : undefined;
    expect(followed?.candidates).toHaveLength(1);
    const possible = followed === undefined ? [] : possibleNow(followed);
    expect(possible).toContainEqual(expect.objectContaining({ text: 'timer.ring', to: 'ended', outcome: 'moves' }));
    expect(possible).toContainEqual(
      expect.objectContaining({ text: 'peer.proceed device', to: 'preparing.securing', outcome: 'moves' }),
    );
    expect(possible).toContainEqual(
      expect.objectContaining({ text: 'peer.sessionAccept plain unbound agreed', effects: 'refuse out-of-order' }),
    );
  });

  test('of a call that began before it leaves open what it cannot know', async () => {
    const lines = (await demoLines()).filter((line) => (line as unknown as Traced).trace?.kind !== 'start');
    const timeline = timelineOf(lines);
    const [first] = timeline.happenings.filter((each) => each.kind === 'step' && each.actor.machine === 'caller');
    expect(first?.kind === 'step' && first.moment.context).toMatchObject({ policy: '?', sent: 'nothing' });
    expect(first?.kind === 'step' && first.fault).toBeUndefined();
  });

  test('marks a step that no machine takes, and follows the rest', async () => {
    const lines = (await demoLines()).map((line) => structuredClone(line) as unknown as Traced);
    const wrong = lines.find(({ trace }) => trace?.to === 'proposed.ringing');
    Object.assign(wrong?.trace ?? {}, { to: 'established.active' });
    const timeline = timelineOf(lines);
    const faulty = timeline.happenings.filter((each) => each.kind === 'step' && each.fault !== undefined);
    expect(faulty).toHaveLength(1);
    expect(faulty[0]).toMatchObject({
      fault: expect.stringContaining('the table says -> proposed.ringing') as unknown,
    });
    expect(timeline.stateAt(timeline.happenings.length).size).toBe(4);
  });

  test('takes a second call of the same name for another one', () => {
    const start = {
      kind: 'start',
      input: { policy: 'opportunistic', omemo: 'enabled', presence: 'shared', occasion: 'call' },
      to: 'proposed.discovering',
      effects: [{ kind: 'sendPropose' }, { kind: 'startTimer', timer: 'discovery' }],
      ...{ atMs: 1, sessionId: 's1', peer: 'juliet@capulet.example', role: 'caller' },
    };
    const end = {
      ...{ kind: 'step', from: 'proposed.discovering', event: { type: 'connection.gone' }, to: 'ended' },
      effects: [
        { kind: 'stopTimer', timer: 'discovery' },
        { kind: 'closeMedia' },
        { kind: 'reportEnd', by: 'connection', reason: 'gone' },
      ],
      ...{ atMs: 2, sessionId: 's1', peer: 'juliet@capulet.example', role: 'caller' },
    };
    const timeline = timelineOf([start, end, start]);
    expect([...timeline.stateAt(2).values()].map(({ state }) => state)).toEqual(['ended', 'proposed.discovering']);
    expect(timeline.happenings.every((each) => each.kind === 'step' && each.fault === undefined)).toBe(true);
  });
});
