/** `omemo-calls trace`: a trace that somebody sent in is told from one that our machines cannot have left. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ATTACKS } from '../../src/stage/attacks/all.ts';
import type { CliIo } from '../../src/cli/io.ts';
import { checkTrace } from '../../properties/support/trace-check.ts';
import type { TraceEntry } from '../../src/call/trace.ts';
import { connect, createPair, keyWith } from '../support/pair.ts';
import { inChunks, jsonLines, runCli } from './run-cli.ts';
import type { Finished } from './run-cli.ts';

function traceOf(text: string, io: Partial<CliIo> = {}): Promise<Finished> {
  return runCli(['trace', '-'], { input: inChunks(Buffer.from(text)), ...io });
}

function linesOf(entries: readonly unknown[]): string {
  return entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
}

/** What an application's `trace` callback gets of a call that is taken and hung up. */
async function romeosTrace(): Promise<readonly TraceEntry[]> {
  const pair = await createPair();
  const { romeo, juliet } = pair;
  const sessionId = await connect(pair);
  romeo.manager.hangUp(keyWith(juliet, sessionId));
  await pair.settle();
  return romeo.trace;
}

describe('trace', () => {
  test('tells each call of a file that an application wrote', async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'trace-')), 'calls.jsonl');
    const trace = await romeosTrace();
    await writeFile(path, linesOf(trace));
    const { exitCode, out, err } = await runCli(['trace', path]);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    const { sessionId } = trace[0] as { readonly sessionId: string };
    expect(out.split('\n')).toEqual([
      `caller with juliet@capulet.example, call ${sessionId}: 10 steps, ended`,
      expect.stringMatching(/^ {2}connected \d+ ms after the yes: OMEMO \d+ ms, media engine \d+ ms, the other/),
      '1 call, 10 steps: all as the tables say',
      '',
    ]);
  });

  test('says what a call waited for between the yes and the first media', async () => {
    const trace = await romeosTrace();
    // What each step came after, as if it had taken so long.
    const tookMs: Readonly<Record<string, number>> = {
      'peer.ringing': 1_000,
      'peer.proceed': 2_000,
      'omemo.ready': 5,
      'media.described': 40,
      'omemo.encrypted': 2,
      'peer.sessionAccept': 100,
      'omemo.decrypted': 3,
      'media.applied': 10,
      'media.candidate': 1,
      'media.connected': 200,
      'local.hangUp': 60_000,
    };
    let atMs = 0;
    const timed = trace.map((entry) => {
      if (entry.kind === 'step') atMs += tookMs[entry.event.type] ?? 0;
      return { ...entry, atMs };
    });
    expect(timed.flatMap((entry) => (entry.kind === 'step' ? [entry.event.type] : []))).toEqual(
      expect.arrayContaining(Object.keys(tookMs).filter((type) => type !== 'media.candidate')),
    );
    const { out } = await traceOf(linesOf(timed));
    const engineMs =
      40 + 10 + 200 + trace.filter((entry) => entry.kind === 'step' && entry.event.type === 'media.candidate').length;
    const parts = `OMEMO 10 ms, media engine ${engineMs} ms, the other side 100 ms`;
    expect(out).toContain(`\n  connected ${110 + engineMs} ms after the yes: ${parts}\n`);
    // Nor of one of which that is not known.
    const later = timed.filter((entry) => entry.kind !== 'step' || entry.event.type !== 'peer.proceed');
    for (const part of [timed.slice(0, 6), later])
      expect((await traceOf(linesOf(part))).out).not.toContain('after the yes');
    // What is told of a call is told of the latest of its name.
    const again = await traceOf(linesOf([...timed, ...timed.slice(0, 6)]));
    expect(again).toMatchObject({ exitCode: 0, out: expect.not.stringContaining('after the yes') });
  });

  test('says where a call was when the trace ends, and that it began before it', async () => {
    const trace = await romeosTrace();
    const { exitCode, out } = await traceOf(linesOf(trace.slice(3, 6)));
    expect(exitCode).toBe(0);
    expect(out).toMatch(/: 3 steps, begun before the trace, last seen in \S+\n1 call, 3 steps/);
  });

  test('shows the first step that no machine takes, with its line and what the table says', async () => {
    const trace = await romeosTrace();
    const lines = linesOf(trace).split('\n');
    const line = lines.findIndex((text) => text.includes('"peer.ringing"'));
    lines[line] = lines[line]!.replace('"to":"proposed.ringing"', '"to":"established.active"');
    // A blank line counts, as it does in an editor.
    const { exitCode, out, err } = await traceOf(`\n${lines.join('\n')}`);
    expect({ exitCode, err }).toEqual({ exitCode: 1, err: '' });
    expect(out.split('\n')).toEqual([
      `line ${line + 2}: proposed.discovering, upon peer.ringing -> established.active: ` +
        'stopTimer discovery, reportRinging, startTimer ring: the table says -> proposed.ringing: ' +
        'stopTimer discovery, reportRinging, startTimer ring',
      expect.stringMatching(/: 0 steps, as the tables say up to proposed\.discovering$/),
      '1 call, 0 steps, and 1 fault',
      '',
    ]);
  });

  test.each([undefined, ...ATTACKS])('finds nothing in what the demonstration did: $name', async (attack) => {
    const demo = await runCli(['demo', '--json', ...(attack === undefined ? [] : ['--attack', attack.name])]);
    const { exitCode, out } = await traceOf(demo.out);
    expect(out).toMatch(/^romeo: caller with .*\n(?: {2}connected .*\n)?juliet: callee with /);
    expect(out).toMatch(/ steps: all as the tables say\n$/);
    expect(exitCode).toBe(0);
    const lines = jsonLines(demo) as readonly { readonly party?: string; readonly trace?: TraceEntry }[];
    for (const name of ['romeo', 'juliet']) {
      const entries = lines.flatMap(({ party, trace }) => (party === name && trace !== undefined ? [trace] : []));
      expect(entries.length).toBeGreaterThan(3);
      expect(checkTrace(entries)).toEqual([]);
    }
  });

  test('lets pass what a logger adds, and objects about other things', async () => {
    const trace = await romeosTrace();
    const logged = trace.flatMap((entry, at) => [
      { level: 30, msg: 'hello' },
      { level: 20, at, ...entry },
    ]);
    expect((await traceOf(linesOf(logged))).exitCode).toBe(0);
  });

  test('shows nothing of a file that would move a cursor', async () => {
    const [start] = await romeosTrace();
    const { exitCode, out } = await traceOf(linesOf([{ ...start, to: 'x\u{1B}[2J\r\n' }]));
    expect(exitCode).toBe(1);
    expect(out).not.toMatch(/\p{Cc}(?<!\n)/u);
    expect(out).toContain(': 0 steps, wrong from its first entry on\n');
  });
});

