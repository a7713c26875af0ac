/** How an end is told: our word, or the peer's. */
import { describe, expect, test } from 'vitest';
import { endedOf } from '../../src/call/end-reason.ts';

const busy = { condition: 'busy', text: 'in a duel', alternativeSessionId: undefined, extensions: [] } as const;

describe('endedOf', () => {
  test('tells our own reason, and nothing of what the peer said', () => {
    expect(endedOf('core', 'security-error', busy)).toEqual({ by: 'core', reason: 'security-error', text: undefined });
  });

  test("tells the peer's reason and text", () => {
    expect(endedOf('peer', 'given', busy)).toEqual({ by: 'peer', reason: 'busy', text: 'in a duel' });
  });

  test('takes a reject without reason for a decline, as older clients send it [XEP-0353 #reject]', () => {
    expect(endedOf('peer', 'given', undefined)).toEqual({ by: 'peer', reason: 'decline', text: undefined });
  });
});
