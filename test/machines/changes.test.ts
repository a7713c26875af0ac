/** What changes in a running call, in words: the answers of its machine to what users, peers and engines do. */
import { describe, expect, test } from 'vitest';
import { stepChanges, startChanges } from '../../machines/changes.step.ts';
import type { ChangesSnapshot } from '../../machines/changes.step.ts';
import type { ChangesEffect, ChangesEvent, ChangesInput } from '../../machines/changes.words.ts';

const ENCRYPTED = { side: 'initiator', sent: 'encrypted', received: 'encrypted' } as const;
const RESPONDER = { ...ENCRYPTED, side: 'responder' } as const;
const PLAIN = { side: 'initiator', sent: 'plain', received: 'plain' } as const;

const add = { type: 'local.addContent' } as const;
const accept = { type: 'local.acceptContent' } as const;
const restart = { type: 'local.restartIce' } as const;
const described = { type: 'media.described' } as const;
const applied = { type: 'media.applied' } as const;
const encrypted = { type: 'omemo.encrypted' } as const;
const decrypted = { type: 'omemo.decrypted' } as const;
const theirs = { protection: 'encrypted', device: 'pinned' } as const;
const contentAdd = { type: 'peer.contentAdd', ...theirs, contents: 'more' } as const;
const contentAccept = { type: 'peer.contentAccept', ...theirs, contents: 'agreed' } as const;
const plainly = { protection: 'plain', device: 'unbound' } as const;
const asked = { type: 'peer.newCredentials', candidates: 'none' } as const;
const candidates = { type: 'peer.newCredentials', candidates: 'some' } as const;
const acknowledged = { type: 'peer.restartAcknowledged' } as const;

interface Happening {
  readonly snapshot: ChangesSnapshot;
  /** Of the last event. */
  readonly effects: readonly ChangesEffect[];
}

/** What came of the last of several events. */
function happens(input: ChangesInput, ...events: readonly ChangesEvent[]): Happening {
  return events.reduce<Happening>(({ snapshot }, event) => stepChanges(snapshot, event), startChanges(input));
}

const kindsOf = ({ effects }: Happening) => effects.map(({ kind }) => kind);

describe('our own addition', () => {
  test('is described, encrypted, sent, proved and applied, and then the call has it', () => {
    const all = [add, described, encrypted, contentAccept, decrypted, applied];
    const orders = all.map((_, index) => kindsOf(happens(ENCRYPTED, ...all.slice(0, index + 1))));
    expect(orders).toEqual([
      ['startTimer', 'describeAddition'],
      ['encryptContents'],
      ['sendContentAdd', 'moveCandidates'],
      ['acknowledge', 'holdAnswer', 'decryptAnswer'],
      ['applyAnswer'],
      ['stopTimer', 'reportContentAccepted', 'moveCandidates'],
    ]);
    expect(happens(ENCRYPTED, ...all).snapshot.state).toBe('idle');
  });

  test('A6: never leaves in the clear in an encrypted call, which goes on', () => {
    const { snapshot, effects } = happens(ENCRYPTED, add, described, { type: 'omemo.impossible' });
    expect(effects).toContainEqual({ kind: 'reportContentRejected', contents: 'added', reason: 'security-error' });
    expect(effects).not.toContainEqual(expect.objectContaining({ kind: 'sendContentAdd' }));
    expect(snapshot.state).toBe('idle');
  });

  test.each([
    ['in the clear', { ...contentAccept, ...plainly }],
    ['of another device', { ...contentAccept, device: 'other' }],
    ['encrypted and plain at once', { ...contentAccept, protection: 'mixed', device: 'unbound' }],
    ['of other contents', { ...contentAccept, contents: 'other' }],
  ] as const)('A5: an answer %s is not taken, and the addition is withdrawn', (_, answer) => {
    const { effects } = happens(ENCRYPTED, add, described, encrypted, answer);
    expect(effects).toContainEqual({ kind: 'sendContentRemove', contents: 'added', reason: 'security-error' });
    expect(effects).not.toContainEqual({ kind: 'holdAnswer' });
  });

  test('gives way to one that crosses it where the peer began the call, and is not asked about as much again', () => {
    const covered = { ...contentAdd, contents: 'covered' } as const;
    const crossed = happens(RESPONDER, add, described, encrypted, covered);
    expect(crossed.snapshot.state).toBe('accepting.decrypting');
    expect(kindsOf(crossed)).toEqual(expect.arrayContaining(['acknowledge', 'rollBack', 'decryptOffer']));
    expect(crossed.effects).not.toContainEqual({ kind: 'reportContentOffered' });
  });

  test('C16: that gives way to one with more media asks the user', () => {
    const crossed = happens(RESPONDER, add, described, encrypted, contentAdd);
    expect(crossed.snapshot.state).toBe('offered');
    expect(crossed.effects).toContainEqual({ kind: 'reportContentOffered' });
  });

  test('goes on where we began the call: the other one is refused with tie-break', () => {
    const crossed = happens(ENCRYPTED, add, described, encrypted, contentAdd);
    expect(crossed).toMatchObject({ effects: [{ kind: 'refuse', condition: 'tie-break' }] });
    expect(crossed.snapshot.state).toBe('adding.waiting');
  });

  test('D22: has a deadline, and the peer is told', () => {
    const { snapshot, effects } = happens(ENCRYPTED, add, described, encrypted, { type: 'timer.addition' });
    expect(effects).toContainEqual({ kind: 'sendContentRemove', contents: 'added', reason: 'timeout' });
    expect(snapshot.state).toBe('idle');
  });
});

