/** A process ends while a running call is being changed, and another goes on with it as if nothing had been. */
import { describe, expect, test } from 'vitest';
import { describeSnapshotFault, readAccount } from '../../src/call/account-snapshot.ts';
import { CallManager } from '../../src/call/call-manager.ts';
import type { ContentName } from '../../src/stanzas/identifiers.ts';
import type { RunningCall, Who } from '../support/changing.ts';
import {
  candidatesGivenTo,
  expectAtRest,
  offerContents,
  partiesOf,
  running,
  sentSince,
  takenBy,
  toldOfChanges,
  WHO,
} from '../support/changing.ts';
import { isJingle } from '../support/hostile.ts';
import { misuse } from '../support/misuse.ts';
import { engineOf, keyWith } from '../support/pair.ts';
import type { PairOptions } from '../support/pair.ts';
import { JULIET, ROMEO } from '../support/parties.ts';
import { iqError } from '../support/stanzas.ts';
import { attribute } from '../../src/xml/read.ts';
import type { Party } from '../support/world.ts';

const KINDS = [
  ['encrypted', {}],
  ['plain', { both: { omemo: 'none' } }],
] as const satisfies readonly (readonly [string, PairOptions])[];

/** The process ends, and what the next one would write is what it has read. */
async function restart(party: Party): Promise<void> {
  const text = await party.restart();
  expect(JSON.stringify(await party.manager.snapshot())).toBe(text);
}

describe.each(KINDS)('in a call that is %s', (_kind, options) => {
  describe.each(WHO)('what %s adds', (who) => {
    test('is still asked about after the other one has begun again, and comes', async () => {
      const call = await running(options);
      await offerContents(call, who);
      const [adder, asked] = partiesOf(call, who);
      await restart(asked);
      const key = keyWith(adder, call.sessionId);
      expect(asked.manager.changes.offered(key)).toEqual(['video']);
      asked.manager.changes.acceptContents(key);
      await call.settle();
      expect(toldOfChanges(asked)).toEqual(['contentOffered video', 'contentAccepted video']);
      expect(toldOfChanges(adder)).toEqual(['contentAccepted video']);
      expect(takenBy(asked)).toEqual([`audio ${adder.dtlsFingerprint}`, `video ${adder.dtlsFingerprint}`]);
      expectAtRest(call);
    });

    test('comes though whoever adds it has begun again while it waited, or both have', async () => {
      for (const both of [false, true]) {
        const call = await running(options);
        await offerContents(call, who);
        const [adder, asked] = partiesOf(call, who);
        await restart(adder);
        if (both) await restart(asked);
        asked.manager.changes.acceptContents(keyWith(adder, call.sessionId));
        await call.settle();
        expect(toldOfChanges(adder)).toEqual(['contentAccepted video']);
        expect(takenBy(adder)).toEqual([`audio ${asked.dtlsFingerprint}`, `video ${asked.dtlsFingerprint}`]);
        engineOf(adder).gathered('video', 3_001);
        await call.settle();
        expect(candidatesGivenTo(asked)).toEqual(['video 3001']);
        expectAtRest(call);
      }
    });

    test('can be taken back by the next process, and its name is not given again', async () => {
      const call = await running(options);
      await offerContents(call, who);
      const [adder, asked] = partiesOf(call, who);
      await restart(adder);
      adder.manager.changes.removeContent(keyWith(asked, call.sessionId), 'video' as ContentName);
      await call.settle();
      expect(toldOfChanges(asked)).toEqual(['contentOffered video', 'contentRejected video by peer: cancel']);
      expectAtRest(call);
      await offerContents(call, who);
      expect(toldOfChanges(asked).at(-1)).toBe('contentOffered video-2');
    });

    test('D22: is over by its deadline, counted from when it began', async () => {
      const call = await running(options);
      await offerContents(call, who);
      await call.advance(40_000);
      for (const party of call.parties) await restart(party);
      await call.advance(21_000);
      expectAtRest(call);
      const [adder] = partiesOf(call, who);
      expect(toldOfChanges(adder)).toEqual([expect.stringMatching(/^contentRejected video by /)]);
    });
  });

  test.each(WHO)('a restart of ICE by %s is still answered', async (who) => {
    const call = await running(options);
    const [restarter, other] = partiesOf(call, who);
    restarter.manager.changes.restartIce(keyWith(other, call.sessionId));
    await call.settle();
    for (const party of call.parties) await restart(party);
    engineOf(other).gathered('audio', 4_001);
    await call.settle();
    expect(toldOfChanges(restarter)).toEqual(['iceRestarted by local']);
    expect(candidatesGivenTo(restarter)).toEqual(['audio 4001']);
    expectAtRest(call);
  });
});

