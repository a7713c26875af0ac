/** docs/driver.md, "how it ended": each row of the table, from a script's point of view. */
import { describe, expect, test } from 'vitest';
import type { Command, DrivenInProcess, Line } from './driven.ts';
import { drivenInProcess, eventsIn, mediaIn, outline, stanzasIn } from './driven.ts';
import { JULIET, ROMEO, connect, establish, eventNamed, openPair } from './pair.ts';
import { AUDIO, CALL, carbon, fromOwn, jingle, jmi, propose, reason, stanza } from './words.ts';

const open = async (options: object = {}): Promise<DrivenInProcess> => {
  const driven = drivenInProcess();
  await driven.take({ do: 'open', account: ROMEO, omemo: false, roster: ['juliet@capulet.example'], ...options });
  return driven;
};

/** What the last of the commands is answered with. */
const lastOf = async (driven: DrivenInProcess, commands: readonly Command[]): Promise<readonly Line[]> => {
  let lines: readonly Line[] = [];
  for (const command of commands) lines = await driven.take(command);
  return lines;
};

const ACCEPT = { do: 'accept', sid: 'S1' };
const HANG_UP = { do: 'hangUp', sid: 'S1' };
const wait = (advanceMs: number) => ({ do: 'time', advanceMs });
const tablet = fromOwn('tablet');
const tieBreak = jmi('reject', 'S1', `${reason('expired')}<tie-break xmlns='urn:xmpp:jingle-message:0'/>`);

const OFFER = stanza(jingle('session-initiate', AUDIO));
const PROCEED = stanza(jmi('proceed'));

