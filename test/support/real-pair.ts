/**
 * Romeo and Juliet with nothing but the server in memory: OMEMO on libsignal, werift with ICE, DTLS and RTP on the
 * loopback interface, the system's clock. For what stand-ins cannot show.
 */
import { vi } from 'vitest';
import type { MemoryServer, Passing } from '../../src/adapters/memory-wire.ts';
import { createMemoryServer } from '../../src/adapters/memory-wire.ts';
import { CallManager } from '../../src/call/call-manager.ts';
import type { CallKey, CallReport } from '../../src/call/reports.ts';
import { systemClock } from '../../src/call/system.ts';
import { bareOf } from '../../src/jid.ts';
import type { FullJid } from '../../src/jid.ts';
import type { Media } from '../../src/media/port.ts';
import type { WeriftMedia } from '../../src/media/werift/werift-media.ts';
import { createMemoryStore } from '../../src/omemo/memory-store.ts';
import { createOmemo } from '../../src/omemo/create.ts';
import type { ContentName } from '../../src/stanzas/identifiers.ts';
import type { MediaKind } from '../../src/stanzas/rtp.ts';
import { JULIET, ROMEO } from './parties.ts';
import { packetCounter, weriftMedia } from './werift-media.ts';

export interface RealParty {
  readonly manager: CallManager;
  readonly key: CallKey;
  readonly reports: readonly CallReport[];
  /** RTP packets that arrived and were decrypted, by medium. */
  readonly received: Readonly<Record<MediaKind, number>>;
  /** Contents of the running call that are of a medium, by what was reported. */
  names(media: MediaKind): readonly ContentName[];
  /** The report, as soon as it is there. */
  told<K extends CallReport['kind']>(kind: K, after?: number): Promise<Extract<CallReport, { kind: K }>>;
}

export interface RealPair {
  readonly romeo: RealParty;
  readonly juliet: RealParty;
  readonly delivered: readonly Passing[];
  close(): void;
}

/** Milliseconds for anything that takes the network of one machine: some 300 on an idle one. */
const SOON_MS = 8_000;

/** An authenticated audio call of the two, with media flowing both ways. */
export async function realCall(): Promise<RealPair> {
  const delivered: Passing[] = [];
  const server = createMemoryServer({ clock: systemClock, watch: (passing) => delivered.push(passing) });
  const werift = await weriftMedia();
  const [romeo, juliet] = [
    await openParty(ROMEO.account, JULIET.account, server, werift),
    await openParty(JULIET.account, ROMEO.account, server, werift),
  ];
  const pair = { romeo, juliet, delivered, close: () => [romeo, juliet].forEach(({ manager }) => manager.close()) };
  for (const { manager } of [romeo, juliet]) manager.start();
  await Promise.all([romeo.manager.settled(), juliet.manager.settled()]);
  romeo.manager.placeCall({ to: bareOf(JULIET.account), media: ['audio'] });
  await juliet.told('incoming');
  juliet.manager.accept(juliet.key);
  for (const party of [romeo, juliet]) await party.told('connected');
  await flows(pair, 'audio');
  return pair;
}

/** Waits until packets of this medium arrive at both ends. */
export async function flows({ romeo, juliet }: RealPair, media: MediaKind): Promise<void> {
  const before = [romeo, juliet].map(({ received }) => received[media]);
  await vi.waitFor(
    () => {
      for (const [index, { received }] of [romeo, juliet].entries()) {
        if (received[media] <= before[index]! + 3) throw new Error(`no ${media} arrives`);
      }
    },
    { timeout: SOON_MS, interval: 20 },
  );
}

/** Packets of this medium that still come, once what was on its way has arrived. */
export async function stillArriving({ romeo, juliet }: RealPair, media: MediaKind): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 150));
  const before = romeo.received[media] + juliet.received[media];
  await new Promise((resolve) => setTimeout(resolve, 200));
  return romeo.received[media] + juliet.received[media] - before;
}

async function openParty(
  account: FullJid,
  peer: FullJid,
  server: MemoryServer,
  werift: WeriftMedia,
): Promise<RealParty> {
  const omemo = await createOmemo({ account: bareOf(account), store: createMemoryStore() });
  const reports: CallReport[] = [];
  const { received, onRtp } = packetCounter();
  const media: Media = { open: (report, call) => werift.open(report, call, onRtp) };
  const manager: CallManager = new CallManager({
    account,
    omemo,
    media,
    policy: 'require',
    wire: { send: (stanza) => wire.send(stanza) },
    sharesPresenceWith: () => true,
    report: (report) => reports.push(report),
  });
  const wire = server.connect(account, (xml) => manager.receive(xml));
  return {
    manager,
    reports,
    received,
    get key() {
      const [call] = manager.calls();
      if (call === undefined) throw new Error('there is no call');
      return { peer: bareOf(peer), sessionId: call.sessionId };
    },
    names: (kind) =>
      reports.flatMap((each) => (each.kind === 'contentAccepted' && each.media === kind ? [each.contentName] : [])),
    told: (kind, after = 0) =>
      vi.waitFor(
        () => {
          const isWanted = (each: CallReport): each is Extract<CallReport, { kind: typeof kind }> => each.kind === kind;
          const found = reports.slice(after).find(isWanted);
          if (found === undefined) throw new Error(`not told ${kind}, but ${reports.map((each) => each.kind).join()}`);
          return found;
        },
        { timeout: SOON_MS, interval: 10 },
      ),
  };
}
