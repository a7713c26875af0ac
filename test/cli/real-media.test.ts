/**
 * The demonstration as users see it: its own process, werift, ICE and DTLS; and that nothing keeps the process alive.
 */
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

interface Ended {
  readonly exitCode: number | null;
  readonly out: string;
  readonly err: string;
}

function runProcess(script: string, ...argv: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [script, ...argv], { stdio: ['ignore', 'pipe', 'pipe'], timeout: 25_000 });
    const written = { out: '', err: '' };
    child.stdout.on('data', (chunk) => (written.out += String(chunk)));
    child.stderr.on('data', (chunk) => (written.err += String(chunk)));
    child.on('close', (exitCode) => resolve({ exitCode, ...written }));
  });
}

const MAIN = 'dist/src/cli/main.js';

describe('dist/src/cli/main.js', () => {
  test('runs the honest call and the swap over real DTLS, without colours in a pipe, and ends', async () => {
    const { exitCode, out, err } = await runProcess(MAIN, 'demo');
    expect(err).toBe('');
    expect(exitCode).toBe(0);
    expect(out).toMatch(/romeo is told +authenticated[^]*certificate +match: DTLS used the one that came encrypted/);
    const packets = [...out.matchAll(/received +(\d+) packets of audio/g)].map(([, count]) => Number(count));
    expect(packets).toHaveLength(2);
    for (const count of packets) expect(count).toBeGreaterThan(0);
    expect(out).toMatch(/romeo refused: I offered encrypted, and the answer came in\s+clear/);
    expect(out).not.toContain('\u001b');
  });

  test('lets a server listen to the call it stripped of its device, and says so', async () => {
    const { exitCode, out } = await runProcess(MAIN, 'demo', '--json', '--video', '--attack', 'strip-device');
    const result = JSON.parse(out.trimEnd().split('\n').at(-1) ?? '') as Record<string, Record<string, number>>;
    expect(exitCode).toBe(0);
    expect(result).toMatchObject({ result: 'unauthenticated', because: 'notAnnounced', media: ['audio', 'video'] });
    expect(result['serverHeardPackets']?.['romeo']).toBeGreaterThan(0);
    expect(result['serverHeardPackets']?.['juliet']).toBeGreaterThan(0);
  });

  test('says which package is missing, in one line', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'omemo-calls-bare-'));
    try {
      cpSync('dist', join(folder, 'dist'), { recursive: true });
      cpSync('package.json', join(folder, 'package.json'));
      expect(await runProcess(join(folder, MAIN), 'demo')).toEqual({
        exitCode: 1,
        out: '',
        err: 'omemo-calls: this needs the package commander, which is not installed: npm install commander\n',
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
