/** A snapshot is read as strictly as a stanza: whatever is wrong with it is said, and nothing has happened. */
import { describe, expect, test } from 'vitest';
import { describeSnapshotFault, readAccount } from '../../src/call/account-snapshot.ts';
import type { SnapshotFault } from '../../src/call/account-snapshot.ts';
import { CallManager } from '../../src/call/call-manager.ts';
import type { FullJid } from '../../src/jid.ts';
import type { DeviceId } from '../../src/stanzas/omemo.ts';
import { connect, createPair, keyWith, ring } from '../support/pair.ts';
import { JULIET, ROMEO } from '../support/parties.ts';

/** JSON that is changed at will. */
type Json = ReturnType<typeof JSON.parse>;

/** Juliet's account: one call with romeo, of hers the answering half, in the state the test asks for. */
async function writtenBy(state: 'connected' | 'ringing' | 'silent'): Promise<Json> {
  const pair = await createPair({ juliet: { sharesPresenceWith: () => state !== 'silent' } });
  await (state === 'connected' ? connect(pair) : ring(pair));
  return JSON.parse(JSON.stringify(await pair.juliet.manager.snapshot()));
}

/** Romeo's, who calls. */
async function writtenByRomeo(): Promise<Json> {
  const pair = await createPair();
  await ring(pair);
  return JSON.parse(JSON.stringify(await pair.romeo.manager.snapshot()));
}

function faultIn(
  snapshot: unknown,
  account: FullJid = JULIET.account,
  deviceId: DeviceId | undefined = JULIET.deviceId,
) {
  const read = readAccount(snapshot, account, deviceId);
  return read.ok ? undefined : read.error;
}

/** A copy with a value at a path of dots and brackets, or without the member where there is none. */
function changed(json: Json, path: string, value?: unknown): Json {
  const copy = structuredClone(json);
  const names = path.match(/[^.[\]]+/g)!;
  const parent = names.slice(0, -1).reduce((part, name) => part[name], copy);
  if (value === undefined) delete parent[names.at(-1)!];
  else parent[names.at(-1)!] = value;
  return copy;
}

