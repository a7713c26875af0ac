/** docs/driver.md, "The account": what an account holds, and that nothing of it stays. */
import { describe, expect, test } from 'vitest';
import { drivenInProcess } from './driven.ts';
import type { Pair } from './pair.ts';
import { JULIET, ROMEO, connect, establish, openPair } from './pair.ts';

const CALL = { do: 'call', to: 'juliet@capulet.example', media: ['audio'], sid: 'S1' };
const statsOf = async (pair: Pair, who: 'juliet' | 'romeo') => (await pair[who]({ do: 'stats' }))[who][0];

describe('stats', () => {
  test('are all 0 in a fresh account, whatever it has published', async () => {
    const driven = drivenInProcess();
    await driven.take({ do: 'open', account: ROMEO });
    const [stats] = await driven.take({ do: 'stats' });
    expect(stats).toMatchObject({ out: 'stats', calls: 0, buffered: 0, timers: 0, pending: 0, remembered: 0 });
  });

  test('name the most that each can be, none above 100,000', async () => {
    const driven = drivenInProcess();
    await driven.take({ do: 'open', account: ROMEO });
    const [stats] = await driven.take({ do: 'stats' });
    const limits = stats?.['limits'] as Readonly<Record<string, number>>;
    expect(Object.keys(limits).toSorted()).toEqual(['buffered', 'calls', 'pending', 'remembered', 'timers']);
    for (const limit of Object.values(limits)) {
      expect(limit).toBeGreaterThan(0);
      expect(limit).toBeLessThanOrEqual(100_000);
    }
  });

  test('count what a call holds while it goes on, and only its id once it is over', async () => {
    const pair = await openPair();
    // Nobody answers: romeo asks for juliet's bundle, and then waits for an answer to his offer.
    await pair.romeo(CALL);
    expect(await statsOf(pair, 'romeo')).toMatchObject({ calls: 1, timers: 1, pending: 0 });
    pair.relay.tamper = (to, xml) => (to === ROMEO && xml.includes('bundles:') ? [] : [xml]);
    await pair.juliet({ do: 'accept', sid: 'S1' });
    expect(await statsOf(pair, 'romeo')).toMatchObject({ calls: 1, timers: 2, pending: 1 });
    await pair.romeo({ do: 'hangUp', sid: 'S1' });
    expect(await statsOf(pair, 'romeo')).toMatchObject({ calls: 0, timers: 0, pending: 0, remembered: 1 });
    expect(await statsOf(pair, 'juliet')).toMatchObject({ calls: 0, timers: 0, pending: 0, remembered: 1 });
  });

  test('are 0 again but for the ids when every call has ended and been answered', async () => {
    const pair = await openPair();
    for (const sid of ['S1', 'S2', 'S3']) {
      const heard = await establish(pair, { sid }, { sid });
      if (sid === 'S1') await connect(pair, heard);
      await pair.juliet({ do: 'hangUp', sid });
    }
    for (const who of ['romeo', 'juliet'] as const) {
      expect(await statsOf(pair, who)).toMatchObject({ calls: 0, buffered: 0, timers: 0, pending: 0, remembered: 3 });
    }
  });

  test('count a request until it is answered, or its deadline has passed', async () => {
    const driven = drivenInProcess();
    await driven.take({ do: 'open', account: ROMEO, omemo: false });
    await driven.take(CALL);
    const proceed = "<proceed xmlns='urn:xmpp:jingle-message:0' id='S1'/>";
    await driven.take({ do: 'stanza', xml: `<message from='${JULIET}' type='chat'>${proceed}</message>` });
    expect((await driven.take({ do: 'stats' }))[0]).toMatchObject({ pending: 1 });
    await driven.take({ do: 'time', advanceMs: 100_000 });
    expect((await driven.take({ do: 'stats' }))[0]).toMatchObject({ calls: 0, pending: 0 });
  });

  test('count a session-terminate that nobody answers for as long as its deadline says', async () => {
    const pair = await openPair();
    await establish(pair);
    pair.relay.tamper = () => [];
    await pair.romeo({ do: 'hangUp', sid: 'S1' });
    const { terminateMs } = pair.opened.romeo[1] as unknown as { readonly terminateMs: number };
    await pair.romeo({ do: 'time', advanceMs: terminateMs - 1 });
    expect(await statsOf(pair, 'romeo')).toMatchObject({ calls: 0, pending: 1 });
    await pair.romeo({ do: 'time', advanceMs: 1 });
    expect(await statsOf(pair, 'romeo')).toMatchObject({ pending: 0 });
  });

  test('keep no more ids than they say', async () => {
    const driven = drivenInProcess();
    await driven.take({ do: 'open', account: ROMEO, omemo: false });
    for (let number = 0; number < 1_100; number += 1) {
      await driven.take({ ...CALL, sid: `S${number}` });
      await driven.take({ do: 'hangUp', sid: `S${number}` });
    }
    expect((await driven.take({ do: 'stats' }))[0]).toMatchObject({ remembered: 1_024 });
  });
});
