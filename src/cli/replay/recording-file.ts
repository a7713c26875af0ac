/** Reads a recording from a file; what stands in the way is one line. */
import { readFile } from 'node:fs/promises';
import { err } from '../../base/result.ts';
import type { Result } from '../../base/result.ts';
import { parseRecording } from './recording.ts';
import type { Recording } from './recording.ts';

/** The recording in a file, or why there is none. */
export async function readRecordingFile(path: string): Promise<Result<Recording, string>> {
  try {
    return parseRecording(await readFile(path, 'utf8'));
  } catch (error) {
    return err(whyUnreadable(error));
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'it may not be read',
};

/** Why a file cannot be read, in words. What is no error of the file system is thrown on. */
export function whyUnreadable(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  return REASONS[code] ?? code;
}
