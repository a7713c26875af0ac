/** `npm run z3` as a process, as far as it needs no Z3. What needs it is in properties/model/horn/z3.engine.ts. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommand } from '../run-command.ts';
import { QUERIES } from '../../../properties/model/horn/queries.ts';

const COMMAND = 'properties/model/horn/command.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'omemo-calls-horn-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('where Z3 is not installed it says how to install it', () => {
  expect(runCommand(COMMAND, [], folder)).toEqual({ status: 2, stderr: 'npm run z3 needs z3 (apt-get install z3)\n' });
});

test.each([
  ['an unknown claim', ['--claim', 'everything'], 'Allowed choices are device, contents,'],
  ['no number of seconds', ['--seconds', '0'], 'It has to be a positive integer.'],
  ['an unknown option', ['--fast'], "unknown option '--fast'"],
])('refuses %s, and shows how it is used', (_, parameters, message) => {
  const { status, stderr } = runCommand(COMMAND, parameters);
  expect(status).toBe(2);
  expect(stderr).toContain(message);
  expect(stderr).toContain('Usage: npm run z3 --');
});

test('writes what it would ask, a file for each question', () => {
  expect(runCommand(COMMAND, ['--write', folder]).status).toBe(0);
  const files = readdirSync(folder);
  expect(files).toHaveLength(QUERIES.length);
  expect(readFileSync(join(folder, files[0]!), 'utf8')).toMatch(
    /^; The claim: .*\n[^]*\(query bad :print-certificate true\)\n$/,
  );
});