describe('a call ends', () => {
  test.each<readonly [row: string, commands: readonly Command[], expected: object]>([
    [
      'declined: peer / decline',
      [CALL, stanza(jmi('reject', 'S1', reason('decline')))],
      { by: 'peer', reason: 'decline' },
    ],
    ['busy: peer / busy', [CALL, stanza(jmi('reject', 'S1', reason('busy')))], { by: 'peer', reason: 'busy' }],
    ['own hang-up before anybody rings: local / cancel', [CALL, HANG_UP], { by: 'local', reason: 'cancel' }],
    ['own hang-up before the answer: local / cancel', [CALL, PROCEED, HANG_UP], { by: 'local', reason: 'cancel' }],
    ['own hang-up before the offer: local / cancel', [propose(), ACCEPT, HANG_UP], { by: 'local', reason: 'cancel' }],
    ['own hang-up after it: local / success', [propose(), ACCEPT, OFFER, HANG_UP], { by: 'local', reason: 'success' }],
    ['own reject: local / decline', [propose(), { do: 'reject', sid: 'S1' }], { by: 'local', reason: 'decline' }],
    ['own hang-up of what rings: a reject as well', [propose(), HANG_UP], { by: 'local', reason: 'decline' }],
    ['retracted: peer / cancel', [propose(), stanza(jmi('retract'))], { by: 'peer', reason: 'cancel' }],
    ['retracted after our proceed', [propose(), ACCEPT, stanza(jmi('retract'))], { by: 'peer', reason: 'cancel' }],
    ['discovery deadline: timer / noAnswer', [CALL, wait(30_000)], { by: 'timer', reason: 'noAnswer' }],
    ['ring deadline of a caller', [CALL, stanza(jmi('ringing')), wait(60_000)], { by: 'timer', reason: 'noAnswer' }],
    ['ring deadline of a callee', [propose(), wait(60_000)], { by: 'timer', reason: 'noAnswer' }],
    ['deadline after proceed: timer / timeout', [propose(), ACCEPT, wait(30_000)], { by: 'timer', reason: 'timeout' }],
    ['deadline after initiate: timer / timeout', [CALL, PROCEED, wait(30_000)], { by: 'timer', reason: 'timeout' }],
    ['deadline after the answer', [propose(), ACCEPT, OFFER, wait(30_000)], { by: 'timer', reason: 'timeout' }],
    ['other resource took it, live', [propose(), tablet('accept')], { by: 'ownResource', reason: 'answeredElsewhere' }],
    ['other resource, by carbon', [propose(), carbon('proceed')], { by: 'ownResource', reason: 'answeredElsewhere' }],
    ['other resource declined', [propose(), carbon('reject')], { by: 'ownResource', reason: 'rejectedElsewhere' }],
    ['stream: connection / gone', [CALL, { do: 'stream', state: 'fresh' }], { by: 'connection', reason: 'gone' }],
    ['lost tie-break: core / expired', [{ ...CALL, sid: 'S5' }, propose()], { by: 'core', replacedBy: 'S1' }],
    ['a tie-break that nothing follows', [CALL, stanza(tieBreak), wait(30_000)], { by: 'timer', reason: 'noAnswer' }],
    [
      'terminated by the peer: peer / the Jingle reason',
      [propose(), ACCEPT, OFFER, stanza(jingle('session-terminate', reason('media-error', 'no microphone')))],
      { by: 'peer', reason: 'media-error', text: 'no microphone' },
    ],
    [
      'refused for protection: core / security-error',
      [{ ...CALL, policy: 'expect' }, PROCEED, stanza(jingle('session-accept', ''))],
      { by: 'core', reason: 'security-error' },
    ],
    [
      'media failed: core / connectivity-error',
      [propose(), ACCEPT, OFFER, { do: 'media', sid: 'S1', fact: 'failed' }],
      { by: 'core', reason: 'connectivity-error' },
    ],
    [
      'used certificate differs, in a plain call too: core / security-error',
      [
        propose(),
        ACCEPT,
        OFFER,
        { do: 'media', sid: 'S1', fact: 'connected', usedFingerprint: 'AA'.repeat(32).replace(/..(?=.)/g, '$&:') },
      ],
      { by: 'core', reason: 'security-error' },
    ],
    [
      'a failed media operation: core / failed-application',
      [{ do: 'fault', at: 'answer' }, propose(), ACCEPT, OFFER],
      { by: 'core', reason: 'failed-application' },
    ],
  ])('%s', async (_row, commands, expected) => {
    const driven = await open();
    const lines = await lastOf(driven, commands);
    const ends = eventsIn(lines).filter(({ event }) => event === 'ended');
    expect(ends).toEqual([expect.objectContaining(expected)]);
    // "`close` and the last stanzas are in the same answer or before", and "`close` once, if any line came before".
    const last = lines.findLastIndex(({ sid, out }) => out === 'media' && sid === ends[0]?.sid);
    expect(last).toBeLessThan(lines.indexOf(ends[0]!));
    expect(mediaIn(await driven.take(wait(600_000))).filter(({ sid }) => sid === ends[0]?.sid)).toEqual([]);
  });

  test.each([
    ['bounce: peer / unreachable', CALL, []],
    ['IQ error: peer / unreachable', CALL, [PROCEED]],
  ])('%s', async (_row, call, more) => {
    const driven = await open();
    const answer = await lastOf(driven, [call, ...more]);
    const [sent] = stanzasIn(answer);
    const [, name, id, to] = /^<(message|iq) [^>]*id="([^"]+)" to="([^"]+)"/.exec(sent!)!;
    const error = "<error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>";
    const lines = await driven.take(stanza(`<${name} type='error' id='${id}' from='${to}'>${error}</${name}>`));
    expect(eventNamed(lines, 'ended')).toMatchObject({ by: 'peer', reason: 'unreachable' });
    expect(stanzasIn(lines)).toEqual([]);
  });

  test('`missed` comes "directly before the end of a call that rang and that nobody answered"', async () => {
    for (const last of [stanza(jmi('retract')), wait(60_000), { do: 'stream', state: 'fresh' }]) {
      const lines = await lastOf(await open(), [propose(), last]);
      expect(outline(lines).filter((line) => line !== 'done')).toEqual(['event missed', 'event ended']);
      expect(eventNamed(lines, 'missed')).toMatchObject({ media: ['audio'], at: expect.stringMatching(/Z$/) });
    }
    for (const answered of [carbon('proceed'), { do: 'reject', sid: 'S1' }]) {
      expect(eventNamed(await lastOf(await open(), [propose(), answered]), 'missed')).toBeUndefined();
    }
  });

  test('"Local commands act at once meanwhile and give their events; only their stanzas wait"', async () => {
    const pair = await openPair();
    await connect(pair, await establish(pair));
    await pair.romeo({ do: 'stream', state: 'lost' });
    const ended = await pair.romeo(HANG_UP);
    expect(outline(ended.romeo)).toEqual(['media close', 'event ended']);
    const resumed = await pair.romeo({ do: 'stream', state: 'resumed' });
    expect(outline(resumed.romeo).slice(0, 2)).toEqual(['stanza session-terminate', 'stanza finish']);
    expect(eventNamed(resumed.juliet, 'ended')).toMatchObject({ peer: ROMEO, by: 'peer', reason: 'success' });
    expect(eventsIn(resumed.romeo)).toEqual([]);
  });

  test('a reason that there is not is none of ours, and words of the peer are bounded', async () => {
    const driven = await open();
    const words = 'x'.repeat(5_000);
    const end = jingle('session-terminate', reason('boredom', words));
    const lines = await lastOf(driven, [propose(), ACCEPT, OFFER, stanza(end)]);
    const ended = eventNamed(lines, 'ended');
    expect(ended).toMatchObject({ by: 'peer', reason: 'unknown', peer: JULIET });
    expect(String(ended?.['text']).length).toBeLessThan(words.length);
    expect(words).toContain(ended?.['text']);
  });
});
