/**
 * An exploration in a file, to go on with another day: a line of JSON, then the states and where each came from, as
 * they lie in memory. Written beside its place first, so that a second Ctrl-C leaves the one before whole.
 */
import { closeSync, mkdirSync, openSync, readSync, renameSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Result } from '../../src/base/result.ts';
import { err, ok } from '../../src/base/result.ts';
import type { Saved } from './explorer.ts';

const FORMAT = 'omemo-calls/exploration';
const VERSION = 1;

/** What a checkpoint was made with: an exploration goes on with the same, or it would be another. */
interface Header {
  readonly format: typeof FORMAT;
  readonly version: typeof VERSION;
  /** Of the machines and the model: equal texts are equal models. */
  readonly model: string;
  readonly options: unknown;
  readonly saved: Omit<Saved, 'parents' | 'words'>;
  readonly wordCount: number;
  readonly stateCount: number;
}

export type CheckpointFault = 'damaged' | 'missing' | 'notACheckpoint' | 'otherModel';

export function writeCheckpoint(path: string, model: string, options: unknown, saved: Saved): void {
  const { words, parents, ...rest } = saved;
  const header: Header = {
    format: FORMAT,
    version: VERSION,
    model,
    options,
    saved: rest,
    wordCount: words.length,
    stateCount: parents.length,
  };
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = `${path}.part`;
  const file = openSync(unfinished, 'w');
  writeAll(file, Buffer.from(`${JSON.stringify(header)}\n`));
  for (const array of [words, parents]) writeAll(file, Buffer.from(array.buffer, array.byteOffset, array.byteLength));
  closeSync(file);
  renameSync(unfinished, path);
}

/** @param model  of now: a checkpoint of other machines cannot be gone on with */
export function readCheckpoint(
  path: string,
  model: string,
): Result<{ readonly options: unknown; readonly saved: Saved }, CheckpointFault> {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return err('missing');
  }
  try {
    const line = readLine(file);
    const header = line === undefined ? undefined : headerIn(line);
    if (header === undefined) return err('notACheckpoint');
    if (header.model !== model) return err('otherModel');
    const { wordCount, stateCount, options, saved } = header;
    const start = Buffer.byteLength(line ?? '') + 1;
    if (statSync(path).size !== start + (wordCount + stateCount) * 4) return err('damaged');
    const words = new Uint32Array(wordCount);
    const parents = new Int32Array(stateCount);
    readAll(file, Buffer.from(words.buffer), start);
    readAll(file, Buffer.from(parents.buffer), start + wordCount * 4);
    return ok({ options, saved: { ...saved, words, parents } });
  } finally {
    closeSync(file);
  }
}

/** One call writes 2 GiB at most. */
const PIECE_BYTES = 1 << 28;

function writeAll(file: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    let piece = bytes.subarray(at, at + PIECE_BYTES);
    while (piece.length > 0) piece = piece.subarray(writeSync(file, piece));
  }
}

function readAll(file: number, into: Buffer, position: number): void {
  for (let at = 0; at < into.length; ) {
    at += readSync(file, into, at, Math.min(PIECE_BYTES, into.length - at), position + at);
  }
}

const MOST_HEADER_BYTES = 1 << 26;

/** The first line; undefined where there is none within reason. */
function readLine(file: number): string | undefined {
  for (let size = 1 << 16; size <= MOST_HEADER_BYTES; size *= 4) {
    const bytes = Buffer.alloc(size);
    const read = readSync(file, bytes, 0, size, 0);
    const end = bytes.subarray(0, read).indexOf('\n');
    if (end !== -1) return bytes.toString('utf8', 0, end);
    if (read < size) return undefined;
  }
  return undefined;
}

function headerIn(line: string): Header | undefined {
  try {
    const header = JSON.parse(line) as Header;
    return header.format === FORMAT && header.version === VERSION ? header : undefined;
  } catch {
    return undefined;
  }
}