test.each(WHO)('an answer to our request still counts: %s hears that the addition is refused', async (who) => {
  const call = await running();
  const [adder, other] = partiesOf(call, who);
  adder.manager.changes.addContents(keyWith(other, call.sessionId), ['video']);
  await adder.manager.settled();
  const request = adder.sent.find((stanza) => isJingle(stanza, 'content-add'))!;
  await adder.restart();
  adder.receive(iqError(other.account, adder.account, attribute(request, 'id')!, 'feature-not-implemented'));
  expect(toldOfChanges(adder)).toEqual(['contentRejected video by peer: unknown']);
});

test('a restart that crosses is still told from an answer: whether ours was acknowledged is kept', async () => {
  const call = await running();
  const { romeo, juliet } = call;
  romeo.manager.changes.restartIce(keyWith(JULIET, call.sessionId));
  await romeo.manager.settled();
  const before = juliet.sent.length;
  await romeo.restart();
  juliet.manager.changes.restartIce(keyWith(ROMEO, call.sessionId));
  await call.settle();
  expect(sentSince(juliet, before)).toContain('transport-info audio');
  engineOf(juliet).gathered('audio');
  await call.settle();
  expect(toldOfChanges(romeo)).toEqual(['iceRestarted by local']);
  expect(toldOfChanges(juliet)).toEqual(['iceRestarted by peer']);
});

test('C19: a restart that waits for our answer to the one of the peer waits in the next process too', async () => {
  const call = await running();
  const { romeo, juliet } = call;
  juliet.manager.changes.restartIce(keyWith(ROMEO, call.sessionId));
  await call.settle();
  romeo.manager.changes.restartIce(keyWith(JULIET, call.sessionId));
  await call.settle();
  await restart(romeo);
  engineOf(romeo).gathered('audio', 4_001);
  await call.settle();
  engineOf(juliet).gathered('audio', 4_002);
  await call.settle();
  expect(toldOfChanges(romeo)).toEqual(['iceRestarted by peer', 'iceRestarted by local']);
  expect(toldOfChanges(juliet)).toEqual(['iceRestarted by local', 'iceRestarted by peer']);
  expectAtRest(call);
});

type Json = ReturnType<typeof JSON.parse>;

/** Romeo's account in the middle of a change. */
async function writtenIn(state: 'asked' | 'idle' | 'offered' | 'waiting'): Promise<Json> {
  const call = await running();
  const key = keyWith(JULIET, call.sessionId);
  if (state === 'waiting' || state === 'offered') await offerContents(call, ofWhom(state));
  if (state === 'asked') call.romeo.manager.changes.restartIce(key);
  await call.romeo.manager.settled();
  return JSON.parse(JSON.stringify(await call.romeo.manager.snapshot()));
}

function ofWhom(state: 'offered' | 'waiting'): Who {
  return state === 'waiting' ? 'romeo' : 'juliet';
}

function changed(json: Json, path: string, value: unknown): Json {
  const copy = structuredClone(json);
  const names = path.split('.');
  const parent = names.slice(0, -1).reduce((part, name) => part[name], copy.calls[0].changes);
  if (value === undefined) delete parent[names.at(-1)!];
  else parent[names.at(-1)!] = value;
  return copy;
}

function faultIn(json: Json) {
  const read = readAccount(json, ROMEO.account, ROMEO.deviceId);
  return read.ok ? undefined : read.error;
}

