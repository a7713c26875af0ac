import { expect, test } from 'vitest';
import { HOW_TO_INSTALL, startSignalC } from './signal-c.ts';

test('the comparison with libsignal-protocol-c says what to install where there is no compiler', () => {
  expect(startSignalC('no-such-compiler')).toBeUndefined();
  for (const debianPackage of ['gcc', 'libsignal-protocol-c-dev', 'libssl-dev']) {
    expect(HOW_TO_INSTALL.split(/[ )]/)).toContain(debianPackage);
  }
});

test('the comparison is left out where the headers are missing: a compiler that refuses them', () => {
  expect(startSignalC('false')).toBeUndefined();
});
