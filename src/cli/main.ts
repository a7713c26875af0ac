#!/usr/bin/env node
/**
 * The command line's first lines: they run with nothing installed but Node, so that what is missing can be said.
 *
 * Everything else is loaded from here on, also by commands as they run; whichever optional package is not there, it is
 * named.
 */
import { processIo } from './io.ts';
import { describeMissingPackage } from './missing-package.ts';

try {
  const { run } = await import('./run.ts');
  process.exitCode = await run(process.argv.slice(2), processIo());
} catch (error) {
  const message = describeMissingPackage(error);
  if (message === undefined) throw error;
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}
