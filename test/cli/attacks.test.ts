/** What each attack comes to under each policy, at whom, and why: the table that the demonstration promises. */
import { describe, expect, test } from 'vitest';
import { ATTACKS } from '../../src/stage/attacks/all.ts';
import { jsonLines, jsonResult, runCli } from './run-cli.ts';
import type { Finished } from './run-cli.ts';

/** Each command line is run once: the calls take real time. */
const runs = new Map<string, Promise<Finished>>();

function runOnce(...argv: readonly string[]): Promise<Finished> {
  const key = argv.join(' ');
  const finished = runs.get(key) ?? runCli(argv);
  runs.set(key, finished);
  return finished;
}

const asJson = (attack: string, policy = 'opportunistic') =>
  runOnce('demo', '--json', '--attack', attack, '--policy', policy);

const POLICIES = ['opportunistic', 'expect', 'require'] as const;
const REFUSED_BY_JULIET = { result: 'refused', by: 'juliet' } as const;
const REFUSED_BY_ROMEO = { result: 'refused', by: 'romeo' } as const;
const NOT_USED = { ...REFUSED_BY_JULIET, because: 'announcedNotUsed' } as const;
const under = <T>(every: T) => ({ opportunistic: every, expect: every, require: every });

const TABLE: Readonly<Record<string, Readonly<Record<(typeof POLICIES)[number], object>>>> = {
  'swap-fingerprint': {
    opportunistic: { ...REFUSED_BY_ROMEO, because: 'plainFingerprint' },
    expect: NOT_USED,
    require: NOT_USED,
  },
  'strip-device': {
    opportunistic: { result: 'unauthenticated', because: 'notAnnounced' },
    expect: NOT_USED,
    require: { ...REFUSED_BY_ROMEO, because: 'notAnnounced' },
  },
  'plain-beside-encrypted': under({ ...REFUSED_BY_JULIET, because: 'mixedFingerprints' }),
  'mixed-contents': under({ ...REFUSED_BY_JULIET, because: 'mixedFingerprints', media: ['audio', 'video'] }),
  'other-device': under({ ...REFUSED_BY_ROMEO, because: 'unexpectedDevice' }),
  replay: under({ ...REFUSED_BY_JULIET, because: 'undecryptable' }),
  'drop-accept': under({ ...REFUSED_BY_ROMEO, because: 'timeout' }),
};

describe('demo --attack', () => {
  test('has a row in the table for every attack', () => {
    expect(ATTACKS.map(({ name }) => name).toSorted()).toEqual(Object.keys(TABLE).toSorted());
  });

  for (const [attack, row] of Object.entries(TABLE)) {
    test.each(POLICIES)(`${attack} under %s`, async (policy) => {
      const finished = await asJson(attack, policy);
      expect(jsonResult(finished)).toMatchObject({ ...row[policy], attack, policy });
      expect(finished.exitCode).toBe(0);
    });
  }

  test('strip-device: the server decrypts what both say, and both are told so', async () => {
    const finished = await asJson('strip-device');
    expect(jsonResult(finished)).toMatchObject({
      serverHeardPackets: { romeo: 3, juliet: 3 },
      romeo: { verdict: { state: 'unauthenticated', because: 'notAnnounced' }, receivedPackets: 3 },
      juliet: { verdict: { state: 'unauthenticated', because: 'announcedNotUsed' }, receivedPackets: 3 },
    });
  });

  test('replay: the first call is authenticated, the second gets its ciphertext and is refused', async () => {
    const lines = jsonLines(await asJson('replay'));
    const second = lines.findIndex(({ call }) => call === 2);
    const verdicts = lines
      .slice(0, second)
      .filter(({ report }) => JSON.stringify(report ?? '').includes('"authenticated"'));
    expect(verdicts).toHaveLength(2);
    expect(lines.slice(second).some(({ report }) => JSON.stringify(report ?? '').includes('accepted'))).toBe(false);
  });

  test.each(ATTACKS.filter(({ name }) => name !== 'strip-device'))('$name: nobody hears anything', async ({ name }) => {
    const { romeo, juliet } = jsonResult(await asJson(name));
    for (const party of [romeo, juliet]) {
      expect(party).toMatchObject({ receivedPackets: 0, connected: false, certificate: 'unchecked' });
    }
  });

  test.each(ATTACKS)(
    '$name: the story says what the server does and that it must come out so',
    async ({ name, lesson }) => {
      const { out, exitCode } = await runOnce('demo', '--attack', name);
      const words = out.replaceAll(/\s+/g, ' ');
      expect(words).toContain('[ the server ');
      expect(words).toContain(lesson);
      expect(words).not.toContain('not as it should be');
      expect(exitCode).toBe(0);
    },
  );

  test.each(ATTACKS)(
    '$name: every line fits a terminal, and nothing is drawn over the outer lanes',
    async ({ name }) => {
      const { out } = await runOnce('demo', '--attack', name);
      const lines = out.split('\n');
      expect(lines.filter((line) => line.length > 79)).toEqual([]);
      const rows = lines.filter((line) => /^ {2}[│├]/.test(line));
      expect(rows.length).toBeGreaterThan(20);
      for (const row of rows) expect(row).toMatch(/^ {2}[│├].{73}[│┤]$/u);
    },
  );
});
