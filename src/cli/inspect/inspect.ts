/** Reads what is to be shown, whole, before anything is opened: a file that is no trace shows nothing at all. */
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { parseJson } from '../../base/json.ts';
import { err, ok } from '../../base/result.ts';
import type { Result } from '../../base/result.ts';
import type { InspectMessage } from '../../inspect/message.ts';
import { readMessage } from '../../inspect/read-message.ts';
import type { CliIo } from '../io.ts';
import { linesOf } from '../lines.ts';
import { whyUnreadable } from '../replay/recording-file.ts';
import type { ExitCode } from '../run.ts';
import { openInspector } from './open-inspector.ts';

/** Shows a trace, or waits for programs where there is none, until Ctrl-C. */
export async function inspect(path: string | undefined, port: number, io: CliIo): Promise<ExitCode> {
  const messages = path === undefined ? ok([]) : await readTrace(path, io);
  if (!messages.ok) {
    io.err(`error: ${messages.error}\n`);
    return 2;
  }
  const title = path === undefined ? 'waiting for programs' : path === '-' ? 'standard input' : basename(path);
  const inspector = await openInspector(io, { title, port });
  if (inspector === undefined) return 1;
  if (path === undefined) io.err(`for createWebSocketInspector({ url }): ${inspector.applicationAddress}\n`);
  for (const message of messages.value) inspector.send(message);
  await inspector.untilSeen();
  return 0;
}

async function readTrace(path: string, io: CliIo): Promise<Result<readonly InspectMessage[], string>> {
  const messages: InspectMessage[] = [];
  let lines = 0;
  try {
    const input = path === '-' ? io.input : createReadStream(path);
    for await (const line of linesOf(input, io.signal, 'counted')) {
      lines += 1;
      if (line === '') continue;
      if (line === undefined) return err(`${path}, line ${lines}: it is longer than a line may be`);
      const read = readMessage(parseJson(line));
      if (!read.ok) return err(`${path}, line ${lines}: ${read.error}`);
      if (read.value !== undefined) messages.push(read.value);
    }
  } catch (error) {
    return err(`${path}: ${whyUnreadable(error)}`);
  }
  return messages.length > 0 ? ok(messages) : err(`${path}: no entry of a trace is in it`);
}
