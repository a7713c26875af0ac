/** What a call may be called, from what was sent, received and trusted. */
import { describe, expect, test } from 'vitest';
import { initialContext } from '../../machines/context.ts';
import type { CallContext, Travelled } from '../../machines/context.ts';
import type { TrustLevel } from '../../machines/events.ts';
import { verdictOf } from '../../machines/verdict.ts';
import type { UnauthenticatedCause } from '../../machines/verdict.ts';
import { USUAL } from './tell.ts';

function verdict(facts: Partial<CallContext>) {
  return verdictOf({ ...initialContext(USUAL), ...facts });
}

const BOTH_ENCRYPTED = { sent: 'encrypted', received: 'encrypted' } as const;
const TRUST_LEVELS: readonly TrustLevel[] = ['blind', 'distrusted', 'undecided', 'verified'];
const TRAVELLED: readonly Travelled[] = ['encrypted', 'nothing', 'plain'];
const CAUSES: readonly UnauthenticatedCause[] = [
  'announcedNotUsed',
  'disabled',
  'distrusted',
  'invalidDevice',
  'noSession',
  'notAnnounced',
];

describe('verdictOf', () => {
  test.each(['blind', 'undecided', 'verified'] as const)('is authenticated when both directions were: %s', (trust) => {
    expect(verdict({ ...BOTH_ENCRYPTED, trust })).toEqual({ state: 'authenticated', trust });
  });

  test('A9: is not authenticated with a key the user distrusts', () => {
    const expected = { state: 'unauthenticated', because: 'distrusted' };
    expect(verdict({ ...BOTH_ENCRYPTED, trust: 'distrusted' })).toEqual(expected);
  });

  test.each([
    ['theirs', { sent: 'plain', received: 'encrypted' }],
    ['ours', { sent: 'encrypted', received: 'plain' }],
    ['theirs alone so far', { sent: 'nothing', received: 'encrypted' }],
    ['ours alone so far', { sent: 'encrypted', received: 'nothing' }],
  ] as const)('A5: is one-way when only one direction was encrypted: %s', (_which, facts) => {
    for (const trust of TRUST_LEVELS) {
      expect(verdict({ ...facts, trust })).toEqual({ state: 'unauthenticated', because: 'oneWay' });
    }
  });

  test.each(CAUSES)('B10: names the cause of a plain call: %s', (because) => {
    for (const trust of TRUST_LEVELS) {
      const told = verdict({ sent: 'plain', received: 'plain', because, trust });
      expect(told).toEqual({ state: 'unauthenticated', because });
    }
  });

  test('A5: is authenticated for no other facts than these', () => {
    const authenticated = TRAVELLED.flatMap((sent) =>
      TRAVELLED.flatMap((received) =>
        [...CAUSES, null].flatMap((because) =>
          TRUST_LEVELS.filter((trust) => verdict({ sent, received, because, trust }).state === 'authenticated').map(
            (trust) => `${sent} ${received} ${trust}`,
          ),
        ),
      ),
    );
    expect([...new Set(authenticated)]).toEqual([
      'encrypted encrypted blind',
      'encrypted encrypted undecided',
      'encrypted encrypted verified',
    ]);
  });
});
