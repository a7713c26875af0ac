/** The last line of `npm test` is true: it is what the run ends with, whatever went wrong before it. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runSteps, type Step, summary } from './runner.mjs';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'omemo-calls-runner-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A step that runs a line of JavaScript. */
function stepThat(name: string, script: string, more: Partial<Step> = {}): Step {
  return { name, command: [process.execPath, '-e', script], timeoutSeconds: 20, ...more };
}

async function run(...steps: readonly Step[]): Promise<{ readonly line: string; readonly printed: string }> {
  const printed: string[] = [];
  const counts = await runSteps(steps, (text) => printed.push(text), new AbortController().signal);
  return { line: summary(counts), printed: printed.join('') };
}

describe('runSteps', () => {
  test('counts each step as one, and goes on after one failed', async () => {
    const { line, printed } = await run(
      stepThat('first', ''),
      stepThat('second', 'process.exit(3)'),
      stepThat('third', ''),
    );
    expect(line).toBe('2 passed, 1 failed');
    expect(printed).toMatch(/^ok {6}first .*\n[^]*failed {2}second .*\nok {6}third /m);
  });

  test('runs a step beside the one before it, and shows what each counted when it has ended', async () => {
    const fs = "const fs = require('node:fs');";
    const quoted = (file: string) => JSON.stringify(join(folder, file));
    const write = (file: string, text: string) => `fs.writeFileSync(${quoted(file)}, ${JSON.stringify(text)});`;
    // Each ends only while the other runs.
    const meeting = (own: string, other: string, counts: object) =>
      `${fs} ${write(own, '')} console.log('${own} is here'); while (!fs.existsSync(${quoted(other)})) {}
       ${write(`${own}.json`, JSON.stringify(counts))}`;
    const counting = (name: string) => ({ countsFile: join(folder, `${name}.json`) });
    const { line, printed } = await run(
      stepThat('network', meeting('network', 'engines', { passed: 3, failed: 1 }), counting('network')),
      stepThat('engines', meeting('engines', 'network', { passed: 4, failed: 0 }), {
        ...counting('engines'),
        beside: 'network',
      }),
      stepThat('last', ''),
    );
    expect(line).toBe('8 passed, 1 failed');
    expect(printed).toMatch(/network is here\nfailed {2}network /);
    expect(printed).toMatch(/engines is here\nok {6}engines /);
    expect(printed).toMatch(/\nok {6}last .*\n$/);
    // Alone where the other is left out.
    expect((await run(stepThat('engines', '', { beside: 'network' }))).line).toBe('1 passed, 0 failed');
  });

  test('shows what a failed step said, on either stream, and keeps a passing one quiet', async () => {
    const speaks = "console.log('to out'); console.error('to err');";
    expect((await run(stepThat('bad', `${speaks} process.exit(1)`))).printed).toMatch(
      /to out\n[^]*to err\n|to err\n[^]*to out\n/,
    );
    expect((await run(stepThat('good', speaks))).printed).not.toContain('to');
  });

  test('fails a step whose program does not exist', async () => {
    expect((await run({ name: 'a', command: ['no-such-program'], timeoutSeconds: 20 })).line).toBe(
      '0 passed, 1 failed',
    );
  });

  test('does not run what this machine has not got the tools for: it says so, and counts it as neither', async () => {
    const missing = 'needs z3 (apt-get install z3)';
    const { line, printed } = await run(stepThat('first', ''), stepThat('engines', 'process.exit(1)', { missing }));
    expect(line).toBe('1 passed, 0 failed');
    expect(printed).toMatch(/^not run engines +needs z3 \(apt-get install z3\)$/m);
  });

  test('ends a step that takes too long, with everything it started', async () => {
    const { line, printed } = await run(stepThat('slow', 'setInterval(() => {}, 1000)', { timeoutSeconds: 0.2 }));
    expect(line).toBe('0 passed, 1 failed');
    expect(printed).toContain('took longer than 0.2 s');
  });

  test('does not run what needs a failed step, and counts it as failed', async () => {
    const steps = [
      stepThat('build', 'process.exit(1)'),
      stepThat('pack', '', { needs: 'build' }),
      stepThat('lint', '', { needs: 'types' }),
    ];
    const { line, printed } = await run(...steps);
    expect(line).toBe('1 passed, 2 failed');
    expect(printed).toContain('pack was not run: it needs build');
  });

  test('gives a step nothing to read', async () => {
    expect((await run(stepThat('reads', "require('fs').readFileSync(0)"))).line).toBe('1 passed, 0 failed');
  });

  test('counts what was under way and what had not begun as failed when it is ended', async () => {
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 100);
    const steps = [stepThat('hangs', 'setInterval(() => {}, 1000)'), stepThat('later', '')];
    expect(await runSteps(steps, () => {}, abort.signal)).toEqual({ passed: 0, failed: 2 });
    // Well before the step's own time is over.
  }, 5_000);
});

describe('runSteps with a step that counts for itself', () => {
  /** Ends with `exitCode`, after it wrote `counts`. */
  function counting(name: string, counts: string, exitCode: number): Step {
    const countsFile = join(folder, name);
    const write = `require('fs').writeFileSync(${JSON.stringify(countsFile)}, ${JSON.stringify(counts)})`;
    const script = `${write}; process.exit(${exitCode})`;
    return stepThat(name, script, { countsFile });
  }

  test.each([
    ['what it counted', '{"passed":7,"failed":0}', 0, '7 passed, 0 failed'],
    ['what failed in it', '{"passed":5,"failed":2}', 1, '5 passed, 2 failed'],
    ['a failure beside its tests', '{"passed":7,"failed":0}', 1, '7 passed, 1 failed'],
    ['what it counted before it was ended', '{"passed":3,"failed":0}', 137, '3 passed, 1 failed'],
    ['half a report as a failure', '{"passed":7,', 1, '0 passed, 1 failed'],
    ['no numbers as a failure', '{}', 0, '0 passed, 1 failed'],
  ])('takes %s', async (name, counts, exitCode, line) => {
    expect((await run(counting(name, counts, exitCode))).line).toBe(line);
  });

  test('does not take the report of an earlier run for its own', async () => {
    const countsFile = join(folder, 'earlier');
    writeFileSync(countsFile, '{"passed":99,"failed":0}');
    expect((await run(stepThat('crashes', "process.kill(process.pid, 'SIGKILL')", { countsFile }))).line).toBe(
      '0 passed, 1 failed',
    );
  });
});