describe('trace, of what is none', () => {
  const step = { kind: 'step', atMs: 0, sessionId: 's1', peer: 'juliet@capulet.example', role: 'caller' };
  const whole = { ...step, from: 'a', event: { type: 'peer.ringing' }, to: 'b', effects: [] };
  const MANY = Array.from({ length: 65 }, () => ({ kind: 'x' }));

  test.each([
    ['no JSON', '[', 'line 1: it is no JSON object; a trace has one on each line'],
    ['another value', '{"a":1}\n3\n', 'line 2: it is no JSON object; a trace has one on each line'],
    ['an entry without its event', linesOf([step]), 'line 1: to is missing from the entry'],
    ['a state that is no word', linesOf([{ ...whole, from: 7 }]), 'from is nothing that an entry of a trace can have'],
    ['an event that is no words', linesOf([{ ...whole, event: { type: null } }]), 'event is nothing that'],
    ['an effect that is none', linesOf([{ ...whole, effects: [{}, 3] }]), 'effects[0] is nothing that'],
    ['a verdict that is none', linesOf([{ ...whole, effects: [{ kind: 'x', verdict: [] }] }]), 'effects[0] is'],
    ['effects without end', linesOf([{ ...whole, effects: MANY }]), 'effects has too many'],
    ['somebody who is nobody', linesOf([{ ...whole, peer: '@' }]), 'peer is nothing that'],
    ['a kind that is none', linesOf([{ trace: { kind: 'dream' } }]), 'kind is nothing that'],
    ['a trace that is none', linesOf([{ trace: 3 }]), 'kind is nothing that'],
    ['another reason', linesOf([{ kind: 'dropped', atMs: 0, reason: 'x' }]), 'reason is nothing that'],
    ['another time', linesOf([{ kind: 'dropped', atMs: 1e300, reason: 'noSuchCall' }]), 'atMs is nothing that'],
    ['nothing', '', 'no entry of a trace in 0 lines'],
    ['other objects only', '{}\n\n{}\n', 'line 3: no entry of a trace in 3 lines'],
  ])('refuses %s and says why', async (_what, text, why) => {
    const { exitCode, out, err } = await traceOf(text);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(err).toMatch(/^error: -[:,] /);
    expect(err).toContain(why);
  });

  test('refuses a file that is not there, a folder, and no file at all', async () => {
    expect(await runCli(['trace', '/nowhere/calls.jsonl'])).toMatchObject({
      exitCode: 2,
      err: 'error: /nowhere/calls.jsonl: there is no such file\n',
    });
    expect(await runCli(['trace', tmpdir()])).toMatchObject({ exitCode: 2, err: expect.stringMatching(/is a folder/) });
    expect((await runCli(['trace'])).err).toContain("missing required argument 'file'");
  });

  test('refuses a line without end', async () => {
    const { exitCode, err } = await traceOf(`${' '.repeat(9 * 1_024 * 1_024)}\n`);
    expect(exitCode).toBe(2);
    expect(err).toContain('line 1: it is longer than a line may be');
  });

  test('stops at Ctrl-C', async () => {
    const stopping = new AbortController();
    async function* endless() {
      yield Buffer.from(linesOf(await romeosTrace()));
      stopping.abort();
      yield Buffer.from('{}\n');
      throw new Error('read on');
    }
    const { exitCode } = await runCli(['trace', '-'], { input: endless(), signal: stopping.signal });
    expect(exitCode).toBe(130);
  });
});
