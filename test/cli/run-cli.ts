/** Runs the command line in this process, as a pipe would see it, on stand-in media unless told otherwise. */
import type { CliIo } from '../../src/cli/io.ts';
import type { CliParts } from '../../src/cli/parts.ts';
import { run } from '../../src/cli/run.ts';
import type { ExitCode } from '../../src/cli/run.ts';
import { createConnectedStandIns } from './stand-in-engine.ts';

export interface Finished {
  readonly exitCode: ExitCode;
  readonly out: string;
  readonly err: string;
}

const STAND_IN_PARTS: CliParts = {
  createMedia: () => Promise.resolve({ ok: true, value: createConnectedStandIns() }),
};

/** Standard input that holds these lines and then ends. */
export function inputOf(...lines: readonly string[]): AsyncIterable<Uint8Array> {
  return inChunks(Buffer.from(lines.map((line) => `${line}\n`).join('')));
}

/** The same bytes in pieces, as a pipe hands them over. */
export async function* inChunks(bytes: Uint8Array, chunkBytes = 65_536): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}

export async function runCli(
  argv: readonly string[],
  io: Partial<CliIo> = {},
  parts: CliParts = STAND_IN_PARTS,
): Promise<Finished> {
  const out: string[] = [];
  const err: string[] = [];
  const exitCode = await run(
    argv,
    {
      input: inputOf(),
      out: (text) => out.push(text),
      err: (text) => err.push(text),
      colours: false,
      pace: 'fast',
      signal: new AbortController().signal,
      environment: {},
      askSecret: undefined,
      endSoon: () => undefined,
      ...io,
    },
    parts,
  );
  return { exitCode, out: out.join(''), err: err.join('') };
}

/** The lines of `--json`. */
export function jsonLines({ out }: Finished): readonly Record<string, unknown>[] {
  return out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** The last of them. */
export function jsonResult(finished: Finished): Record<string, unknown> {
  return jsonLines(finished).at(-1) ?? {};
}
