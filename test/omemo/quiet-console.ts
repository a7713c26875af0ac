/** Tests that fail where anything was written to the console: a warning has what is at hand, keys too. */
import { afterEach, beforeEach, expect, vi } from 'vitest';

const CONSOLE_METHODS = ['debug', 'error', 'info', 'log', 'warn'] as const;

/** Holds every test of the file, or of the `describe`, to that. */
export function keepConsoleQuiet(): void {
  beforeEach(() => {
    for (const method of CONSOLE_METHODS) vi.spyOn(console, method);
  });
  afterEach(() => {
    for (const method of CONSOLE_METHODS) expect(console[method]).not.toHaveBeenCalled();
  });
}
