import { describe, expect, test } from 'vitest';
import { describeMalformed } from '../../src/stanzas/malformed.ts';

describe('describeMalformed', () => {
  test.each([
    [{ kind: 'unexpectedElement', path: 'iq/jingle' }, 'iq/jingle: an element that does not belong here'],
    [{ kind: 'missingElement', path: 'iq/jingle', name: 'content' }, 'iq/jingle: <content/> is missing'],
    [{ kind: 'missingAttribute', path: 'iq/jingle', name: 'sid' }, 'iq/jingle: attribute sid is missing'],
    [{ kind: 'missingText', path: 'iq/jingle' }, 'iq/jingle: no text'],
    [{ kind: 'badValue', path: 'iq/jingle', name: 'sid' }, 'iq/jingle: sid has a value it must not have'],
    [{ kind: 'duplicate', path: 'iq/jingle', name: 'reason' }, 'iq/jingle: reason more than once'],
    [{ kind: 'tooMany', path: 'iq/jingle', name: 'content' }, 'iq/jingle: too many of content'],
  ] as const)('says what %j is', (error, sentence) => {
    expect(describeMalformed(error)).toBe(sentence);
  });
});
