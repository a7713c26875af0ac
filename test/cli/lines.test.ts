/** Standard input in pieces of any size comes out as the lines that were written. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_INPUT_LINE_BYTES } from '../../src/base/limits.ts';
import { linesOf } from '../../src/cli/lines.ts';
import { inChunks } from './run-cli.ts';

const RUNNING = new AbortController().signal;

async function linesIn(input: AsyncIterable<Uint8Array>, signal = RUNNING): Promise<readonly (string | undefined)[]> {
  const lines: (string | undefined)[] = [];
  for await (const line of linesOf(input, signal)) lines.push(line);
  return lines;
}

describe('linesOf', () => {
  test('gives lines without their ends, and no empty ones', async () => {
    expect(await linesIn(inChunks(Buffer.from('a\r\n\n\r\n b \nc')))).toEqual(['a', ' b ', 'c']);
  });

  test('L1: puts together what came in pieces, wherever it was cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'grapheme' }).filter((line) => line !== '' && !/[\r\n\u{FEFF}]/u.test(line))),
        fc.integer({ min: 1, max: 7 }),
        async (lines, chunkBytes) => {
          const bytes = Buffer.from(lines.join('\n'));
          const isWhole = lines.every((line) => Buffer.from(line).toString() === line);
          fc.pre(isWhole);
          expect(await linesIn(inChunks(bytes, chunkBytes))).toEqual(lines);
        },
      ),
    );
  });

  test('takes a line of the largest size, tells a longer one as too long, and goes on', async () => {
    const largest = 'x'.repeat(MAX_INPUT_LINE_BYTES);
    const lines = await linesIn(inChunks(Buffer.from(`${largest}\n${largest}x\nafter`)));
    expect(lines.map((line) => line?.length)).toEqual([MAX_INPUT_LINE_BYTES, undefined, 5]);
  });

  test('ends when it is told to stop, in the middle of its input', async () => {
    const stopping = new AbortController();
    const seen: unknown[] = [];
    for await (const line of linesOf(inChunks(Buffer.from('a\nb\nc\n')), stopping.signal)) {
      seen.push(line);
      stopping.abort();
    }
    expect(seen).toEqual(['a']);
  });

  test('passes on what goes wrong with the input', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('a\n');
      throw new Error('the pipe broke');
    }
    await expect(linesIn(broken())).rejects.toThrow('the pipe broke');
  });
});
