import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { ejabberdLibraries, versionOf, whatIsMissing } from './tools.mjs';

test('nothing is said where every tool is there', () => {
  expect(whatIsMissing(['spin', 'z3'], () => 'version 1')).toBeUndefined();
});

test('what is missing is named, with the command that installs it', () => {
  const isThere = (tool: string) => (tool === 'gcc' ? '12.2' : undefined);
  expect(whatIsMissing(['gcc', 'spin', 'z3'], isThere)).toBe('needs spin and z3 (apt-get install spin z3)');
});

test('a tool that does not run has no version', () => {
  expect(versionOf('no-such-tool' as 'z3')).toBeUndefined();
});

test('the libraries of ejabberd are where its own script has them', () => {
  const folder = mkdtempSync(join(tmpdir(), 'omemo-calls-tools-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  onTestFinished(() => void vi.unstubAllEnvs());
  writeFileSync(join(folder, 'ejabberdctl'), "#!/bin/bash\nERL_CRASH_DUMP=x\nERL_LIBS='/usr/lib/machine'\n");
  vi.stubEnv('PATH', `/nowhere:${folder}`);
  expect(ejabberdLibraries()).toBe('/usr/lib/machine');
});
