/** `npm run spin` as a process, as far as it needs no Spin. The rest is in properties/model/spin/spin.engine.ts. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommand } from '../run-command.ts';

const COMMAND = 'properties/model/spin/command.ts';

let empty = '';
beforeAll(() => {
  empty = mkdtempSync(join(tmpdir(), 'omemo-calls-spin-'));
});
afterAll(() => rmSync(empty, { recursive: true }));

test('where Spin and gcc are not installed it says how to install them', () => {
  expect(runCommand(COMMAND, [], empty)).toEqual({
    status: 2,
    stderr: 'npm run spin needs gcc and spin (apt-get install gcc spin)\n',
  });
});

test.each([
  ['an unknown part', ['--only', 'everything'], 'Allowed choices are counts, falsehoods, deadlines'],
  ['no number of megabytes', ['--megabytes', '-1'], 'It has to be a positive integer.'],
])('refuses %s, and shows how it is used', (_, parameters, message) => {
  const { status, stderr } = runCommand(COMMAND, parameters);
  expect(status).toBe(2);
  expect(stderr).toContain(message);
  expect(stderr).toContain('Usage: npm run spin --');
});
