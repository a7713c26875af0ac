/** How long a call was, as its entry in a call log says. */
import { describe, expect, test } from 'vitest';
import { ConnectedTime, readConnectedTime } from '../../src/call/connected-time.ts';
import type { Clock } from '../../src/call/ports.ts';
import { answer, connect, createPair, engineOf, keyWith } from '../support/pair.ts';
import type { Party } from '../support/world.ts';

const MINUTE_MS = 60_000;
/** How long the hang-up of one side is under way to the other. */
const ON_THE_WIRE_MS = 1;

/** The user's clock and the one that nobody sets, each moved by hand. */
function handMoved(nowMs: number, elapsedMs: number) {
  const moments = { nowMs, elapsedMs };
  const clock: Clock = {
    now: () => moments.nowMs,
    elapsed: () => moments.elapsedMs,
    schedule: () => () => undefined,
  };
  return { moments, clock };
}

function begun(clock: Clock): ConnectedTime {
  const time = new ConnectedTime(clock);
  time.begin();
  return time;
}

function inNextProcess(time: ConnectedTime, clock: Clock): ConnectedTime {
  const read = readConnectedTime(JSON.parse(JSON.stringify(time.write())), '');
  if (!read.ok) throw new Error(read.error.path);
  return new ConnectedTime(clock, read.value);
}

describe('ConnectedTime', () => {
  test('is none before media runs, and is written as none', () => {
    const time = new ConnectedTime(handMoved(0, 0).clock);
    expect([time.durationMs, time.write()]).toEqual([undefined, null]);
  });

  test('counts what really passes, whatever the user does to the clock', () => {
    const { moments, clock } = handMoved(1_000_000, 50);
    const time = begun(clock);
    moments.elapsedMs += 5_000;
    moments.nowMs -= 900_000;
    expect(time.durationMs).toBe(5_000);
  });

  test('counts from the first connection, not from a later one', () => {
    const { moments, clock } = handMoved(0, 0);
    const time = begun(clock);
    moments.elapsedMs = 4_000;
    time.begin();
    moments.elapsedMs = 9_000;
    expect(time.durationMs).toBe(9_000);
  });

  test('counts on in another process, with the time in which there was none', () => {
    const first = handMoved(100_000, 7_000);
    const time = begun(first.clock);
    first.moments.elapsedMs += 30_000;
    first.moments.nowMs += 30_000;
    const next = handMoved(135_000, 3);
    const going = inNextProcess(time, next.clock);
    expect(going.durationMs).toBe(35_000);
    next.moments.elapsedMs += 1_000;
    expect(going.durationMs).toBe(36_000);
  });

  test('loses nothing where the clock was set back between two processes', () => {
    const first = handMoved(100_000, 0);
    const time = begun(first.clock);
    first.moments.elapsedMs += 30_000;
    expect(inNextProcess(time, handMoved(0, 0).clock).durationMs).toBe(30_000);
  });

  test('is never negative, on a clock that has nothing but the time of day', () => {
    const { moments, clock } = handMoved(1_000, 0);
    const time = begun({ now: clock.now, schedule: clock.schedule });
    moments.nowMs = 400;
    expect(time.durationMs).toBe(0);
  });
});

describe('the end of a call', () => {
  test('says on both sides how long it was, also after a restart of the process', async () => {
    const pair = await createPair();
    const { romeo, juliet } = pair;
    const sessionId = await connect(pair);
    await pair.clock.advance(MINUTE_MS);
    await romeo.restart();
    await pair.clock.advance(MINUTE_MS);
    romeo.manager.hangUp(keyWith(juliet, sessionId));
    await pair.settle();
    expect([durationOf(romeo), durationOf(juliet)]).toEqual([2 * MINUTE_MS, 2 * MINUTE_MS + ON_THE_WIRE_MS]);
  });

  test('counts a connection that was lost and found again as one call', async () => {
    const pair = await createPair();
    const { romeo, juliet } = pair;
    const sessionId = await connect(pair);
    await pair.clock.advance(MINUTE_MS);
    engineOf(romeo).connected(juliet.dtlsFingerprint);
    await pair.clock.advance(MINUTE_MS);
    juliet.manager.hangUp(keyWith(romeo, sessionId));
    await pair.settle();
    expect(durationOf(romeo)).toBe(2 * MINUTE_MS + ON_THE_WIRE_MS);
  });

  test('says no duration where media never ran', async () => {
    const pair = await createPair();
    const { romeo, juliet } = pair;
    const sessionId = await answer(pair);
    await pair.clock.advance(1_000);
    romeo.manager.hangUp(keyWith(juliet, sessionId));
    await pair.settle();
    expect(romeo.reports.at(-1)).toMatchObject({ kind: 'ended', durationMs: undefined });
    expect(durationOf(juliet)).toBeUndefined();
  });
});

function durationOf(party: Party): number | undefined {
  const last = party.reports.at(-1);
  if (last?.kind !== 'ended') throw new Error('the call has not ended');
  return last.durationMs;
}
