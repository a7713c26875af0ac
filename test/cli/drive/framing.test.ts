/** docs/driver.md, "Lines": every line is counted and answered, and a bad one changes nothing. */
import { describe, expect, test } from 'vitest';
import { MAX_INPUT_LINE_BYTES } from '../../../src/base/limits.ts';
import { inChunks, inputOf, jsonLines, runCli } from '../run-cli.ts';
import { drivenInProcess } from './driven.ts';
import { ROMEO } from './pair.ts';

const OPEN = { do: 'open', account: ROMEO };
const PROPOSE =
  `<message from='juliet@capulet.example/balcony' type='chat'><propose xmlns='urn:xmpp:jingle-message:0' id='S1'>` +
  `<description xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'/></propose></message>`;

describe('framing', () => {
  test('counts every line that is not empty, also one that is not JSON', async () => {
    const input = inputOf('{"do":"stats"}', '', 'nonsense', '\r', ' ', '{"do":"stats"}');
    const lines = jsonLines(await runCli(['drive'], { input }));
    expect(lines.filter((line) => 'done' in line)).toEqual([{ done: 1 }, { done: 2 }, { done: 3 }, { done: 4 }]);
  });

  test('ends an answer with `done`, after everything the command caused', async () => {
    const driven = drivenInProcess();
    const opened = await driven.take(OPEN);
    expect(opened.map(({ out }) => out)).toEqual(['bundle', 'deadlines', 'stanza', 'stanza', undefined]);
    expect(opened.at(-1)).toEqual({ done: 1 });
  });

  test('answers what is pending at the end of the input, and exits with 0', async () => {
    const finished = await runCli(['drive'], { input: inputOf(JSON.stringify(OPEN), '{"do":"close"}') });
    expect(finished).toMatchObject({ exitCode: 0, err: '' });
    expect(jsonLines(finished).at(-1)).toEqual({ done: 2 });
  });

  test.each([
    ['no JSON', 'nonsense'],
    ['no object', '["do","stats"]'],
    ['null', 'null'],
    ['no command', '{}'],
    ['an unknown command', '{"do":"dance"}'],
    ['a name that every object has', '{"do":"toString"}'],
    ['a command that is no name', '{"do":["stats"]}'],
    ['an unknown field', '{"do":"stats","why":1}'],
    ['a field that every object has', '{"do":"stats","__proto__":{"a":1}}'],
    ['a missing field', '{"do":"hangUp"}'],
    ['a value of another type', '{"do":"hangUp","sid":1}'],
    ['a null for a field', '{"do":"call","to":"b@y","media":["audio"],"policy":null}'],
    ['a JID that is none', '{"do":"call","to":"@","media":["audio"]}'],
    ['media that is none', '{"do":"call","to":"b@y","media":["smell"]}'],
    ['no media', '{"do":"call","to":"b@y","media":[]}'],
    ['media twice', '{"do":"call","to":"b@y","media":["audio","audio"]}'],
    ['a policy that is none', '{"do":"call","to":"b@y","media":["audio"],"policy":"hope"}'],
    ['a call that is not there', '{"do":"accept","sid":"S9"}'],
    ['a stanza that is no text', '{"do":"stanza","xml":{}}'],
    ['stanzas that are no list', '{"do":"stanzas","xml":"<a/>"}'],
    ['a time that is no number', '{"do":"time","advanceMs":"1"}'],
    ['a time that no calendar has', '{"do":"time","advanceMs":253402300799000}'],
    ['half a millisecond', '{"do":"time","advanceMs":0.5}'],
    ['a place that cannot fail', '{"do":"fault","at":"sleep"}'],
    ['a negative count', '{"do":"fault","at":"store","skip":-1}'],
    ['a trust level that is none', '{"do":"trust","jid":"b@y","deviceId":222,"level":"hope"}'],
    ['a device that is none', '{"do":"trust","jid":"b@y","deviceId":0,"level":"blind"}'],
    ['a full JID where an account is meant', '{"do":"trust","jid":"b@y/tab","deviceId":1,"level":"blind"}'],
    ['a second account', JSON.stringify(OPEN)],
  ])('answers %s with an error and `done`, and changes nothing', async (_name, line) => {
    const driven = drivenInProcess();
    await driven.take(OPEN);
    const before = await driven.take({ do: 'stats' });
    expect(await driven.take(line)).toEqual([
      { out: 'error', kind: expect.stringMatching(/^\w+$/), message: expect.stringMatching(/^[^\n]+$/) },
      { done: 3 },
    ]);
    expect(await driven.take({ do: 'stats' })).toEqual([...before.slice(0, -1), { done: 4 }]);
    expect(driven.log).toEqual([]);
  });

  test.each([
    [{ do: 'open' }, 'account is missing; it takes an address with its resource, such as "a@x/phone"'],
    [
      { ...OPEN, policy: 'never' },
      'policy has a value that it cannot have; it takes "opportunistic", "expect" or "require"',
    ],
    [{ ...OPEN, seed: -1 }, /^seed .* takes a whole number from 0 to \d+$/],
    [
      { ...OPEN, roster: ['b@y', 'c@z/tab'] },
      /^roster\[1\] .* takes a list, of up to 10000, each of which is an address/,
    ],
    [{ ...OPEN, keys: { deviceId: 1 } }, /^keys\.identityKeyPrivate .* takes a device as it was exported: deviceId, /],
    [{ ...OPEN, deadlines: { ringMs: 0 } }, /^deadlines\.ringMs .* from 1 to 180000$/],
    [{ do: 'close', now: true }, 'now is not known here; known: none is'],
    [{ do: 'hangUp', sid: 'S1', why: 1 }, 'why is not known here; known: sid, peer'],
    [{ do: 'dance' }, /^"do" names no command; there are .*\bopen\b/],
  ])('says of %j what is wrong, and what it takes', async (command, message) => {
    const [error] = await drivenInProcess().take(command);
    if (typeof message === 'string') expect(error?.['message']).toBe(message);
    else expect(error?.['message']).toMatch(message);
  });

  test('names no field that it does not know, unless it is a word: it is whatever somebody wrote', async () => {
    const [error] = await drivenInProcess().take('{"do":"close","\\u001b[2J":1}');
    expect(error?.['message']).not.toContain('2J');
  });

  test.each(['stats', 'close', 'stanza', 'stanzas', 'call', 'accept', 'reject', 'hangUp', 'time', 'trust', 'fault'])(
    'refuses %s before an account is open',
    async (name) => {
      const [error, done] = await drivenInProcess().take({ do: name });
      expect(error).toMatchObject({ out: 'error', kind: expect.stringMatching(/^(?:badCommand|notOpen)$/) });
      expect(done).toEqual({ done: 1 });
    },
  );

  test.each([
    ['notWellFormed', '<message></iq>'],
    ['namespace', '<message><a:b/></message>'],
    ['restricted', '<message><!-- --></message>'],
    ['limit', `<message>${'<a>'.repeat(64)}${'</a>'.repeat(64)}</message>`],
    ['name', '<message><1/></message>'],
  ])('answers XML that is refused with the kind that lint has: %s', async (kind, xml) => {
    const driven = drivenInProcess();
    await driven.take(OPEN);
    expect(await driven.take({ do: 'stanza', xml })).toEqual([
      { out: 'error', kind, message: expect.any(String) },
      { done: 2 },
    ]);
  });

  test('takes none of the stanzas where one is no XML', async () => {
    const driven = drivenInProcess();
    await driven.take(OPEN);
    expect(await driven.take({ do: 'stanzas', xml: [PROPOSE, '<message>'] })).toEqual([
      { out: 'error', kind: 'notWellFormed', message: expect.any(String) },
      { done: 2 },
    ]);
  });

  test('takes a line of 8 MiB, and tells a longer one as bad', async () => {
    const largest = `{"do":"stats"${' '.repeat(MAX_INPUT_LINE_BYTES - 14)}}`;
    expect(largest).toHaveLength(MAX_INPUT_LINE_BYTES);
    const input = inChunks(Buffer.from([JSON.stringify(OPEN), largest, `${largest} `, '{"do":"stats"}'].join('\n')));
    const answers = jsonLines(await runCli(['drive'], { input }));
    expect(answers.slice(-4)).toEqual([
      { out: 'error', kind: 'badCommand', message: expect.stringContaining('longer') },
      { done: 3 },
      expect.objectContaining({ out: 'stats' }),
      { done: 4 },
    ]);
    expect(answers.find((line) => line['out'] === 'error')).toBe(answers.at(-4));
  });

  test('has a help of its own', async () => {
    const help = await runCli(['drive', '--help']);
    expect(help).toMatchObject({ exitCode: 0, err: '' });
    expect(help.out).toContain('{"do":"open"');
    expect(await runCli(['drive', 'script.jsonl'])).toMatchObject({ exitCode: 2, out: '' });
  });
});
