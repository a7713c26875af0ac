/** docs/driver.md, "Calls": calls within one's own account. */
import { describe, expect, test } from 'vitest';
import { drivenInProcess, eventsIn, outline } from './driven.ts';
import { ROMEO, eventNamed } from './pair.ts';
import { Relay } from './relay.ts';

const OWN = 'romeo@montague.example';
const TABLET = 'romeo@montague.example/tablet';
const callTo = (to: string) => ({ do: 'call', to, media: ['audio'], sid: 'S1' });

/** Two resources of romeo's, each at a driver. */
async function atHome(options: object = {}) {
  const relay = new Relay();
  await relay.open(drivenInProcess(), { account: ROMEO, deviceId: 111, ...options });
  await relay.open(drivenInProcess(), { account: TABLET, deviceId: 112, seed: 2, ...options });
  return async (who: string, command: object) => {
    const said = await relay.run(who, command);
    return { phone: said.get(ROMEO) ?? [], tablet: said.get(TABLET) ?? [] };
  };
}

describe('our own account', () => {
  test.each([
    ['whose resources could not answer: their words are ours', OWN],
    ['at the very address that calls', ROMEO],
  ])('is not called, %s', async (_why, to) => {
    const run = await atHome({ roster: [OWN] });
    const { phone, tablet } = await run(ROMEO, callTo(to));
    expect(phone).toEqual([expect.objectContaining({ out: 'error', kind: 'ownAccount' })]);
    expect(tablet).toEqual([]);
    expect((await run(ROMEO, { do: 'stats' })).phone[0]).toMatchObject({ calls: 0, timers: 0, remembered: 0 });
  });

  test('is called at another resource, which rings, answers and hangs up like any other', async () => {
    const run = await atHome({ roster: [OWN] });
    const called = await run(ROMEO, callTo(TABLET));
    expect(eventNamed(called.tablet, 'incoming')).toMatchObject({ peer: ROMEO, direct: true, media: ['audio'] });
    expect(eventNamed(called.phone, 'ringing')).toMatchObject({ by: TABLET });
    const answered = await run(TABLET, { do: 'accept', sid: 'S1' });
    for (const lines of [answered.phone, answered.tablet]) {
      expect(eventNamed(lines, 'authentication')).toMatchObject({ state: 'unauthenticated', because: 'notAnnounced' });
    }
    const ended = await run(TABLET, { do: 'hangUp', sid: 'S1' });
    expect(eventsIn(ended.phone)).toMatchObject([{ event: 'ended', by: 'peer', reason: 'success' }]);
  });

  test('is no contact by itself: where it is not in the roster, its resources are strangers', async () => {
    const run = await atHome();
    const { phone, tablet } = await run(ROMEO, callTo(TABLET));
    expect(outline(tablet)).toEqual(['stanza <iq']);
    expect(eventNamed(phone, 'ended')).toMatchObject({ by: 'peer', reason: 'unreachable' });
  });

  test('at a connection that is fresh is the one of that connection', async () => {
    const run = await atHome({ roster: [OWN] });
    await run(ROMEO, { do: 'stream', state: 'fresh', resource: 'new' });
    const { phone } = await run(ROMEO, callTo(`${OWN}/new`));
    expect(phone).toMatchObject([{ out: 'error', kind: 'ownAccount' }]);
  });
});
