/** docs/driver.md, "The account": `deadlines`, each of which ends what it is about when it says so, and not before. */
import { describe, expect, test } from 'vitest';
import { ADD, expectAtRest, requestsIn, running, tamper, toldIn } from './changing.ts';
import type { Command, DrivenInProcess, Line } from './driven.ts';
import { drivenInProcess, outline } from './driven.ts';
import { ROMEO } from './pair.ts';
import { AUDIO, CALL, jingle, jmi, propose, stanza } from './words.ts';

const DEVICE = "<device xmlns='http://gultsch.de/xmpp/drafts/omemo/dlts-srtp-verification' id='222'/>";
const PROCEED = stanza(jmi('proceed'));
const ACCEPT = { do: 'accept', sid: 'S1' };
const GIVEN = 5_000;

/** Romeo with some deadlines of his own; the rest stay out of the way. */
async function opened(deadlines: object, options: object = { omemo: false }): Promise<DrivenInProcess> {
  const driven = drivenInProcess();
  await driven.take({ do: 'open', account: ROMEO, ...options, deadlines: { ...FAR, ...deadlines } });
  return driven;
}

const FAR = { discoveryMs: 180_000, ringMs: 180_000, connectMs: 180_000, acceptMs: 180_000, requestMs: 180_000 };

async function wait(driven: DrivenInProcess, advanceMs: number): Promise<readonly Line[]> {
  return (await driven.take({ do: 'time', advanceMs })).filter((line) => !('done' in line));
}

describe('deadlines of `open`', () => {
  test.each<readonly [name: string, what: string, until: readonly Command[], then: readonly string[]]>([
    ['discoveryMs', 'a call that rings nowhere', [CALL], ['stanza retract', 'event ended']],
    ['ringMs', 'a call that rings and nobody takes', [CALL, stanza(jmi('ringing'))], ['stanza retract', 'event ended']],
    ['ringMs', 'a call that rings here', [propose()], ['event missed', 'event ended']],
    ['connectMs', 'a call that is taken, and not offered', [propose(), ACCEPT], ['stanza reject', 'event ended']],
    [
      ...(['acceptMs', 'an offer without an answer', [CALL, PROCEED]] as const),
      ['stanza session-terminate', 'stanza finish', 'media close', 'event ended'],
    ],
  ])('%s ends %s', async (name, _what, until, then) => {
    const driven = await opened({ [name]: GIVEN });
    for (const command of until) await driven.take(command);
    expect(await wait(driven, GIVEN - 1)).toEqual([]);
    expect(outline(await wait(driven, 1)).toSorted()).toEqual(then.toSorted());
  });

  test('connectMs ends a call whose media never connects', async () => {
    const driven = await opened({ connectMs: GIVEN });
    for (const command of [propose(), ACCEPT, stanza(jingle('session-initiate', AUDIO))]) await driven.take(command);
    expect(await wait(driven, GIVEN - 1)).toEqual([]);
    expect(toldIn(await wait(driven, 1))).toEqual([{ event: 'ended', by: 'timer', reason: 'timeout' }]);
  });

  test('bundleMs gives up the keys of a device, and the policy decides', async () => {
    const driven = await opened({ bundleMs: GIVEN }, {});
    await driven.take(CALL);
    await driven.take(stanza(jmi('proceed', 'S1', DEVICE)));
    expect(await wait(driven, GIVEN - 1)).toEqual([]);
    expect(requestsIn(await wait(driven, 1))).toEqual(['session-initiate']);
  });

  test('contentMs ends an addition at either side, and the call goes on', async () => {
    for (const [impatient, patient] of [['romeo', 'juliet'] as const, ['juliet', 'romeo'] as const]) {
      const pair = await running({ [impatient]: { deadlines: { contentMs: GIVEN } } });
      await pair.romeo(ADD);
      expect(toldIn((await pair[impatient]({ do: 'time', advanceMs: GIVEN - 1 }))[impatient])).toEqual([]);
      const heard = await pair[impatient]({ do: 'time', advanceMs: 1 });
      expect(toldIn(heard[impatient])).toMatchObject([{ event: 'contentRejected', by: 'local', reason: 'timeout' }]);
      expect(toldIn(heard[patient])).toMatchObject([{ event: 'contentRejected', by: 'peer', reason: 'timeout' }]);
      await expectAtRest(pair);
    }
  });

  test('connectMs gives up an ICE restart, and the call goes on', async () => {
    const pair = await running({ romeo: { deadlines: { connectMs: GIVEN } } });
    tamper(pair, 'transport-info', () => undefined);
    await pair.romeo({ do: 'restartIce', sid: 'S1' });
    const timersOf = async () => (await pair.romeo({ do: 'stats' })).romeo[0]?.['timers'];
    await pair.romeo({ do: 'time', advanceMs: GIVEN - 1 });
    expect(await timersOf()).toBe(1);
    await pair.romeo({ do: 'time', advanceMs: 1 });
    expect(await timersOf()).toBe(0);
  });

  test.each([
    ['terminateMs', [CALL, PROCEED, { do: 'hangUp', sid: 'S1' }]],
    ['requestMs', [CALL, PROCEED]],
  ])('%s forgets a request that nobody answers', async (name, until) => {
    const driven = await opened({ terminateMs: 180_000, [name]: GIVEN });
    for (const command of until) await driven.take(command);
    const pending = async () => (await driven.take({ do: 'stats' }))[0]?.['pending'] as number;
    await wait(driven, GIVEN - 1);
    const before = await pending();
    await wait(driven, 1);
    expect(await pending()).toBe(before - 1);
  });

  test('are told as they are, and hold in another process', async () => {
    const driven = drivenInProcess();
    const answer = await driven.take({ do: 'open', account: ROMEO, omemo: false, deadlines: { discoveryMs: GIVEN } });
    expect(answer[0]).toEqual({
      ...{ out: 'deadlines', discoveryMs: GIVEN, ringMs: 60_000, connectMs: 30_000, acceptMs: 30_000 },
      ...{ bundleMs: 10_000, contentMs: 60_000, terminateMs: 10_000 },
    });
    const [snapshot] = await driven.take({ do: 'snapshot' });
    const other = drivenInProcess();
    await other.take({ do: 'restore', json: snapshot?.['json'] });
    await other.take(CALL);
    expect(toldIn(await wait(other, GIVEN))).toEqual([{ event: 'ended', by: 'timer', reason: 'noAnswer' }]);
  });

  test.each<readonly [deadlines: unknown, place: string]>([
    [30_000, 'deadlines'],
    [[30_000], 'deadlines'],
    [{ ringSeconds: 30 }, 'deadlines'],
    [{ ringMs: 0 }, 'deadlines.ringMs'],
    [{ ringMs: 1.5 }, 'deadlines.ringMs'],
    [{ ringMs: '30000' }, 'deadlines.ringMs'],
    [{ contentMs: 180_001 }, 'deadlines.contentMs'],
  ])('are refused as %j, with the place', async (deadlines, place) => {
    const driven = drivenInProcess();
    const [error] = await driven.take({ do: 'open', account: ROMEO, deadlines });
    expect(error).toMatchObject({ out: 'error', kind: 'badCommand' });
    expect(error?.['message']).toMatch(new RegExp(`^${place} `));
  });
});
