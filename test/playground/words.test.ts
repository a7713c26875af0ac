/** What a device of the playground says of its call. */
import { describe, expect, test } from 'vitest';
import { stageWords, verdictWords } from '../../docs/playground/page/words.ts';
import type { CallView } from '../../docs/playground/world/call-view.ts';
import { currentOf, placed, reported } from '../../docs/playground/world/call-view.ts';
import type { CallReport } from '../../src/call/reports.ts';
import type { IdentityKey } from '../../src/stanzas/omemo.ts';
import { JULIET } from '../support/parties.ts';

const S1 = 's1' as CallView['key']['sessionId'];
const S2 = 's2' as CallView['key']['sessionId'];
const of = { peer: JULIET.account, sessionId: S1 };
const key = { peer: JULIET.contact, sessionId: S1 };
const ended = (by: Extract<CallReport, { kind: 'ended' }>['by'], reason: string, durationMs?: number) =>
  ({ kind: 'ended', ...of, by, reason, durationMs }) as Extract<CallReport, { kind: 'ended' }>;

describe('the words for a call', () => {
  test('follow it from the first ring to the end', () => {
    const reports: readonly CallReport[] = [
      { kind: 'ringing', ...of, by: JULIET.account },
      { kind: 'accepted', ...of, media: ['audio'] },
      { kind: 'connected', ...of },
      ended('peer', 'success', 61_400),
    ];
    let calls = placed(new Map(), key);
    const said = [stageWords(currentOf(calls), 'Juliet')];
    for (const report of reports) {
      calls = reported(calls, report);
      said.push(stageWords(currentOf(calls), 'Juliet'));
    }
    expect(said).toEqual([
      'Calling Juliet…',
      'It rings at Juliet’s.',
      'Connecting…',
      'In a call with Juliet',
      'Juliet hung up. (61 s)',
    ]);
  });

  test.each([
    [ended('local', 'cancel'), 'You hung up.'],
    [ended('peer', 'busy'), 'Juliet’s phone ended the call: busy.'],
    [ended('ownResource', 'answeredElsewhere'), 'Answered on another device.'],
    [ended('ownResource', 'rejectedElsewhere'), 'Declined on another device.'],
    [ended('timer', 'noAnswer'), 'Juliet did not answer.'],
    [ended('timer', 'timeout'), 'No answer in time: timeout.'],
    [ended('core', 'failed-application'), 'The call was ended here: failed-application.'],
    [ended('connection', 'connectivity-error'), 'The connection to the server was lost.'],
  ])('$by: $reason', (report, words) => {
    expect(stageWords(currentOf(reported(placed(new Map(), key), report)), 'Juliet')).toBe(words);
  });

  test('are of the call that goes on where another took its place', () => {
    const replaced = { ...ended('core', 'expired'), replacedBy: S2 };
    let calls = placed(new Map(), key);
    calls = reported(calls, { kind: 'incoming', ...of, sessionId: S2, media: [], ageMs: undefined, direct: false });
    calls = reported(calls, replaced);
    expect(currentOf(calls)?.key.sessionId).toBe(S2);
    expect(currentOf(reported(placed(new Map(), key), replaced))).toBeUndefined();
    expect(stageWords(undefined, 'Juliet')).toBe('No call.');
  });
});

describe('the words for a verdict', () => {
  const authenticated = { state: 'authenticated', deviceId: JULIET.deviceId, identityKey: '' as IdentityKey } as const;

  test.each(['blind', 'undecided'] as const)('%s: authenticated, and nobody has compared the key', (trust) => {
    expect(verdictWords({ ...authenticated, trust })).toMatchObject({
      tone: 'warn',
      title: 'Authenticated by OMEMO',
      text: expect.stringContaining(trust),
    });
  });

  test('verified', () => {
    expect(verdictWords({ ...authenticated, trust: 'verified' })).toMatchObject({ tone: 'good' });
  });

  test('unauthenticated: who may listen, and why', () => {
    const { tone, text } = verdictWords({ state: 'unauthenticated', because: 'notAnnounced' });
    expect(tone).toBe('bad');
    expect(text).toMatch(/server.*listen.*notAnnounced/);
  });
});