describe('readAccount', () => {
  test('reads the object, and its text', async () => {
    const json = await writtenBy('connected');
    expect(faultIn(json)).toBeUndefined();
    expect(faultIn(JSON.stringify(json))).toBeUndefined();
  });

  test('says what it was not meant to read at all', async () => {
    const json = await writtenBy('ringing');
    expect(faultIn('')).toEqual({ kind: 'notJson' });
    expect(faultIn(JSON.stringify(json).slice(0, -1))).toEqual({ kind: 'notJson' });
    for (const other of [null, undefined, 1, '1', [], {}, { format: 'else' }, changed(json, 'format', 'other')]) {
      expect({ other, kind: faultIn(other)?.kind }).toEqual({
        other,
        kind: expect.stringMatching(/^(otherFormat|notJson)$/),
      });
    }
    expect(faultIn(changed(json, 'version', 2))).toEqual({ kind: 'otherVersion' });
    expect(faultIn(changed(json, 'version', '1'))).toEqual({ kind: 'otherVersion' });
  });

  test('says whose it is, if it is not ours', async () => {
    const json = await writtenBy('ringing');
    expect(faultIn(json, ROMEO.account)).toEqual({ kind: 'otherAccount' });
    expect(faultIn(json, `${JULIET.contact}/chamber` as FullJid)).toEqual({ kind: 'otherResource' });
    expect(faultIn(json, JULIET.account, ROMEO.deviceId)).toEqual({ kind: 'otherDevice' });
    expect(readAccount(json, JULIET.account, undefined)).toEqual({ ok: false, error: { kind: 'otherDevice' } });
  });

  test.each([
    ['calls', undefined, 'calls', 'missing'],
    ['more', 1, '', 'unexpected'],
    ['calls', {}, 'calls', 'badValue'],
    ['calls', Array.from({ length: 50_001 }, () => 1), 'calls', 'tooMany'],
    ['calls[0].sessionId', '', 'calls[0].sessionId', 'badValue'],
    ['calls[0].machine.role', 'initiator', 'calls[0].machine.role', 'badValue'],
    ['calls[0].machine.input.policy', 'never', 'calls[0].machine.input.policy', 'badValue'],
    ['calls[0].machine.state', 'established', 'calls[0].machine', 'badValue'],
    ['calls[0].machine.state', 'ended', 'calls[0].machine', 'badValue'],
    ['calls[0].machine.context.trust', 'complete', 'calls[0].machine', 'badValue'],
    ['calls[0].machine.context.sent', 'nothing', 'calls[0].machine', 'badValue'],
    ['calls[0].machine.context.more', 'words', 'calls[0].machine', 'badValue'],
    ['calls[0].machine.context', null, 'calls[0].machine.context', 'badValue'],
    ['calls[0].media', ['smell'], 'calls[0].media[0]', 'badValue'],
    ['calls[0].offeredIn', { peer: 'a@x' }, 'calls[0].offeredIn.sessionId', 'missing'],
    ['calls[0].peer.address', 'no jid at all', 'calls[0].peer.address', 'badValue'],
    ['calls[0].wire.messageIds', ['a b'], 'calls[0].wire.messageIds[0]', 'badValue'],
    ['calls[0].omemo.binding.deviceId', 0, 'calls[0].omemo.binding.deviceId', 'badValue'],
    ['calls[0].omemo.binding.identityKey', 'AAAA', 'calls[0].omemo.binding.identityKey', 'badValue'],
    ['calls[0].engine.local', '<jingle/>', 'calls[0].engine.local', 'badValue'],
    ['calls[0].engine.remote', '<', 'calls[0].engine.remote', 'badValue'],
    ['calls[0].engine.heldFacts', [{ kind: 'candidate' }], 'calls[0].engine.heldFacts[0]', 'badValue'],
    ['calls[0].candidates.applied', 257, 'calls[0].candidates.applied', 'badValue'],
    ['calls[0].candidates.remote', ['x'], 'calls[0].candidates.remote[0]', 'badValue'],
    ['calls[0].connected.connectedForMs', -1, 'calls[0].connected.connectedForMs', 'badValue'],
    ['calls[0].replies.checksum', 'none', 'calls[0].replies.checksum', 'badValue'],
    ['calls[0].replies.reply', 'none', 'calls[0].replies.reply', 'badValue'],
    ['over.hidden', [{ peer: 'a@x/y', sessionId: 's' }], 'over.hidden[0].peer', 'badValue'],
    ['requests', [{}], 'requests[0].id', 'missing'],
    ['ownDevice.isUnpublished', 0, 'ownDevice.isUnpublished', 'badValue'],
    ['alarms.takenAtMs', '0', 'alarms.takenAtMs', 'badValue'],
  ])('refuses %s as %j, at %s', async (path, value, at, fault) => {
    expect(faultIn(changed(await writtenBy('connected'), path, value))).toEqual({ kind: 'damaged', path: at, fault });
  });

  // Each of these is well formed by itself; together with the state of its call it could only break the call later.
  test.each([
    ['connected', 'peer.isLatched', false, 'peer'],
    ['connected', 'peer.address', ROMEO.contact, 'peer'],
    ['ringing', 'peer.hasProceeded', true, 'peer'],
    ['connected', 'omemo', null, 'omemo'],
    ['connected', 'omemo.binding', null, 'omemo'],
    ['connected', 'omemo.binding.identityKey', null, 'omemo'],
    ['ringing', 'omemo.bundleRequest', 'i1', 'omemo'],
    ['connected', 'engine.local', null, 'engine'],
    ['connected', 'engine.remote', null, 'engine'],
    ['connected', 'connected', null, 'connected'],
    ['ringing', 'connected', { connectedForMs: 1, takenAtMs: 0 }, 'connected'],
    ['ringing', 'timers', [], 'timers'],
    ['connected', 'timers', [{ timer: 'ring', alarm: { dueAtMs: 0, place: 0 } }], 'timers'],
  ] as const)('refuses a %s call whose %s is %j', async (state, part, value, at) => {
    const json = changed(await writtenBy(state), `calls[0].${part}`, value);
    expect(faultIn(json)).toEqual({ kind: 'damaged', path: `calls[0].${at}`, fault: 'badValue' });
  });

  test.each([
    ['peer.isLatched', true],
    ['peer.hasProceeded', true],
    ['omemo.binding', { deviceId: 1, identityKey: null }],
  ])('refuses a call that nobody has taken whose %s is %j', async (part, value) => {
    const json = changed(await writtenByRomeo(), `calls[0].${part}`, value);
    expect(faultIn(json, ROMEO.account, ROMEO.deviceId)?.kind).toBe('damaged');
  });

  test('refuses two calls of one name, and an answer about a bundle that no call waits for', async () => {
    const json = await writtenBy('ringing');
    expect(faultIn({ ...json, calls: [...json.calls, ...json.calls] })).toMatchObject({
      path: 'calls[1]',
      fault: 'duplicate',
    });
    const purpose = { for: 'call', account: ROMEO.contact, sessionId: json.calls[0].sessionId, step: 'bundle' };
    const request = { id: 'i1', to: ROMEO.contact, purpose, deadline: { dueAtMs: 0, place: 0 } };
    expect(faultIn({ ...json, requests: [request] })).toMatchObject({ path: 'requests[0].purpose' });
    expect(faultIn({ ...json, ownDevice: null })).toMatchObject({ path: 'calls[0].omemo' });
  });

  test('refuses descriptions with an encrypted fingerprint, or with two, and candidates past the cap', async () => {
    const json = await writtenBy('connected');
    const { local } = json.calls[0].engine;
    const twice = local.replace(/(<fingerprint.*?<\/fingerprint>)/, '$1$1');
    expect(faultIn(changed(json, 'calls[0].engine.local', twice))).toMatchObject({ path: 'calls[0].engine.local' });
    const where = "ip='192.0.2.1' port='1' priority='1' protocol='udp' type='host'";
    const candidate = `<candidate component='1' foundation='1' ${where}/>`;
    const transport = (count: number) =>
      `<transport xmlns='urn:xmpp:jingle:transports:ice-udp:1'>${candidate.repeat(count)}</transport>`;
    const held = (...counts: readonly number[]) =>
      counts.map((count) => ({ contentName: 'audio', transport: transport(count) }));
    expect(faultIn(changed(json, 'calls[0].candidates.local', held(40, 24)))).toBeUndefined();
    expect(faultIn(changed(json, 'calls[0].candidates.local', held(40, 25)))).toMatchObject({ fault: 'tooMany' });
    expect(faultIn(changed(json, 'calls[0].candidates.local', held(0)))).toMatchObject({ fault: 'badValue' });
  });
});

