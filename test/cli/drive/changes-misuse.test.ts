/** docs/driver.md, "Lines": changes that cannot be are bad commands, and changes in every other circumstance. */
import { describe, expect, test } from 'vitest';
import { ACCEPT, ADD, REJECT, REMOVE, RESTART } from './changing.ts';
import { addVideo, expectAtRest, ordersIn, requestsIn, running, toldIn } from './changing.ts';
import { drivenInProcess, eventsIn, outline } from './driven.ts';
import { ROMEO, eventNamed, openPair } from './pair.ts';
import { CALL, propose, stanza, jmi } from './words.ts';

const CHANGES = [ADD, ACCEPT, REJECT, REMOVE, RESTART];
const { do: _do, ...named } = REMOVE;

describe('a change', () => {
  test.each(CHANGES)('of a call that there is not: $do', async (command) => {
    const driven = drivenInProcess();
    expect(await driven.take(command)).toMatchObject([{ out: 'error', kind: 'notOpen' }, { done: 1 }]);
    await driven.take({ do: 'open', account: ROMEO, omemo: false });
    expect(await driven.take(command)).toMatchObject([{ out: 'error', kind: 'noSuchCall' }, { done: 3 }]);
    await driven.take(CALL);
    expect(await driven.take({ ...command, sid: 'S2' })).toMatchObject([{ kind: 'noSuchCall' }, {}]);
    expect(await driven.take({ ...command, peer: 'nurse@capulet.example' })).toMatchObject([
      { kind: 'noSuchCall' },
      {},
    ]);
    await driven.take({ do: 'hangUp', sid: 'S1' });
    expect(await driven.take(command)).toMatchObject([{ kind: 'noSuchCall' }, {}]);
  });

  test.each(CHANGES)('before both descriptions are agreed: $do', async (command) => {
    const caller = drivenInProcess();
    await caller.take({ do: 'open', account: ROMEO, omemo: false });
    for (const next of [CALL, stanza(jmi('ringing')), stanza(jmi('proceed'))]) {
      await caller.take(next);
      expect(await caller.take(command)).toMatchObject([{ out: 'error', kind: 'notRunning' }, {}]);
    }
    const callee = drivenInProcess();
    await callee.take({ do: 'open', account: ROMEO, omemo: false, roster: ['juliet@capulet.example'] });
    for (const next of [propose(), { do: 'accept', sid: 'S1' }]) {
      await callee.take(next);
      expect(await callee.take(command)).toMatchObject([{ out: 'error', kind: 'notRunning' }, {}]);
    }
  });

  test.each([
    [ACCEPT, 'notOffered'],
    [REJECT, 'notOffered'],
    [REMOVE, 'noSuchContent'],
  ])('of a content that there is not: %j', async (command, kind) => {
    const pair = await running();
    for (const name of ['video', 'AUDIO', 'audio-2']) {
      expect((await pair.romeo({ ...command, name })).romeo).toMatchObject([{ out: 'error', kind }]);
    }
    await expectAtRest(pair);
  });

  test('of an offer names one of its contents, and it is the side that was asked who answers', async () => {
    const pair = await running();
    await pair.romeo(ADD);
    for (const command of [ACCEPT, REJECT]) {
      expect((await pair.romeo(command)).romeo).toMatchObject([{ out: 'error', kind: 'notOffered' }]);
      expect((await pair.juliet({ ...command, name: 'audio' })).juliet).toMatchObject([{ kind: 'notOffered' }]);
    }
    expect(toldIn((await pair.juliet(ACCEPT)).juliet)).toHaveLength(1);
    for (const command of [ACCEPT, REJECT]) {
      expect((await pair.juliet(command)).juliet).toMatchObject([{ out: 'error', kind: 'notOffered' }]);
    }
  });

  test('of an offer that was not answered is not removed by the side that was asked', async () => {
    const pair = await running();
    await pair.romeo(ADD);
    expect((await pair.juliet(REMOVE)).juliet).toMatchObject([{ out: 'error', kind: 'noSuchContent' }]);
    expect(toldIn((await pair.juliet(ACCEPT)).juliet)).toHaveLength(1);
  });

  test.each([
    { do: 'addContent', sid: 'S1' },
    { ...ADD, media: 'smell' },
    { ...ADD, media: ['video'] },
    { ...ADD, name: 'video' },
    { do: 'acceptContent', sid: 'S1' },
    { ...ACCEPT, name: '' },
    { ...ACCEPT, media: 'video' },
    { do: 'rejectContent', sid: 'S1', name: 7 },
    { do: 'removeContent', sid: 'S1' },
    { ...REMOVE, reason: 'cancel' },
    { do: 'restartIce' },
    { ...RESTART, name: 'audio' },
    { ...RESTART, peer: 'nobody@' },
    { do: 'addContents', ...named },
  ])('is a bad command: %j', async (command) => {
    const pair = await running();
    const { romeo, juliet } = await pair.romeo(command);
    expect(romeo).toMatchObject([{ out: 'error' }]);
    expect(juliet).toEqual([]);
    await expectAtRest(pair);
  });

  test('is of the call that `peer` names, by either JID', async () => {
    const pair = await running();
    const offered = await pair.romeo({ ...ADD, peer: 'juliet@capulet.example' });
    expect(eventNamed(offered.juliet, 'contentOffered')).toBeDefined();
    expect(toldIn((await pair.juliet({ ...ACCEPT, peer: ROMEO })).juliet)).toHaveLength(1);
  });
});

