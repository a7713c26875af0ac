/** One device of somebody on a real server: a client library, real OMEMO, and a stand-in for media. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientStream } from '../../src/adapters/client/client-stream.ts';
import { connectCalls } from '../../src/adapters/client/connect-calls.ts';
import type { CallConnection, ConnectCallsOptions, ConnectionFault } from '../../src/adapters/client/connect-calls.ts';
import { CallManager } from '../../src/call/call-manager.ts';
import type { CallManagerOptions } from '../../src/call/options.ts';
import type { CallReport } from '../../src/call/reports.ts';
import type { TraceEntry } from '../../src/call/trace.ts';
import { bareOf, parseFullJid } from '../../src/jid.ts';
import type { FullJid } from '../../src/jid.ts';
import type { StanzaId } from '../../src/stanzas/identifiers.ts';
import { parseDeviceId } from '../../src/stanzas/omemo.ts';
import { writeIq } from '../../src/stanzas/stanza.ts';
import { element } from '../../src/xml/element.ts';
import type { XmlElement } from '../../src/xml/element.ts';
import { NS_DISCO_INFO } from '../../src/xml/namespaces.ts';
import { attribute } from '../../src/xml/read.ts';
import { createTestMedia } from '../support/engine.ts';
import type { TestMedia } from '../support/engine.ts';
import { openAccount } from '../support/omemo-accounts.ts';
import { dtlsFingerprint } from '../support/parties.ts';
import type { Identity } from '../support/parties.ts';
import { wordFor } from '../support/pair.ts';
import type { Library, LibraryClient } from './libraries.ts';
import { DOMAIN } from './server.ts';
import type { XmppServer } from './server.ts';

export interface NetworkParty extends Identity {
  readonly connection: CallConnection;
  readonly client: LibraryClient;
  readonly manager: CallManager;
  readonly media: TestMedia;
  readonly reports: readonly CallReport[];
  readonly trace: readonly TraceEntry[];
  readonly faults: readonly ConnectionFault[];
  /** Every message and IQ that came, before anybody made something of it. */
  readonly received: readonly XmlElement[];
  /** Every stanza either way, in the order of the stream. */
  readonly passed: readonly PassedStanza[];
  /** What became of the stream, in words. */
  readonly streamed: readonly string[];
  readonly leave: () => Promise<void>;
}

/** A stanza as it came, or as it was given to the library to send. */
export interface PassedStanza {
  readonly direction: 'received' | 'sent';
  /** Milliseconds since 1970. */
  readonly atMs: number;
  readonly stanza: XmlElement;
}

export interface NetworkPartyOptions extends Partial<Omit<CallManagerOptions, 'account' | 'wire'>> {
  readonly connect?: Partial<ConnectCallsOptions>;
  /** Of its OMEMO device. */
  readonly deviceId?: number;
}

const WORDS = 20_000;
/** Answered with what there is or with an error, either of which will do. */
const QUESTION = element(NS_DISCO_INFO, 'query');

/** Waits until something is so, and says what was not if it never is. */
export async function until(what: string, isSo: () => boolean, withinMs = WORDS): Promise<void> {
  for (const deadline = Date.now() + withinMs; !isSo(); ) {
    if (Date.now() > deadline) throw new Error(`never was it so that ${what}`);
    await sleep(10);
  }
}

let devices = 0;

/** Logs in as a new device, and waits until its stream is up and its OMEMO device published. */
export async function join(
  library: Library,
  server: XmppServer,
  [name, resource]: readonly [string, string],
  { connect, deviceId, ...options }: NetworkPartyOptions = {},
): Promise<NetworkParty> {
  devices += 1;
  // A certificate of its own for each: fingerprints count up from the seed.
  const seed = 5 + devices;
  const account = parseFullJid(`${name}@${DOMAIN}/${resource}`)!;
  const identity: Identity = {
    ...{ account, contact: bareOf(account), seed },
    deviceId: parseDeviceId(String(deviceId ?? 7_000 + devices))!,
    dtlsFingerprint: dtlsFingerprint(seed),
  };
  const { omemo } = await openAccount(identity, 'new');
  const media = createTestMedia(identity);
  const reports: CallReport[] = [];
  const trace: TraceEntry[] = [];
  const faults: ConnectionFault[] = [];
  const client = library.create(server, name, resource);
  const { stream, received, passed, streamed } = noting(client.stream);
  const connection = connectCalls(stream, {
    createManager: ({ wire, account: bound }) =>
      new CallManager({
        ...{ media, omemo, sharesPresenceWith: () => true, ...options, account: bound, wire },
        report: (report) => void reports.push(report),
        trace: (entry) => void trace.push(entry),
      }),
    presence: 'send',
    // What earlier tests left there is nobody's affair.
    archiveMs: 0,
    report: (fault) => void faults.push(fault),
    ...connect,
  });
  client.start();
  await until('the stream is up', () => connection.manager !== undefined);
  await connection.settled();
  await connection.manager!.settled();
  await presenceCounts(client, account, received);
  return {
    ...identity,
    ...{ connection, client, media, reports, trace, faults, received, passed, streamed },
    manager: connection.manager!,
    leave: async () => {
      connection.disconnect();
      connection.manager?.close();
      await client.stop();
    },
  };
}

/**
 * Presence is not answered, and until the server has it messages come to nobody. A question that is answered was asked
 * after it.
 */
async function presenceCounts({ stream }: LibraryClient, account: FullJid, received: readonly XmlElement[]) {
  const id = `present-${devices}` as StanzaId;
  stream.send(writeIq({ kind: 'iq', type: 'get', id, from: undefined, to: bareOf(account), children: [QUESTION] }));
  await until('presence counts', () => received.some((stanza) => attribute(stanza, 'id') === id));
}

type Noted = Pick<NetworkParty, 'passed' | 'received' | 'streamed'>;

/** The same stream, and what went over it. */
function noting(stream: ClientStream): Noted & { readonly stream: ClientStream } {
  const received: XmlElement[] = [];
  const passed: PassedStanza[] = [];
  const streamed: string[] = [];
  const note = (direction: PassedStanza['direction'], stanza: XmlElement) =>
    void passed.push({ direction, atMs: Date.now(), stanza });
  const listen: ClientStream['listen'] = (listener) =>
    stream.listen({
      ...listener,
      stanza: (stanza) => {
        note('received', stanza);
        received.push(stanza);
        return listener.stanza(stanza);
      },
      up: (account, how) => {
        streamed.push(how);
        listener.up(account, how);
      },
      down: () => {
        streamed.push('down');
        listener.down();
      },
    });
  const send: ClientStream['send'] = (stanza) => {
    note('sent', stanza);
    return stream.send(stanza);
  };
  return { stream: { ...stream, listen, send }, received, passed, streamed };
}

/** What a party was told, one word each. */
export function toldTo({ reports }: NetworkParty): readonly string[] {
  return reports.map(wordFor);
}
