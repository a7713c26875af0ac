/**
 * An exploration in a file, to go on with another day: a line of JSON, then the states and where each came from, as
 * they lie in memory. Written beside its place first, so that a second Ctrl-C leaves the one before whole.
 */
import { closeSync, mkdirSync, openSync, readSync, renameSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Result } from '../../src/base/result.ts';
import { err, ok } from '../../src/base/result.ts';
import type { Position, Saved } from './explorer.ts';
import { PAGE_RECORDS } from './state-store.ts';

const FORMAT = 'omemo-calls/exploration';
const VERSION = 2;

/** What a checkpoint was made with: an exploration goes on with the same, or it would be another. */
interface Header {
  readonly format: typeof FORMAT;
  readonly version: typeof VERSION;
  /** Of the machines and the model: equal texts are equal models. */
  readonly model: string;
  readonly options: unknown;
  readonly position: Position;
  readonly words: number;
}

export type CheckpointFault = 'damaged' | 'missing' | 'notACheckpoint' | 'otherModel';

export function writeCheckpoint(path: string, model: string, options: unknown, { position, records }: Saved): void {
  const pieces = [...records];
  const words = pieces.reduce((sum, { length }) => sum + length, 0);
  const header: Header = { format: FORMAT, version: VERSION, model, options, position, words };
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = `${path}.part`;
  const file = openSync(unfinished, 'w');
  writeAll(file, Buffer.from(`${JSON.stringify(header)}\n`));
  for (const piece of pieces) writeAll(file, Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength));
  closeSync(file);
  renameSync(unfinished, path);
}

/**
 * The records are read when they are asked for, a piece at a time: they may be most of what fits into memory.
 *
 * @param model  of now: a checkpoint of other machines cannot be gone on with
 */
export function readCheckpoint(
  path: string,
  model: string,
): Result<{ readonly options: unknown; readonly saved: Saved }, CheckpointFault> {
  let line: string | undefined;
  try {
    line = readLine(path);
  } catch {
    return err('missing');
  }
  const header = line === undefined ? undefined : headerIn(line);
  if (line === undefined || header === undefined) return err('notACheckpoint');
  if (header.model !== model) return err('otherModel');
  const { words, options, position } = header;
  const start = Buffer.byteLength(line) + 1;
  if (statSync(path).size !== start + words * WORD_BYTES) return err('damaged');
  const pieceWords = PAGE_RECORDS * (words / position.states);
  return ok({ options, saved: { position, records: readPieces(path, start, words, pieceWords) } });
}

const WORD_BYTES = 4;

function* readPieces(path: string, start: number, words: number, pieceWords: number): Generator<Uint32Array> {
  const file = openSync(path, 'r');
  try {
    for (let at = 0; at < words; at += pieceWords) {
      const piece = new Uint32Array(Math.min(pieceWords, words - at));
      readAll(file, Buffer.from(piece.buffer), start + at * WORD_BYTES);
      yield piece;
    }
  } finally {
    closeSync(file);
  }
}

function writeAll(file: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}

function readAll(file: number, into: Buffer, position: number): void {
  for (let at = 0; at < into.length; ) at += readSync(file, into, at, into.length - at, position + at);
}

const MOST_HEADER_BYTES = 1 << 26;

/** The first line; undefined where there is none within reason. */
function readLine(path: string): string | undefined {
  const file = openSync(path, 'r');
  try {
    for (let size = 1 << 16; size <= MOST_HEADER_BYTES; size *= 4) {
      const bytes = Buffer.alloc(size);
      const read = readSync(file, bytes, 0, size, 0);
      const end = bytes.subarray(0, read).indexOf('\n');
      if (end !== -1) return bytes.toString('utf8', 0, end);
      if (read < size) return undefined;
    }
    return undefined;
  } finally {
    closeSync(file);
  }
}

function headerIn(line: string): Header | undefined {
  try {
    const header = JSON.parse(line) as Header;
    return header.format === FORMAT && header.version === VERSION ? header : undefined;
  } catch {
    return undefined;
  }
}
