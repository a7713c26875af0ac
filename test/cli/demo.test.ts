/** The demonstration with an honest server, its two forms, and how it judges itself. */
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { Attack } from '../../src/stage/attacks/attack.ts';
import { runDemo } from '../../src/cli/demo/demo.ts';
import { PACES } from '../../src/cli/demo/pace.ts';
import { jsonLines, jsonResult, runCli, inputOf } from './run-cli.ts';
import { createConnectedStandIns } from './stand-in-engine.ts';

describe('demo --json', () => {
  test.each(['opportunistic', 'expect', 'require'])('ends authenticated at both sides under %s', async (policy) => {
    const finished = await runCli(['demo', '--json', '--policy', policy]);
    const { romeo, juliet, ...rest } = jsonResult(finished) as Record<string, { readonly identityKey: string }>;
    expect(rest).toEqual({ result: 'authenticated', certificate: 'match', attack: null, policy, media: ['audio'] });
    expect(romeo).toMatchObject({
      deviceId: 111,
      verdict: { state: 'authenticated', deviceId: 222, identityKey: juliet?.identityKey, trust: 'blind' },
      ended: { by: 'local', reason: 'success' },
    });
    expect(juliet).toMatchObject({
      deviceId: 222,
      verdict: { state: 'authenticated', deviceId: 111, identityKey: romeo?.identityKey, trust: 'blind' },
      ended: { by: 'peer', reason: 'success' },
    });
    expect(finished.exitCode).toBe(0);
    expect(finished.err).toBe('');
  });

  test('gives the steps of both machines from the first state to the end', async () => {
    const lines = jsonLines(await runCli(['demo', '--json', '--video']));
    for (const party of ['romeo', 'juliet']) {
      const states = lines.filter((line) => line['party'] === party).flatMap(({ trace }) => (trace ? [trace] : []));
      // What is decided over the propose comes before the call it makes.
      expect(states.slice(0, 2)).toContainEqual(expect.objectContaining({ kind: 'start' }));
      expect(states).toContainEqual(expect.objectContaining({ to: 'ended' }));
    }
    expect(lines.at(-1)).toMatchObject({ media: ['audio', 'video'] });
  });

  test('shows no fingerprint in the clear among the stanzas of an honest call', async () => {
    const { out } = await runCli(['demo', '--json']);
    const stanzas = out.split('\n').filter((line) => line.startsWith('{"stanza"'));
    expect(stanzas.filter((line) => line.includes('"kind":"encrypted"'))).toHaveLength(2);
    expect(stanzas.filter((line) => line.includes('"kind":"plain"'))).toEqual([]);
  });
});

describe('demo', () => {
  const told = runCli(['demo']);

  test('tells two calls: one authenticated, one refused', async () => {
    const { out, exitCode } = await told;
    expect(out).toMatch(/An honest server[^]*romeo is told +authenticated[^]*juliet is told +authenticated/);
    expect(out).toMatch(/A hostile server: swap-fingerprint[^]*romeo refused: I offered encrypted/);
    expect(exitCode).toBe(0);
  });

  test('names the device each certificate is encrypted for, what the verdict is against, and the keys', async () => {
    const { out } = await told;
    expect(out).toContain('encrypted for device 222 of juliet');
    expect(out).toContain('encrypted for device 111 of romeo');
    expect(out).toContain("the OMEMO key of juliet's device 222, in both directions");
    expect(out).toContain('blind: nobody has compared the keys yet');
    expect(out).toMatch(/juliet's 222 +(?:[0-9a-f]{8} ?){4}\n +(?:[0-9a-f]{8} ?){4}\n/);
    expect(out).not.toMatch(/\bsecure\b/i);
  });

  test('colours what it prints for a terminal, and says the same without', async () => {
    const coloured = await runCli(['demo', '--attack', 'mixed-contents'], { colours: true });
    const plain = await runCli(['demo', '--attack', 'mixed-contents']);
    expect(coloured.out).toContain('\u001b[36mOffer: audio, video. Certificate:\u001b');
    // What the server forged is bold and red.
    expect(coloured.out).toContain('\u001b[1m\u001b[31mOffer: audio, video. Certificate:\u001b');
    expect(plain.out).not.toContain('\u001b');
    // Certificates are made anew for each run.
    const shape = (text: string) => stripVTControlCharacters(text).replaceAll(/\b[0-9A-F]{2}\b/g, 'FF');
    expect(shape(coloured.out)).toBe(shape(plain.out));
  });

  test('stops when the user wants to', async () => {
    const stopping = new AbortController();
    setTimeout(() => stopping.abort(), 150);
    const { exitCode, err, out } = await runCli(['demo', '--attack', 'drop-accept'], { signal: stopping.signal });
    expect(exitCode).toBe(130);
    expect(err).toBe('stopped\n');
    expect(out).not.toContain('Try next');
  });

  test('says in one line that there is no media engine', async () => {
    const createMedia = () => Promise.resolve({ ok: false, error: { message: 'Media needs werift.' } } as const);
    expect(await runCli(['demo'], {}, { createMedia })).toEqual({ exitCode: 1, out: '', err: 'Media needs werift.\n' });
  });

  test('refuses the call, and fails, where media uses another certificate than the authenticated one', async () => {
    const createMedia = () => Promise.resolve({ ok: true, value: createConnectedStandIns('another') } as const);
    const finished = await runCli(['demo', '--json'], {}, { createMedia });
    expect(jsonResult(finished)).toMatchObject({
      result: 'refused',
      because: 'certificateDiffers',
      certificate: 'differs',
    });
    expect(finished.exitCode).toBe(1);
    const { out, exitCode } = await runCli(['demo'], {}, { createMedia });
    expect(out).toMatch(/\* media runs on FF:FF:FF:FF…FF:FF: ANOTHER/);
    expect(out).toContain('REFUSED: media uses another certificate than the one given');
    expect(out).toMatch(/romeo heard +3 packets/);
    expect(out).toContain('expected authenticated, got refused');
    expect(exitCode).toBe(1);
  });

  test('fails, in words, when an attack ends in an authenticated call', async () => {
    const harmless: Attack = {
      name: 'harmless',
      summary: 'The server does nothing.',
      lesson: 'Nothing to learn.',
      expected: { opportunistic: 'refused', expect: 'refused', require: 'refused' },
      start: () => Promise.resolve({ tamper: (passing) => [passing] }),
    };
    const out: string[] = [];
    const io = {
      input: inputOf(),
      out: (text: string) => void out.push(text),
      err: () => undefined,
      colours: false,
      pace: 'fast' as const,
      signal: new AbortController().signal,
      ...{ environment: {}, askSecret: undefined, endSoon: () => undefined },
    };
    const plan = { attack: harmless, policy: 'opportunistic', media: ['audio'] } as const;
    expect(await runDemo(plan, 'story', io, createConnectedStandIns())).toBe(1);
    expect(out.join('')).toContain('This is not as it should be: expected refused, got authenticated.');
    expect(await runDemo(plan, 'json', io, createConnectedStandIns())).toBe(1);
  });

  test('takes its time only for people', () => {
    expect(PACES.fast.latencyMs + PACES.fast.ringMs).toBeLessThan(10);
    expect(PACES.live.latencyMs).toBeGreaterThan(PACES.fast.latencyMs);
  });
});
