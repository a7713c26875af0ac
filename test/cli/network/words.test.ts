/** What the commands on a network say: of faults, of ends, of keys, and on a terminal's changing line. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { CallReport } from '../../../src/call/reports.ts';
import { endedWords, verdictLines, verdictWord } from '../../../src/cli/network/call-words.ts';
import { describeConnectionFault, UnencryptedStream } from '../../../src/cli/network/connection-fault.ts';
import { noDevices, rowsOf } from '../../../src/cli/network/devices.ts';
import { createOmemo } from '../../../src/omemo/create.ts';
import { createMemoryStore } from '../../../src/omemo/memory-store.ts';
import { Display, durationText } from '../../../src/cli/network/display.ts';
import { keyLines, lightOnDark, qrLines } from '../../../src/cli/network/key-text.ts';
import { printable } from '../../../src/cli/network/printable.ts';
import { checkPep, describeServerFault } from '../../../src/cli/network/server-checks.ts';
import type { ServerConnection } from '../../../src/cli/network/client.ts';
import type { BareJid, FullJid } from '../../../src/jid.ts';
import type { SessionId } from '../../../src/stanzas/identifiers.ts';
import type { DeviceId, IdentityKey } from '../../../src/stanzas/omemo.ts';
import { element } from '../../../src/xml/element.ts';
import { NS_DISCO_INFO } from '../../../src/xml/namespaces.ts';
import { identityKeyOfBytes } from '../../../src/stanzas/omemo.ts';

const ROMEO = 'romeo@montague.example' as BareJid;
const BALCONY = 'juliet@capulet.example/balcony' as FullJid;
const KEY = identityKeyOfBytes(Uint8Array.from({ length: 33 }, (_, at) => (at === 0 ? 5 : at))) as IdentityKey;

describe('describeConnectionFault', () => {
  const coded = (code: string, more: object = {}) => Object.assign(new Error('as it was'), { code, ...more });
  const named = (name: string, condition = '') => Object.assign(new Error('as it was'), { name, condition });

  test.each([
    [named('SASLError', 'not-authorized'), 'romeo@montague.example or its password is wrong', 'omemo-calls login'],
    [named('SASLError', 'account-disabled'), 'has closed romeo@montague.example', 'Ask who runs'],
    [named('SASLError', 'temporary-auth-failure'), 'cannot check passwords now', 'in a while'],
    [named('SASLError', 'invalid-mechanism'), '(invalid-mechanism)', 'SCRAM-SHA-1'],
    [new UnencryptedStream('clear'), 'the password was not sent', 'xmpps://'],
    [named('StreamError', 'host-unknown'), 'is no server for montague.example', '--server'],
    [named('StreamError', 'system-shutdown'), '(system-shutdown)', 'in a while'],
    [named('TimeoutError'), 'montague.example does not answer', 'online'],
    [named('ConnectionTimeout'), 'montague.example does not answer', 'online'],
    [coded('ENOTFOUND', { hostname: 'montague.example' }), 'there is no host montague.example', '--server'],
    [coded('EAI_AGAIN'), 'no network to ask', 'online'],
    [coded('ECONNREFUSED'), 'cannot be reached (ECONNREFUSED)', 'the server is up'],
    [coded('SELF_SIGNED_CERT_IN_CHAIN'), 'the certificate of montague.example is refused', '--ca FILE'],
    [coded('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 'is refused (UNABLE_TO_VERIFY_LEAF_SIGNATURE)', '--ca FILE'],
    [coded('CERT_HAS_EXPIRED'), 'is refused (CERT_HAS_EXPIRED)', 'renew'],
    [coded('ERR_TLS_CERT_ALTNAME_INVALID'), 'is refused', 'for another name than montague.example'],
    ['no error at all', 'montague.example cannot be reached', 'online'],
    [undefined, 'montague.example cannot be reached', 'online'],
  ])('%s: what it is, and what to do', (error, message, advice) => {
    const described = describeConnectionFault(error, { account: ROMEO, server: undefined });
    expect(described.message).toContain(message);
    expect(described.advice).toContain(advice);
  });

  test('names the server that was asked for', () => {
    const target = { account: ROMEO, server: 'xmpp://198.51.100.1:5222' };
    expect(describeConnectionFault(coded('ECONNREFUSED'), target).message).toContain('xmpp://198.51.100.1:5222');
  });
});

describe('endedWords', () => {
  type Ended = Extract<CallReport, { kind: 'ended' }>;
  const ended = (by: Ended['by'], reason: Ended['reason'], text?: string): Ended => ({
    ...{ kind: 'ended', by, reason, text, peer: BALCONY, sessionId: 's' as SessionId },
    ...{ replacedBy: undefined, migratedTo: undefined, durationMs: undefined },
  });

  test.each([
    [ended('local', 'success'), 'you hung up', undefined],
    [ended('local', 'cancel'), 'you ended the call', undefined],
    [ended('peer', 'success'), 'juliet@capulet.example hung up', undefined],
    [ended('peer', 'decline'), 'declined', undefined],
    [ended('peer', 'busy'), 'is busy', undefined],
    [ended('peer', 'cancel'), 'took the call back', undefined],
    [ended('peer', 'unreachable'), 'there is no such user', 'spelled right'],
    [ended('peer', 'security-error'), 'refused the call for its protection', 'policy'],
    [ended('peer', 'connectivity-error'), 'no media connection', 'TURN'],
    [ended('peer', 'gone'), '(gone)', undefined],
    [ended('timer', 'noAnswer'), 'does not answer', 'online'],
    [ended('timer', 'timeout'), 'fell silent', 'log'],
    [ended('ownResource', 'answeredElsewhere'), 'another of your devices took', undefined],
    [ended('ownResource', 'rejectedElsewhere'), 'another of your devices declined', undefined],
    [ended('connection', 'gone'), 'the connection to the server was lost', 'again'],
    [ended('core', 'connectivity-error'), 'no media connection', 'TURN'],
    [ended('core', 'expired'), 'at the same moment', undefined],
    [ended('core', 'failed-application'), '(failed-application)', undefined],
  ])('%j', (report, text, advice) => {
    const words = endedWords(report, undefined);
    expect(words.text).toContain(text);
    if (advice === undefined) expect(words.advice).toBeUndefined();
    else expect(words.advice).toContain(advice);
  });

  test('say what this side refused', () => {
    const words = endedWords(ended('core', 'security-error'), 'plainFingerprint');
    expect(words.text).toBe('refused: I offered encrypted, and the answer came in clear');
    expect(words.advice).toContain('omemo-calls devices juliet@capulet.example');
  });

  test("show the peer's words as the peer's, and let none of them reach the terminal", () => {
    const words = endedWords(ended('peer', 'decline', 'not now\u001b]0;owned\u0007\n\u202eevil\u009b2J'), undefined);
    expect(words.text).toBe(
      'juliet@capulet.example declined; juliet@capulet.example says ' +
        '"not now\\u{1b}]0;owned\\u{7}\\u{a}\\u{202e}evil\\u{9b}2J"',
    );
  });
});

describe('rowsOf', () => {
  test('says of a key that the server shows for this device, and is not its key, that it is not', async () => {
    const store = createMemoryStore();
    const omemo = await createOmemo({ account: ROMEO, store });
    const { deviceId } = omemo.ownDevice;
    const foreign = (await createOmemo({ account: ROMEO, store: createMemoryStore() })).ownIdentityKey;
    const rows = (identityKey: IdentityKey) =>
      rowsOf(ROMEO, omemo, [{ deviceId, identityKey }]).map((row) => [row.level, row.isPublished]);
    expect(rows(omemo.ownIdentityKey)).toEqual([['own', true]]);
    expect(rows(foreign)).toEqual([
      ['own', false],
      ['foreign', true],
    ]);
  });
});

describe('noDevices', () => {
  // ejabberd has `item-not-found` for both; Prosody says of a user that there is none.
  test('of somebody else does not rule out that there is no such user', () => {
    const { message, advice } = noDevices(ROMEO, 'others');
    expect(message).toContain('there is no such user');
    expect(advice).toContain('spelled right');
  });

  test('of the own account does', () => {
    expect(noDevices(ROMEO, 'own').message).not.toContain('user');
    expect(noDevices(ROMEO, 'own').advice).not.toContain('spelled');
  });
});

describe('a verdict', () => {
  const authenticated = { state: 'authenticated', deviceId: 7 as DeviceId, identityKey: KEY } as const;

  test('names device and key, and how to say that it was compared', () => {
    expect(verdictLines({ ...authenticated, trust: 'blind' }, { peer: BALCONY })).toEqual([
      'authenticated by OMEMO device 7 of juliet@capulet.example',
      '  trust blind: nobody has compared the keys yet',
      '  key 01020304 05060708 090a0b0c 0d0e0f10',
      '      11121314 15161718 191a1b1c 1d1e1f20',
      '  once compared: omemo-calls trust juliet@capulet.example 7 verified',
    ]);
    expect(verdictLines({ ...authenticated, trust: 'verified' }, { peer: BALCONY })).toHaveLength(4);
    expect(verdictWord({ ...authenticated, trust: 'blind' })).toBe('authenticated (blind)');
  });

  test('says that a call is not authenticated, and why', () => {
    const verdict = { state: 'unauthenticated', because: 'notAnnounced' } as const;
    expect(verdictLines(verdict, { peer: BALCONY })).toEqual([
      'NOT authenticated by OMEMO, notAnnounced: the answer named no OMEMO device',
    ]);
    expect([verdictWord(verdict), verdictWord(undefined)]).toEqual(['NOT authenticated', 'not authenticated yet']);
  });
});

describe('the server', () => {
  const answering = (answer: Awaited<ReturnType<ServerConnection['ask']>>) =>
    ({ ask: () => Promise.resolve(answer) }) as unknown as ServerConnection;
  const info = (...types: readonly string[]) =>
    element(
      NS_DISCO_INFO,
      'query',
      {},
      types.map((type) => element(NS_DISCO_INFO, 'identity', { category: 'pubsub', type })),
    );

  test('is told of where it has no PEP, and only there', async () => {
    const warned = await checkPep(answering({ ok: true, value: info('service') }), ROMEO);
    expect(warned?.message).toContain('no PEP');
    expect((await checkPep(answering({ ok: false, error: 'service-unavailable' }), ROMEO))?.advice).toContain('PEP');
    expect(await checkPep(answering({ ok: true, value: info('service', 'pep') }), ROMEO)).toBeUndefined();
    expect(await checkPep(answering({ ok: false, error: 'timeout' }), ROMEO)).toBeUndefined();
  });

  test('is told of where it has no carbons and no archive', () => {
    expect(describeServerFault({ kind: 'noCarbons', because: 'refused' }).message).toContain('XEP-0280');
    expect(describeServerFault({ kind: 'noArchive', because: 'refused' }).message).toContain('XEP-0313');
  });
});

test.each([
  [0, '0:00'],
  [7_999, '0:07'],
  [754_000, '12:34'],
  [3_723_000, '1:02:03'],
])('%d ms are shown as %s', (durationMs, text) => {
  expect(durationText(durationMs)).toBe(text);
});

test('a key has two lines of four groups; a code is as wide as high, and light', () => {
  expect(keyLines(KEY).map((line) => line.split(' ').length)).toEqual([4, 4]);
  const lines = qrLines('xmpp:juliet@capulet.example?omemo-sid-7=00');
  expect(new Set(lines.map((line) => line.length)).size).toBe(1);
  expect(lines[0]).toMatch(/^█+$/);
  expect(Math.abs(lines.length * 2 - (lines[0]?.length ?? 0))).toBeLessThanOrEqual(1);
  expect(lightOnDark('█')).toBe('\u001b[97;40m█\u001b[0m');
});

test('text of others is printed as it is where it is harmless', () => {
  expect(printable('Grüße, 世界 🎉 ')).toBe('Grüße, 世界 🎉 ');
});

describe('Display', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  const shownOn = (pace: 'fast' | 'live') => {
    const written: string[] = [];
    const io = { out: (text: string) => void written.push(text), colours: false, pace };
    return { display: new Display(io as never), written };
  };

  test('keeps a changing line below the lines that stay, on a terminal', () => {
    vi.useFakeTimers();
    const { display, written } = shownOn('live');
    let count = 0;
    display.status(() => `passed ${(count += 1)}`);
    vi.advanceTimersByTime(1_000);
    display.line('rings');
    display.close();
    vi.advanceTimersByTime(5_000);
    expect(written.join('')).toBe('passed 1\r\u001b[2Kpassed 2\r\u001b[2Krings\npassed 3\r\u001b[2K');
  });

  test('has none in a pipe', () => {
    const { display, written } = shownOn('fast');
    display.status(() => 'passed');
    display.line('rings');
    display.close();
    expect(written).toEqual(['rings\n']);
  });

  test('breaks long lines at spaces, under their own indentation', () => {
    const { display, written } = shownOn('fast');
    display.line(`  ${'word '.repeat(20)}end`);
    display.close();
    const lines = written.join('').trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^ {2}word/);
    expect(lines[1]).toMatch(/^ {4}word/);
    for (const line of lines) expect(line.length).toBeLessThan(80);
  });
});
