/**
 * What the commands that ask another engine have in common: the engine may be missing, and Ctrl-C ends it too.
 */
import { InvalidArgumentError } from 'commander';
import { whatIsMissing } from '../../test/run/tools.mjs';
import type { Tool } from '../../test/run/tools.mjs';

/**
 * Runs a command that needs these tools.
 *
 * @param name  as one types it
 * @param run   ends what it started when the signal comes; its exit code
 * @returns 2 where a tool is missing, 130 after Ctrl-C, else what `run` returns
 */
export async function runWithTools(
  name: string,
  tools: readonly Tool[],
  run: (signal: AbortSignal) => Promise<number>,
): Promise<number> {
  const missing = whatIsMissing(tools);
  if (missing !== undefined) {
    process.stderr.write(`${name} ${missing}\n`);
    return 2;
  }
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());
  try {
    return await run(stopping.signal);
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
    process.stderr.write('stopped\n');
    return 130;
  }
}

export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('It has to be a positive integer.');
  return value;
}
