/** Which answer of the peer to a change counts, and what it is about. */
import { describe, expect, test } from 'vitest';
import { ChangeRequests } from '../../src/call/change-requests.ts';
import type { SessionDescription } from '../../src/media/port.ts';
import type { ContentName, StanzaId } from '../../src/stanzas/identifiers.ts';

const [FIRST, SECOND] = ['first', 'second'] as [StanzaId, StanzaId];
const contents = (...names: readonly string[]) => names.map((name) => ({ name: name as ContentName }));
const callOf = (...names: readonly string[]) =>
  ({ contents: contents(...names), groups: [] }) as unknown as SessionDescription;

function requests() {
  const forgotten: StanzaId[] = [];
  return { forgotten, requests: new ChangeRequests({ forget: (id) => void forgotten.push(id) }) };
}

describe('an answer to what we have taken', () => {
  test('counts for the latest yes alone: what the one before was about stays', () => {
    const { requests: ours } = requests();
    ours.took(FIRST, contents('video'));
    ours.took(SECOND, contents('screen'));
    const call = callOf('audio', 'video', 'screen');
    expect(ours.accepted(FIRST, 'error', call)).toBeUndefined();
    expect(ours.accepted(SECOND, 'error', call)).toEqual({
      event: { type: 'peer.acceptRefused', contents: 'some' },
      names: ['screen'],
    });
  });

  test.each(['error', 'result'] as const)('leaves nothing to keep: %s', (answer) => {
    const { requests: ours } = requests();
    ours.took(FIRST, contents('video'));
    expect(ours.write().acceptance).toEqual({ request: FIRST, names: ['video'] });
    ours.accepted(FIRST, answer, callOf('audio', 'video'));
    expect(ours.write()).toEqual({ request: undefined, acceptance: undefined });
  });
});

describe('our addition or restart', () => {
  test('is forgotten once, where its answer counts no more', () => {
    const { requests: ours, forgotten } = requests();
    ours.asked(FIRST);
    ours.forget();
    ours.forget();
    expect([forgotten, ours.write().request]).toEqual([[FIRST], undefined]);
  });

  test('is not forgotten once it is answered', () => {
    const { requests: ours, forgotten } = requests();
    ours.asked(FIRST);
    ours.answered();
    ours.forget();
    expect([forgotten, ours.write().request]).toEqual([[], undefined]);
  });
});
