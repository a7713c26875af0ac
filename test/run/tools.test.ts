import { expect, test } from 'vitest';
import { versionOf, whatIsMissing } from './tools.mjs';

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
