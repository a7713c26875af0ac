/** What a call came to, from what its two ends saw; and why a core ended one. */
import { describe, expect, test } from 'vitest';
import type { CallEvent } from '../../machines/events.ts';
import type { CallTraceEntry } from '../../src/call/trace.ts';
import type { Verdict } from '../../src/call/verdict.ts';
import { outcomeOf } from '../../src/cli/demo/outcome.ts';
import type { PartyRecord } from '../../src/stage/party.ts';
import { refusalIn } from '../../src/stage/refusal.ts';
import type { BareJid } from '../../src/jid.ts';
import type { SessionId } from '../../src/stanzas/identifiers.ts';
import type { DeviceId, IdentityKey } from '../../src/stanzas/omemo.ts';

const AUTHENTICATED: Verdict = {
  state: 'authenticated',
  deviceId: 222 as DeviceId,
  identityKey: 'BQ==' as IdentityKey,
  trust: 'blind',
};
const TALKED: PartyRecord = {
  verdict: AUTHENTICATED,
  certificate: 'match',
  connected: true,
  ended: { by: 'local', reason: 'success' },
  refusal: undefined,
  receivedPackets: 3,
};

describe('outcomeOf', () => {
  test.each<[string, Partial<PartyRecord>, object]>([
    ['authenticated where both ends are', {}, { result: 'authenticated' }],
    [
      'unauthenticated where one end is',
      { verdict: { state: 'unauthenticated', because: 'oneWay' } },
      { result: 'unauthenticated', because: 'oneWay' },
    ],
    [
      'not authenticated where one end did not check the certificate',
      { certificate: 'unchecked' },
      { result: 'failed' },
    ],
    ['not authenticated where one end saw another certificate', { certificate: 'differs' }, { result: 'failed' }],
    ['not authenticated where one end has no verdict', { verdict: undefined }, { result: 'failed' }],
    ['failed where one end never connected', { connected: false }, { result: 'failed', because: 'not connected' }],
    ['failed where the network is to blame', { refusal: 'connectivity' }, { result: 'failed' }],
    ['refused by the end that refused', { refusal: 'timeout' }, { result: 'refused', because: 'timeout' }],
  ])('is %s', (_name, atOneEnd, expected) => {
    const odd = { ...TALKED, ...atOneEnd };
    expect(outcomeOf({ romeo: odd, juliet: TALKED })).toMatchObject(expected);
    expect(outcomeOf({ romeo: TALKED, juliet: odd })).toMatchObject(expected);
  });
});

describe('refusalIn', () => {
  function stepWith(event: CallEvent, by: 'core' | 'peer' | 'timer'): CallTraceEntry {
    const effects = [{ kind: 'reportEnd', by, reason: 'security-error' }] as const;
    const names = { sessionId: 's' as SessionId, peer: 'juliet@capulet.example' as BareJid, role: 'caller' } as const;
    return { kind: 'step', atMs: 0, ...names, from: 'x', event, to: 'ended', effects };
  }
  const accept = { type: 'peer.sessionAccept', media: 'agreed', device: 'pinned' } as const;
  const initiate = { type: 'peer.sessionInitiate', media: 'agreed' } as const;

  test.each<[CallEvent, string]>([
    [{ type: 'peer.proceed', device: 'none' }, 'notAnnounced'],
    [{ type: 'peer.proceed', device: 'invalid' }, 'invalidDevice'],
    [{ type: 'peer.proceed', device: 'device' }, 'disabled'],
    [{ ...initiate, protection: 'plain' }, 'announcedNotUsed'],
    [{ ...initiate, protection: 'mixed' }, 'mixedFingerprints'],
    [{ ...initiate, protection: 'none' }, 'missingFingerprint'],
    [{ ...initiate, protection: 'encrypted', media: 'other' }, 'otherMedia'],
    [{ ...accept, protection: 'plain' }, 'plainFingerprint'],
    [{ ...accept, protection: 'mixed' }, 'mixedFingerprints'],
    [{ ...accept, protection: 'none' }, 'missingFingerprint'],
    [{ ...accept, protection: 'encrypted', device: 'other' }, 'unexpectedDevice'],
    [{ ...accept, protection: 'encrypted', media: 'other' }, 'otherMedia'],
    [{ type: 'omemo.impossible', because: 'distrusted' }, 'distrusted'],
    [{ type: 'omemo.refused' }, 'undecryptable'],
    [{ type: 'media.connected', certificate: 'differs' }, 'certificateDiffers'],
    [{ type: 'media.failed' }, 'connectivity'],
    [{ type: 'media.refused' }, 'media'],
    [{ type: 'timer.bundle' }, 'noSession'],
    [{ type: 'timer.accept' }, 'timeout'],
  ])('%j ends a call because %s', (event, because) => {
    expect(refusalIn(stepWith(event, 'core'))).toBe(because);
  });

  test('is none where people, or the peer, ended the call', () => {
    expect(refusalIn(stepWith({ type: 'peer.sessionTerminate' }, 'peer'))).toBeUndefined();
    expect(refusalIn({ kind: 'dropped', atMs: 0, reason: 'noSuchCall' })).toBeUndefined();
  });
});