describe('describeSnapshotFault', () => {
  test('has a sentence of its own for each fault', () => {
    const faults: readonly SnapshotFault[] = [
      { kind: 'notJson' },
      { kind: 'otherFormat' },
      { kind: 'otherVersion' },
      { kind: 'damaged', path: 'calls[0].timers', fault: 'badValue' },
      { kind: 'damaged', path: '', fault: 'unexpected' },
      { kind: 'otherAccount' },
      { kind: 'otherResource' },
      { kind: 'otherDevice' },
    ];
    expect(new Set(faults.map(describeSnapshotFault)).size).toBe(faults.length);
    expect(describeSnapshotFault(faults[3]!)).toContain('calls[0].timers');
  });
});

describe('CallManager.restore', () => {
  test('gives the fault, and has done nothing', async () => {
    const pair = await createPair();
    await ring(pair);
    const { juliet, clock } = pair;
    const before = clock.pending;
    const restored = CallManager.restore(
      {
        account: JULIET.account,
        wire: { send: () => expect.unreachable('nothing is sent') },
        media: juliet.media,
        omemo: juliet.omemo,
        clock,
        report: () => expect.unreachable('nothing is reported'),
      },
      changed(await writtenBy('ringing'), 'calls[0].timers', []),
    );
    expect(restored).toMatchObject({ ok: false, error: { kind: 'damaged' } });
    expect(clock.pending).toBe(before);
  });

  test('takes the ids that are over along: a replayed propose does not ring', async () => {
    const pair = await createPair();
    const sessionId = await ring(pair);
    const { juliet, romeo } = pair;
    const [propose] = juliet.received;
    juliet.manager.reject(keyWith(romeo, sessionId));
    await juliet.restart();
    juliet.receive(propose!);
    expect(juliet.manager.stats()).toMatchObject({ calls: 0, remembered: 1 });
  });
});
