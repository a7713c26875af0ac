/** Machines that are none of calls: what is made of what XState and @statelyai/inspect tell of them. */
import { describe, expect, test } from 'vitest';
import { isWithin } from '../../src/inspect/chart/chart.ts';
import { readDefinition, waysIn } from '../../src/inspect/chart/read-machine.ts';
import { sayEvent } from '../../src/inspect/event-words.ts';
import { hearingOf } from '../../src/inspect/page/origin.ts';
import { readMessage } from '../../src/inspect/read-message.ts';
import { lanesOf, rowsOf } from '../../src/inspect/rows.ts';
import { Timeline } from '../../src/inspect/timeline.ts';
import { valueOf } from '../omemo/value-of.ts';

const DEFINITION = '{"id":"m","initial":"off","states":{"off":{"on":{"go":"on"}},"on":{}}}';

function actor(sessionId: string, value: string, name = 'm') {
  const first = { status: 'active', value, context: {} };
  return { type: '@xstate.actor', sessionId, name, definition: DEFINITION, snapshot: first, createdAt: '1' };
}

function snapshot(sessionId: string, event: string, value: unknown) {
  const now = { status: 'active', value, context: {} };
  return { type: '@xstate.snapshot', sessionId, event: { type: event }, snapshot: now, createdAt: '2' };
}

function timelineOf(...messages: readonly unknown[]): Timeline {
  const timeline = new Timeline();
  for (const message of messages) {
    const read = valueOf(readMessage(message));
    if (read !== undefined) timeline.add(read);
  }
  return timeline;
}

function stepsOf(timeline: Timeline): readonly string[] {
  const lanes = lanesOf(timeline.happenings);
  return timeline.happenings.flatMap((each) => rowsOf(each, lanes).map(({ from, text }) => `${from}: ${text}`));
}

describe('an actor', () => {
  test('begins as its first snapshot says, and not as what became of it until the package looked at it', () => {
    const timeline = timelineOf(
      ...[actor('x:0', 'on'), snapshot('x:0', 'xstate.init', 'off'), snapshot('x:0', 'go', 'on')],
      snapshot('x:0', 'xstate.init', 'off'),
    );
    expect(stepsOf(timeline)).toEqual(['m: begins in off', 'm: go → on']);
  });

  test('that was told of by hand, and begins without a word, begins as what it appeared', () => {
    expect(stepsOf(timelineOf(actor('x:0', 'off'), snapshot('x:0', 'go', 'on')))).toEqual([
      ...['m: begins in off', 'm: go → on'],
    ]);
  });

  test('whose beginning nobody heard is shown all the same, without a chart', () => {
    const timeline = timelineOf(snapshot('x:7', 'go', 'on'), snapshot('x:7', 'go', 'off'));
    expect(timeline.actors).toMatchObject([{ title: 'x:7', definition: undefined }]);
    expect(stepsOf(timeline)).toEqual(['x:7: begins in on', 'x:7: go → off']);
  });

  test('in several states at once is in all of them', () => {
    const timeline = timelineOf(actor('x:0', 'off'), snapshot('x:0', 'xstate.init', { a: { b: 'c' }, d: 'e', f: {} }));
    const state = timeline.momentAt('x|x:0', 0)?.state ?? '';
    expect(state).toBe('a.b.c, d.e, f');
    expect(['a', 'a.b', 'd.e', 'f', ''].filter((outer) => !isWithin(state, outer))).toEqual([]);
    expect(isWithin(state, 'e')).toBe(false);
  });

  test('has a lane of its own, up to four, and says who it is where it shares one', () => {
    const some = (count: number) =>
      timelineOf(
        ...Array.from({ length: count }, (_, at) => [
          actor(`x:${at}`, 'off', `m${at}`),
          snapshot(`x:${at}`, 'xstate.init', 'off'),
        ]).flat(),
      ).happenings;
    expect(lanesOf(some(4))).toEqual(['m0', 'm1', 'm2', 'm3']);
    const many = some(5);
    expect(lanesOf(many)).toEqual(['machines']);
    expect(many.flatMap((each) => rowsOf(each, ['machines'])).map(({ detail }) => detail)).toEqual([
      ...['m0', 'm1', 'm2', 'm3', 'm4'],
    ]);
  });
});

test.each([
  ['xstate.stop', 'is stopped'],
  ['xstate.after.60000.lamp.on', 'after 60 s'],
  ['xstate.after.250.lamp.on', 'after 250 ms'],
  ['xstate.after.patience.lamp.on', 'after patience'],
  ['xstate.done.actor.bulb', 'bulb is done'],
  ['xstate.error.actor.0.lamp.on', '0.lamp.on fails'],
  ['xstate.done.state.lamp.on', 'lamp.on is done'],
  ['press', 'press'],
  ['xstate.unheard', 'xstate.unheard'],
])('the event %s is said as: %s', (type, said) => {
  expect(sayEvent(type)).toBe(said);
});

describe('a definition as text', () => {
  const states = {
    off: {
      on: { press: { target: 'on', actions: ['click', { type: 'assign' }, { type: '' }], guard: { type: 'guard' } } },
    },
    on: { on: { press: 'off', count: { actions: { type: 'beep', params: { loud: true } } } } },
  };
  const text = JSON.stringify({ id: 'lamp', initial: 'off', on: { unplug: '.off' }, states });

  test('has orders by their names, as they are written, and no others', () => {
    const { edges } = valueOf(readDefinition(text));
    expect(edges.find(({ to }) => to === 'on')?.ways).toEqual([
      { event: 'press', guard: 'condition', effects: ['click'] },
    ]);
  });

  test('says what could happen in a state, where it stays as well, and around it', () => {
    expect(waysIn(text, 'on').map(({ event, to }) => `${event} ${to ?? 'stays'}`)).toEqual([
      ...['press off', 'count stays', 'unplug off'],
    ]);
    expect(waysIn(text, 'nowhere').map(({ event }) => event)).toEqual(['unplug']);
    expect(waysIn('nonsense', 'on')).toEqual([]);
  });

  test('that was cut off where it was too deep is drawn as far as it is there', () => {
    const cut = { id: 'deep', initial: 'a', states: { a: { on: { go: '[Array]', far: 'b' } }, b: '[Object]' } };
    const { nodes, edges } = valueOf(readDefinition(JSON.stringify(cut)));
    expect(nodes.map(({ path }) => path)).toEqual(['', 'a', 'b']);
    expect(edges.map(({ from, to }) => `${from} ${to}`)).toEqual(['a b']);
  });

  test('that is deeper than any stack is none', () => {
    const deep = `{"id":"d","states":{"a":${'{"a":'.repeat(90_000)}1${'}'.repeat(90_000)}}}`;
    expect(readDefinition(deep)).toMatchObject({ ok: false });
  });
});

test.each([
  ['http://127.0.0.1:5173', true, 'listen'],
  ['http://localhost:3000', false, 'listen'],
  ['https://app.localhost', true, 'listen'],
  ['http://[::1]:80', false, 'listen'],
  ['https://own.example', false, 'listen'],
  ['https://site.example', false, 'ask'],
  ['https://site.example', true, 'refuse'],
  ['http://localhost.site.example', false, 'ask'],
  ['http://127.0.0.1.site.example', true, 'refuse'],
  ['http://192.168.1.7', false, 'ask'],
  ['null', false, 'ask'],
  ['null', true, 'refuse'],
  ['chrome-extension://localhost', false, 'ask'],
])('a page of %s, beside a program: %s, is one to %s', (origin, showsProgram, hearing) => {
  expect(hearingOf(origin, 'https://own.example', showsProgram)).toBe(hearing);
});
