/**
 * The core in the place of a recorded Dino: Dino's own stanzas decrypt to what Dino encrypted, and what the core
 * answers opens with Dino's keys.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { jsonLines, jsonResult, runCli } from '../cli/run-cli.ts';

const RECORDINGS = ['test/interop/dino-0.4.2-prekey-audio.json', 'test/interop/dino-0.4.2-audio.json'];
const DINO_CERTIFICATE =
  '4C:36:80:32:97:6E:DE:B2:80:E6:9B:CC:E6:33:29:12:D1:A2:99:D1:B4:C7:14:98:0D:6C:F7:1F:A7:06:F7:7B';

interface Expected {
  readonly action: string;
  plaintext: string;
}

describe('demo --replay', () => {
  test.each(RECORDINGS)('%s: the offer decrypts, and Dino could open the answer', async (path) => {
    const finished = await runCli(['demo', '--json', '--replay', path]);
    expect(jsonResult(finished)).toEqual({
      result: 'authenticated',
      offer: 'match',
      answer: 'match',
      decrypted: [{ content: 'audio', value: DINO_CERTIFICATE }],
    });
    const verdict = jsonLines(finished).find(({ report }) => JSON.stringify(report ?? '').includes('authentication'));
    expect(verdict).toMatchObject({ report: { verdict: { deviceId: 1_124_071_515, trust: 'blind' } } });
    expect(finished.exitCode).toBe(0);
  });

  test.each(RECORDINGS)('%s: the core answers with its device, then encrypted for the caller', async (path) => {
    const lines = jsonLines(await runCli(['demo', '--json', '--replay', path, '--policy', 'require']));
    const answered = lines.flatMap((line) => (line['answered'] ? [line['answered'] as Record<string, unknown>] : []));
    expect(answered.filter(({ says }) => says !== 'publishKeys')).toMatchObject([
      { says: 'ringing' },
      { says: 'proceed', device: { deviceId: 323_196_813 } },
      { says: 'session-accept', fingerprints: [{ kind: 'encrypted', by: 323_196_813, for: 1_124_071_515 }] },
      { says: 'finish', reason: 'success' },
    ]);
  });

  test.each(RECORDINGS)('%s: says all that in words', async (path) => {
    const { out, exitCode } = await runCli(['demo', '--replay', path]);
    expect(exitCode).toBe(0);
    expect(out).toContain(DINO_CERTIFICATE.slice(0, 47));
    expect(out).toContain('decrypts to the certificate that was recorded');
    expect(out).toContain("opens with the recorded caller's keys");
    expect(out).toContain('against the OMEMO key of device 1124071515');
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });
});

describe('demo --replay of other recordings', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'omemo-calls-replay-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const original = (): Record<string, unknown> =>
    JSON.parse(readFileSync(RECORDINGS[0] as string, 'utf8')) as Record<string, unknown>;

  function file(contents: object | string): string {
    const path = join(folder, 'recording.json');
    writeFileSync(path, typeof contents === 'string' ? contents : JSON.stringify(contents));
    return path;
  }

  test('says so and exits with 1 where the offer decrypts to something else than recorded', async () => {
    const recording = original();
    const expected = recording['expected'] as Expected[];
    for (const each of expected) each.plaintext = each.plaintext.replace('4C', '4D');
    const { exitCode, out } = await runCli(['demo', '--replay', file(recording)]);
    expect(exitCode).toBe(1);
    expect(out).toContain('decrypts to another certificate than recorded');
  });

  test('says so and exits with 1 where the offer does not decrypt', async () => {
    const text = JSON.stringify(original());
    // The IV is part of what the tag covers.
    const forged = text.replaceAll(/<iv>[^<]{4}/g, '<iv>AAAA');
    const { exitCode, out } = await runCli(['demo', '--json', '--replay', file(forged)]);
    expect(exitCode).toBe(1);
    expect(jsonResult({ out, exitCode, err: '' })).toMatchObject({
      result: 'refused',
      because: 'undecryptable',
      offer: 'none',
      answer: 'none',
    });
  });

  test.each([
    ['no file', () => join(folder, 'nowhere.json'), 'there is no such file'],
    ['a folder', () => folder, 'it is a folder'],
    ['no JSON', () => file('{"keys":'), 'it is not JSON'],
    ['JSON that is no recording', () => file('[]'), 'it is no recording of a call: the file is no object'],
    ['no expected texts', () => file({ ...original(), expected: [] }), 'expected has no session-initiate'],
    ['no keys', () => file({ ...original(), keys: {} }), 'keys of alice@interop.test is no object'],
    ['no stanzas', () => file({ ...original(), stanzas: [] }), 'stanzas has none that the callee received'],
    [
      'keys that are none',
      () => file(replaced(/"identityKeyPrivate":"[^"]*"/g, '"identityKeyPrivate":"AAAA"')),
      'the keys of',
    ],
    [
      'a session record that is none',
      () => file(replaced(/"record":"C[^"]*"/g, '"record":"AAAA"')),
      'a session record of',
    ],
    ['a stanza that is no XML', () => file(replaced(/<propose/g, '<propose<')), 'a recorded stanza is no XML'],
  ])('refuses %s in one line and exits with 2', async (_name, path, message) => {
    const { exitCode, err } = await runCli(['demo', '--replay', path()]);
    expect(exitCode).toBe(2);
    expect(err).toMatch(/^error: cannot replay .*\n$/);
    expect(err).toContain(message);
  });

  function replaced(pattern: RegExp, by: string): string {
    return JSON.stringify(original()).replaceAll(pattern, by);
  }
});
