/** What becomes of a call that was proposed while nobody was here to hear it: every combination of facts. */
import { describe, expect, test } from 'vitest';
import { combinationsOf } from '../../machines/between-calls-text.ts';
import { PAST_CALL_FACTS, decidePastCall } from '../../machines/past-calls.ts';

const all = combinationsOf(PAST_CALL_FACTS);

describe('decidePastCall', () => {
  test('tells nothing of what was told before, nor of what nobody wants to hear of', () => {
    const untold = all.filter(({ sessionId, age }) => sessionId === 'known' || age === 'tooOld');
    expect(new Set(untold.map(decidePastCall))).toEqual(new Set(['ignore']));
  });

  test('lets ring only what is young, and about which nothing was said since', () => {
    const ringing = all.filter((facts) => decidePastCall(facts) === 'propose');
    expect(ringing).toEqual([{ sessionId: 'new', word: 'none', age: 'young' }]);
  });

  test.each([
    ['ownAccept', 'tellAnsweredElsewhere'],
    ['ownReject', 'tellRejectedElsewhere'],
    ['retract', 'tellMissed'],
    ['finish', 'tellFinished'],
  ] as const)('tells by the word, however old: %s, %s', (word, decision) => {
    for (const age of ['young', 'old'] as const) {
      expect(decidePastCall({ sessionId: 'new', word, age })).toBe(decision);
    }
  });

  test('tells of an old call alone that it was missed', () => {
    expect(decidePastCall({ sessionId: 'new', word: 'none', age: 'old' })).toBe('tellMissed');
  });
});
