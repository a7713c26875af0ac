/**
 * What the explorer and the fuzzer leave as files, as what an inspector is told: each is done once more, with real
 * cores or the machines, and looked at while it happens.
 */
import { isObject, parseJson } from '../../src/base/json.ts';
import { err, ok } from '../../src/base/result.ts';
import type { Result } from '../../src/base/result.ts';
import type { InspectMessage } from '../../src/inspect/message.ts';
import { readMessage } from '../../src/inspect/read-message.ts';
import type { FoundFile } from '../fuzz/found.ts';
import type { StoryFile } from '../model/story.ts';
import { reasonOf } from './messages.ts';
import { playFound } from './play-found.ts';
import { playStory } from './play-story.ts';

/** Undefined where a text is no such file: it may be a trace. */
export async function asMessages(text: string): Promise<Result<readonly InspectMessage[], string> | undefined> {
  const file = parseJson(text);
  const format = isObject(file) ? file['format'] : undefined;
  if (format === 'omemo-calls/story') return seen(file as unknown as StoryFile, playStory);
  if (format === 'omemo-calls/found') return seen(file as unknown as FoundFile, playFound);
  return undefined;
}

type Play<File> = (file: File, tell: (message: InspectMessage) => void) => Promise<void>;

/**
 * Everything that was told. Where it cannot be done to the end, such as with machines that were broken when it was
 * written and are not here, what was seen until then is what there is to look at.
 */
async function seen<File extends { readonly shows: string }>(
  file: File,
  play: Play<File>,
): Promise<Result<readonly InspectMessage[], string>> {
  const messages: InspectMessage[] = [];
  try {
    await play(file, (message) => messages.push(message));
  } catch (error) {
    if (messages.length === 0) return err(`it cannot be done again: ${reasonOf(error)}`);
    messages.push({ note: `Here it goes no further: ${reasonOf(error)}`, tone: 'bad' });
  }
  return ok([{ note: file.shows }, ...messages]);
}

/** As lines of a trace, for the command line. Nothing is in them that it would not read again. */
export function linesOf(messages: readonly InspectMessage[]): string {
  return messages
    .filter((message) => readMessage(message).ok)
    .map((message) => `${JSON.stringify(message)}\n`)
    .join('');
}