describe('contents the peer offers', () => {
  test('C16: are neither decrypted nor shown to the engine before the user says yes', () => {
    const offered = happens(ENCRYPTED, contentAdd);
    expect(kindsOf(offered)).toEqual(['acknowledge', 'holdOffer', 'startTimer', 'reportContentOffered']);
    expect(kindsOf(happens(ENCRYPTED, contentAdd, accept))).toEqual(['decryptOffer']);
  });

  test('are answered encrypted once they are proved and described', () => {
    const { effects, snapshot } = happens(ENCRYPTED, contentAdd, accept, decrypted, described, encrypted);
    expect(effects).toContainEqual({ kind: 'sendContentAccept', protection: 'encrypted' });
    expect(snapshot.state).toBe('idle');
  });

  test.each([
    ['in the clear', { ...contentAdd, ...plainly }],
    ['of another device', { ...contentAdd, device: 'other' }],
    ['encrypted and plain at once', { ...contentAdd, protection: 'mixed', device: 'unbound' }],
    ['without a fingerprint', { ...contentAdd, protection: 'none', device: 'unbound' }],
  ] as const)('A5: %s are turned down with security-error in an encrypted call, which goes on', (_, offer) => {
    const { effects, snapshot } = happens(ENCRYPTED, offer);
    expect(effects).toEqual([
      { kind: 'acknowledge' },
      { kind: 'sendContentReject', offer: 'arrived', reason: 'security-error' },
    ]);
    expect(snapshot.state).toBe('idle');
  });

  test('that share the transport of a content that is there need no proof of their own', () => {
    const stub = { ...contentAdd, protection: 'stub', device: 'unbound' } as const;
    const { effects } = happens(ENCRYPTED, stub, accept, described);
    expect(effects).toContainEqual({ kind: 'sendContentAccept', protection: 'stub' });
  });

  test('that are not from who they should be leave the engine, and the peer hears security-error', () => {
    const { effects } = happens(ENCRYPTED, contentAdd, accept, { type: 'omemo.refused' });
    expect(effects.map(({ kind }) => kind)).toEqual([
      'removeMedia',
      'sendContentReject',
      'stopTimer',
      'dropOffer',
      'reportContentRejected',
    ]);
    expect(effects).toContainEqual({ kind: 'sendContentReject', offer: 'pending', reason: 'security-error' });
  });

  test('stay plain in a plain call', () => {
    const offer = { ...contentAdd, ...plainly } as const;
    const { effects } = happens(PLAIN, offer, accept, described);
    expect(effects).toContainEqual({ kind: 'sendContentAccept', protection: 'plain' });
  });

  test('come one at a time', () => {
    const { effects } = happens(ENCRYPTED, contentAdd, contentAdd);
    expect(effects).toContainEqual({ kind: 'sendContentReject', offer: 'arrived', reason: 'busy' });
  });
});

describe('a restart of ICE', () => {
  test('of ours is over with the first candidate under the credentials of the peer', () => {
    const { effects } = happens(ENCRYPTED, restart, described, candidates, applied);
    expect(effects).toContainEqual({ kind: 'reportIceRestarted', by: 'local' });
  });

  test('of the peer is answered at once', () => {
    expect(kindsOf(happens(ENCRYPTED, asked))).toEqual(['acknowledge', 'answerRestart', 'reportIceRestarted']);
  });

  test('that crosses another goes on at the side that began the call', () => {
    expect(happens(ENCRYPTED, restart, described, asked).effects).toEqual([{ kind: 'refuse', condition: 'tie-break' }]);
    expect(kindsOf(happens(RESPONDER, restart, described, asked))).toEqual([
      'stopTimer',
      'rollBack',
      'acknowledge',
      'answerRestart',
      'reportIceRestarted',
    ]);
  });

  test('that was acknowledged takes new credentials for its answer, with candidates or without', () => {
    const { snapshot } = happens(RESPONDER, restart, described, acknowledged, asked);
    expect(snapshot.state).toBe('restarting.applying');
  });

  test('that is refused or not answered leaves the call as it was', () => {
    for (const end of [{ type: 'peer.restartRefused' }, { type: 'timer.restart' }] as const) {
      const { snapshot, effects } = happens(ENCRYPTED, restart, described, end);
      expect(snapshot.state).toBe('idle');
      expect(effects).toContainEqual({ kind: 'rollBack' });
    }
  });

  test('waits for an addition that is under way', () => {
    const { snapshot } = happens(PLAIN, add, described, restart, { ...contentAccept, ...plainly }, applied);
    expect(snapshot.state).toBe('restarting.describing');
  });
});