describe('what is kept of a change', () => {
  test.each(['idle', 'offered', 'waiting', 'asked'] as const)('is read again where it is %s', async (state) => {
    const json = await writtenIn(state);
    expect(json.calls[0].changes.machine.state).toContain(state);
    expect(faultIn(json)).toBeUndefined();
  });

  test.each([
    ['waiting', 'machine.state', 'nowhere', 'machine', 'badValue'],
    ['waiting', 'machine.state', 'adding.decrypting', 'machine', 'badValue'],
    ['waiting', 'machine.state', 'adding', 'machine', 'badValue'],
    ['waiting', 'machine.input.side', 'nobody', 'machine.input.side', 'badValue'],
    ['waiting', 'machine.input.sent', 'plain', 'machine', 'badValue'],
    ['waiting', 'machine.context.offer', 'perhaps', 'machine', 'badValue'],
    ['waiting', 'machine.context.more', 'words', 'machine', 'badValue'],
    ['waiting', 'machine.context', null, 'machine.context', 'badValue'],
    ['waiting', 'adding', [], 'adding', 'badValue'],
    ['waiting', 'adding', ['smell'], 'adding[0]', 'badValue'],
    ['waiting', 'adding', undefined, 'adding', 'missing'],
    ['waiting', 'pending', null, 'pending', 'badValue'],
    ['waiting', 'pending.isAnnounced', false, 'pending', 'badValue'],
    ['waiting', 'pending.local', '<jingle/>', 'pending.local', 'badValue'],
    ['waiting', 'request', 'a b', 'request', 'badValue'],
    ['waiting', 'acceptance', { request: 'a', names: ['a', ''] }, 'acceptance.names[1]', 'badValue'],
    ['waiting', 'acceptance', { names: [] }, 'acceptance.request', 'missing'],
    ['waiting', 'timers', [], 'timers', 'badValue'],
    ['waiting', 'timers.0.timer', 'restart', 'timers', 'badValue'],
    ['offered', 'offer', null, 'offer', 'badValue'],
    ['offered', 'offer', '<jingle/>', 'offer', 'badValue'],
    ['offered', 'adding', ['video'], 'adding', 'badValue'],
    ['offered', 'timers', [], 'timers', 'badValue'],
    ['offered', 'machine.state', 'idle', 'machine', 'badValue'],
    ['asked', 'pending', null, 'pending', 'badValue'],
    ['asked', 'machine.state', 'restarting.applying', 'machine', 'badValue'],
    ['asked', 'timers', [], 'timers', 'badValue'],
    ['idle', 'restartsByPeer', 65, 'restartsByPeer', 'badValue'],
    ['idle', 'restartsByPeer', -1, 'restartsByPeer', 'badValue'],
    ['idle', 'adding', ['video'], 'adding', 'badValue'],
    ['idle', 'more', 1, '', 'unexpected'],
  ] as const)('is refused %s, where %s is %j', async (state, path, value, at, fault) => {
    const found = faultIn(changed(await writtenIn(state), path, value));
    const where = at === '' ? 'calls[0].changes' : `calls[0].changes.${at}`;
    expect(found).toEqual({ kind: 'damaged', path: where, fault });
    expect(describeSnapshotFault(found!)).toContain(where);
  });

  test('is refused where what waits for the peer is an answer to it', async () => {
    const json = await writtenIn('waiting');
    const { local } = json.calls[0].changes.pending;
    const found = faultIn(changed(json, 'pending.remote', local));
    expect(found).toEqual({ kind: 'damaged', path: 'calls[0].changes.pending', fault: 'badValue' });
  });

  test('is refused where the call is another: its side and its protection are the ones of the call', async () => {
    for (const input of [
      { side: 'responder', sent: 'encrypted', received: 'encrypted' },
      { side: 'initiator', sent: 'plain', received: 'plain' },
    ]) {
      const json = await writtenIn('idle');
      const context = { ...json.calls[0].changes.machine.context, ...input };
      const other = changed(changed(json, 'machine.input', input), 'machine.context', context);
      expect(faultIn(other)).toEqual({ kind: 'damaged', path: 'calls[0].changes', fault: 'badValue' });
    }
    const json = await writtenIn('idle');
    json.calls[0].changes = null;
    expect(faultIn(json)).toEqual({ kind: 'damaged', path: 'calls[0].changes', fault: 'badValue' });
  });

  test('counts the restarts of the peer over the end of a process', async () => {
    const call = await running();
    call.juliet.manager.changes.restartIce(keyWith(ROMEO, call.sessionId));
    await call.settle();
    await restart(call.romeo);
    expect(JSON.parse(JSON.stringify(await call.romeo.manager.snapshot())).calls[0].changes.restartsByPeer).toBe(1);
  });
});

test('a process that ends with its engine ends the call, also in the middle of a change', async () => {
  const call: RunningCall = await running();
  await offerContents(call, 'romeo');
  const { romeo } = call;
  await romeo.restart({ changed: { media: { open: romeo.media.open } } });
  await call.settle();
  expect(toldOfChanges(romeo).at(-1)).toBe('ended by core: connectivity-error');
  expect(misuse(() => romeo.manager.changes.restartIce(keyWith(JULIET, call.sessionId)))).toBe('noSuchCall');
  expect(romeo.manager.stats()).toMatchObject({ calls: 0, buffered: 0, timers: 0, pending: 0 });
  expect(romeo.manager).toBeInstanceOf(CallManager);
});
