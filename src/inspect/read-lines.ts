/** A whole saved trace: one JSON object a line. */
import { parseJson } from '../base/json.ts';
import { err, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import type { InspectMessage } from './message.ts';
import { readMessage } from './read-message.ts';

/** Every message of it; or the first line that is none, and why. */
export function readLines(text: string): Result<readonly InspectMessage[], string> {
  const messages: InspectMessage[] = [];
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const read = readMessage(parseJson(line));
    if (!read.ok) return err(`line ${index + 1}: ${read.error}`);
    if (read.value !== undefined) messages.push(read.value);
  }
  return messages.length > 0 ? ok(messages) : err('no entry of a trace is in it');
}
