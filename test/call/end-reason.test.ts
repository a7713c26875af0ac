/** How an end is told: our word, or the peer's; and which call goes on instead. */
import { describe, expect, test } from 'vitest';
import { endedOf } from '../../src/call/end-reason.ts';
import type { SessionId } from '../../src/stanzas/identifiers.ts';

const busy = { condition: 'busy', text: 'in a duel', alternativeSessionId: undefined, extensions: [] } as const;
const expired = { ...busy, condition: 'expired', text: undefined } as const;
const successor = 's2' as SessionId;

const NO_TIME = { durationMs: undefined };
const NO_SUCCESSOR = { replacedBy: undefined, migratedTo: undefined, ...NO_TIME };

describe('endedOf', () => {
  test('tells our own reason, and nothing of what the peer said', () => {
    const ended = { by: 'core', reason: 'security-error', text: undefined, ...NO_SUCCESSOR };
    expect(endedOf('core', 'security-error', { reason: busy })).toStrictEqual(ended);
  });

  test("tells the peer's reason and text", () => {
    const ended = { by: 'peer', reason: 'busy', text: 'in a duel', ...NO_SUCCESSOR };
    expect(endedOf('peer', 'given', { reason: busy })).toStrictEqual(ended);
  });

  test('takes a reject without reason for a decline, as older clients send it [XEP-0353 #reject]', () => {
    const ended = { by: 'peer', reason: 'decline', text: undefined, ...NO_SUCCESSOR };
    expect(endedOf('peer', 'given', {})).toStrictEqual(ended);
  });

  test('names the call that won the tie-break [XEP-0353 #tie-break-1]', () => {
    const ended = {
      by: 'core',
      reason: 'expired',
      text: undefined,
      replacedBy: successor,
      migratedTo: undefined,
      ...NO_TIME,
    };
    expect(endedOf('core', 'expired', { successor })).toStrictEqual(ended);
  });

  test.each(['local', 'peer'] as const)('names the call it goes on as, by the %s [XEP-0353 #tie-break-2]', (by) => {
    const ended = { by, reason: 'migrated', text: undefined, replacedBy: undefined, migratedTo: successor, ...NO_TIME };
    expect(endedOf(by, 'migrated', { reason: expired, successor })).toStrictEqual(ended);
  });
});
