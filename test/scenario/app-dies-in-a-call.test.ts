/**
 * The application dies while media runs. An engine that lives on elsewhere is found again; one that died with it has
 * lost the connection, and the call ends as it would have ended for that.
 */
import { describe, expect, test } from 'vitest';
import { createStandInMedia } from '../../src/media/scripted.ts';
import { connect, createPair, engineOf, keyWith, told, verdicts } from '../support/pair.ts';
import type { Who } from '../support/stage.ts';
import { summary } from '../support/story.ts';

const SIDES: readonly Who[] = ['romeo', 'juliet'];

describe('the application dies in a call', () => {
  test.each(SIDES)('of %s, whose engine goes on: the call does too, for as long as one likes', async (who) => {
    const pair = await createPair();
    const sessionId = await connect(pair, ['audio', 'video']);
    await pair[who].restart({ meanwhile: () => pair.advance(3_600_000) });
    await pair.advance(3_600_000);
    expect(told(pair[who]).at(-1)).toBe('connected');
    const other = who === 'romeo' ? pair.juliet : pair.romeo;
    const { deviceId } = other;
    const identityKey = other.omemo!.ownIdentityKey;
    await pair[who].manager.setTrust({ account: other.contact, deviceId, identityKey }, 'verified');
    expect(verdicts(pair[who]).at(-1)).toEqual({ state: 'authenticated', deviceId, identityKey, trust: 'verified' });
    engineOf(pair[who]).gathered('audio', 4_321);
    pair[who].manager.hangUp(keyWith(other, sessionId));
    await pair.settle();
    expect(told(pair[who]).at(-1)).toBe('ended by local: success');
    expect(told(other).at(-1)).toBe('ended by peer: success');
  });

  test.each(SIDES)('of %s, whose engine died with it: both are told that the connection is lost', async (who) => {
    const pair = await createPair();
    await connect(pair);
    const { seed, dtlsFingerprint } = pair[who];
    const { open } = createStandInMedia({ seed, dtlsFingerprint });
    const before = pair[who].sent.length;
    await pair[who].restart({ changed: { media: { open } } });
    await pair.settle();
    expect(pair[who].sent.slice(before).map(summary)).toEqual([
      'session-terminate connectivity-error',
      'finish connectivity-error',
    ]);
    expect(told(pair[who]).at(-1)).toBe('ended by core: connectivity-error');
    expect(told(who === 'romeo' ? pair.juliet : pair.romeo).at(-1)).toBe('ended by peer: connectivity-error');
    expect(pair[who].manager.stats()).toMatchObject({ calls: 0, timers: 0, pending: 0 });
  });

  test('and the user distrusts the key before it is back: the verdict says so first of all', async () => {
    const pair = await createPair();
    await connect(pair);
    const { romeo, juliet } = pair;
    const key = { account: juliet.contact, deviceId: juliet.deviceId, identityKey: juliet.omemo!.ownIdentityKey };
    await romeo.restart({ meanwhile: async () => void (await romeo.omemo!.setTrust(key, 'distrusted')) });
    await pair.settle();
    expect(told(romeo).at(-1)).toBe('unauthenticated (distrusted)');
  });
});