describe('a change while the connection is lost', () => {
  test('"Local commands act at once meanwhile and give their events; only their stanzas wait"', async () => {
    const pair = await running();
    await addVideo(pair, 'romeo');
    await pair.romeo({ do: 'stream', state: 'lost' });
    const removed = await pair.romeo(REMOVE);
    expect(outline(removed.romeo)).toEqual(['event contentRemoved']);
    expect(outline((await pair.romeo(ADD)).romeo)).toEqual(['media offer']);
    const resumed = await pair.romeo({ do: 'stream', state: 'resumed' });
    expect(requestsIn(resumed.romeo)).toEqual(['content-remove', 'content-add']);
    expect(toldIn(resumed.juliet).map((told) => ('event' in told ? told.event : ''))).toEqual([
      'contentRemoved',
      'contentOffered',
    ]);
  });

  test('is offered and accepted meanwhile: "Between `lost` and `resumed` no stanza is answered"', async () => {
    const pair = await running();
    await pair.juliet({ do: 'stream', state: 'lost' });
    const offered = await pair.romeo(ADD);
    expect(outline(offered.juliet)).toEqual(['event contentOffered']);
    const taken = await pair.juliet(ACCEPT);
    expect(outline(taken.juliet)).toEqual(['media setRemote', 'media answer', 'event contentAccepted']);
    const resumed = await pair.juliet({ do: 'stream', state: 'resumed' });
    expect(outline(resumed.juliet)).toEqual(['stanza <iq', 'stanza content-accept']);
    expect(eventNamed(resumed.romeo, 'contentAccepted')).toMatchObject({ name: 'video' });
  });

  test('is dropped with the call where another connection comes', async () => {
    const pair = await running();
    await pair.romeo({ do: 'stream', state: 'lost' });
    await pair.romeo(ADD);
    const { romeo } = await pair.romeo({ do: 'stream', state: 'fresh' });
    expect(outline(romeo)).toEqual(['media close', 'event ended']);
    const [stats] = (await pair.romeo({ do: 'stats' })).romeo;
    expect(stats).toMatchObject({ calls: 0, buffered: 0, timers: 0, pending: 0 });
  });
});

describe('changes that arrive back to back', () => {
  test('are taken in their order, whatever is still to be decrypted', async () => {
    const pair = await running();
    const held: string[] = [];
    pair.relay.tamper = (_to, xml) => (held.push(xml), []);
    for (const command of [ADD, REMOVE, ADD]) await pair.romeo(command);
    pair.relay.tamper = (_to, xml) => [xml];
    const { juliet } = await pair.juliet({ do: 'stanzas', xml: held });
    expect(toldIn(juliet)).toEqual([
      { event: 'contentOffered', name: 'video', media: 'video' },
      { event: 'contentRejected', name: 'video', media: 'video', by: 'peer', reason: 'cancel' },
      { event: 'contentOffered', name: 'video-2', media: 'video' },
    ]);
    const taken = await pair.juliet({ ...ACCEPT, name: 'video-2' });
    expect(eventNamed(taken.romeo, 'contentAccepted')).toMatchObject({ name: 'video-2' });
  });
});

describe('a change in a snapshot', () => {
  test.each([
    ['that is offered', 'juliet', [ADD], ACCEPT],
    ['that waits for its answer', 'romeo', [ADD], REMOVE],
    ['that is over', 'romeo', [ADD], REMOVE],
    ['of the ICE session', 'romeo', [RESTART], { do: 'hangUp', sid: 'S1' }],
  ] as const)('%s goes on in another process with the same answers', async (_name, who, before, command) => {
    const [first, second] = [await running(), await running()];
    for (const next of before) for (const pair of [first, second]) await pair.romeo(next);
    const json = (await second[who]({ do: 'snapshot' }))[who][0]?.['json'];
    await second[who]({ do: 'close' });
    expect((await second[who]({ do: 'restore', json }))[who]).toEqual([]);
    const [expected, heard] = [await first[who](command), await second[who](command)];
    for (const each of ['romeo', 'juliet'] as const) {
      expect(outline(heard[each])).toEqual(outline(expected[each]));
      expect(eventsIn(heard[each])).toEqual(eventsIn(expected[each]));
      expect(ordersIn(heard[each])).toEqual(ordersIn(expected[each]));
    }
    expect(heard).not.toEqual({ romeo: [], juliet: [] });
  });
});

test('a seed decides what changes too', async () => {
  const runs = [];
  for (let run = 0; run < 2; run += 1) {
    const pair = await openPair({ romeo: { omemo: false }, juliet: { omemo: false } });
    await pair.romeo({ ...CALL });
    await pair.juliet({ do: 'accept', sid: 'S1' });
    runs.push([await addVideo(pair, 'juliet'), await pair.romeo(RESTART), await pair.juliet(REMOVE)]);
  }
  expect(runs[0]).toEqual(runs[1]);
});
