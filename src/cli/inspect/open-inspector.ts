/**
 * `--inspect`, for any command: one call opens the inspector and prints where it is; what it gives is hung into the
 * cores and wires that the command makes.
 */
import { createInspection } from '../../inspect/inspection.ts';
import type { Inspection } from '../../inspect/inspection.ts';
import type { InspectMessage } from '../../inspect/message.ts';
import type { CliIo } from '../io.ts';
import { readPage } from './page-files.ts';
import { startServer } from './server.ts';

export interface OpenInspector {
  /** For `createWebSocketInspector` of @statelyai/inspect. */
  readonly applicationAddress: string;
  /**
   * What to hang into one account's call manager and wire.
   *
   * @param party  whose it is, where there are several
   */
  of(party?: string): Inspection;
  send(message: InspectMessage): void;
  /** Says that all is done, and waits until the user has seen enough (Ctrl-C). Then the inspector is gone. */
  untilSeen(): Promise<void>;
  /** Ends it at once. */
  close(): Promise<void>;
}

export interface InspectorOptions {
  readonly title: string;
  /** Default: any that is free. */
  readonly port?: number;
}

/** Undefined where there is no inspector, which was then said to the user. */
export async function openInspector(
  io: Pick<CliIo, 'err' | 'signal'>,
  { title, port = 0 }: InspectorOptions,
): Promise<OpenInspector | undefined> {
  const page = readPage();
  if (!page.ok) {
    io.err(`error: ${page.error}\n`);
    return undefined;
  }
  const server = await startServer({ page: page.value, port, title }).catch((error: NodeJS.ErrnoException) => error);
  if (server instanceof Error) {
    io.err(`error: the inspector cannot listen on port ${port}: ${server.code ?? server.message}\n`);
    return undefined;
  }
  // On standard error: standard output may be for programs.
  io.err(`inspector: ${server.address}\n`);
  return {
    applicationAddress: server.applicationAddress,
    of: (party) => createInspection({ send: (message) => server.send(message), ...(party !== undefined && { party }) }),
    send: (message) => server.send(message),
    untilSeen: async () => {
      if (!io.signal.aborted) io.err('inspector: open until Ctrl-C\n');
      await aborted(io.signal);
      await server.close();
    },
    close: () => server.close(),
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
