/**
 * Whole verified negotiations a second: two call managers, two contents, from the propose to both verdicts and the end,
 * as text over a wire that takes no time. Once with this project's OMEMO, once with the library as it comes.
 */
import { createSeededIds } from '../../src/adapters/seeded-random.ts';
import { createVirtualClock } from '../../src/adapters/virtual-clock.ts';
import { invariant } from '../../src/base/errors.ts';
import type { Result } from '../../src/base/result.ts';
import { CallManager } from '../../src/call/call-manager.ts';
import type { CallReport } from '../../src/call/reports.ts';
import { bareOf } from '../../src/jid.ts';
import type { FullJid } from '../../src/jid.ts';
import { createOmemo } from '../../src/omemo/create.ts';
import { createMemoryStore } from '../../src/omemo/memory-store.ts';
import type { Omemo, OmemoDevice } from '../../src/omemo/port.ts';
import type { DeviceId, OmemoBundle } from '../../src/stanzas/omemo.ts';
import { writeOmemoBundle } from '../../src/stanzas/omemo-bundle.ts';
import type { StanzaId } from '../../src/stanzas/identifiers.ts';
import { writePubsubItems } from '../../src/stanzas/pubsub.ts';
import { writeIqResult } from '../../src/stanzas/stanza.ts';
import type { Iq } from '../../src/stanzas/stanza.ts';
import { NODE_OMEMO_BUNDLES, NS_CLIENT } from '../../src/xml/namespaces.ts';
import { attribute } from '../../src/xml/read.ts';
import { serializeXml } from '../../src/xml/serialize.ts';
import type { XmlElement } from '../../src/xml/element.ts';
import { FIXED_MEDIA } from './fixed-media.ts';
import { interleave, type InterleaveOptions, prepared } from './interleave.ts';
import { benchRow } from './row.ts';
import type { BenchRow } from './row.ts';
import { snapshotOf } from './store-snapshot.ts';
import { createStockDevice, loadStockLibrary } from './stock-omemo.ts';
import { stockPort } from './stock-port.ts';

const ROMEO = { resource: 'romeo@montague.example/orchard' as FullJid, deviceId: 111 as DeviceId };
const JULIET = { resource: 'juliet@capulet.example/balcony' as FullJid, deviceId: 222 as DeviceId };

type Party = typeof ROMEO;
interface Prepared {
  /** The devices as they were before they ever talked. */
  readonly fresh: () => Promise<Omemos>;
  readonly bundle: OmemoBundle;
}
interface Omemos {
  readonly romeo: Omemo;
  readonly juliet: Omemo;
  /** The server's answer with juliet's bundle, as text. */
  readonly bundleAnswer: string;
}

const deviceOf = ({ resource, deviceId }: Party): OmemoDevice => ({ account: bareOf(resource), deviceId });

/** One call between two managers that hear each other, from the propose to both verdicts. */
async function negotiate({ romeo, juliet, bundleAnswer }: Omemos): Promise<void> {
  const managers = new Map<string, CallManager>();
  const managerOf = (address: string) => [...managers].find(([own]) => own.startsWith(address))?.[1];
  const verdicts: CallReport[] = [];
  const deliver = (from: FullJid, stanza: XmlElement) => {
    const to = attribute(stanza, 'to') ?? '';
    if (stanza.name === 'iq' && to === bareOf(JULIET.resource)) {
      // The one thing asked of the server: juliet's bundle. What a server does is not an end's time, so it has it as
      // text.
      const answer = bundleAnswer.replace(ANSWERED_ID, attribute(stanza, 'id') ?? '');
      queueMicrotask(() => void managers.get(from)?.receive(answer));
      return;
    }
    const stamped = { ...stanza, attributes: new Map([...stanza.attributes, ['from', from]]) };
    const text = serializeXml(stamped, NS_CLIENT);
    // To the own account goes what is published: it is written, and nobody here reads it.
    if (to !== '') queueMicrotask(() => void managerOf(to)?.receive(text));
  };
  const start = ({ resource, deviceId }: Party, omemo: Omemo) => {
    const manager: CallManager = new CallManager({
      account: resource,
      omemo,
      ids: createSeededIds(deviceId),
      // No deadline of a benchmark is to ring, nor to keep the process alive.
      clock: createVirtualClock(0),
      media: FIXED_MEDIA,
      wire: { send: (stanza) => deliver(resource, stanza) },
      sharesPresenceWith: () => true,
      report: (report) => {
        if (report.kind === 'incoming') manager.accept({ peer: bareOf(report.peer), sessionId: report.sessionId });
        if (report.kind === 'authentication') verdicts.push(report);
      },
    });
    managers.set(resource, manager);
    return manager;
  };
  const caller = start(ROMEO, romeo);
  const callee = start(JULIET, juliet);
  caller.placeCall({ to: bareOf(JULIET.resource), media: ['audio', 'video'] });
  while (verdicts.length < 2) await Promise.all([caller.settled(), callee.settled()]);
  const isAuthenticated = verdicts.every(
    (told) => told.kind === 'authentication' && told.verdict.state === 'authenticated',
  );
  invariant(isAuthenticated, 'the benchmark negotiates verified calls');
  caller.close();
  callee.close();
}

const ANSWERED_ID = '$id';

function writeBundleAnswer(bundle: OmemoBundle): string {
  const node = `${NODE_OMEMO_BUNDLES}${JULIET.deviceId}`;
  const items = writePubsubItems({ node, items: [{ itemId: 'current', payload: writeOmemoBundle(bundle) }] });
  const request: Iq = {
    kind: 'iq',
    type: 'get',
    id: ANSWERED_ID as StanzaId,
    from: ROMEO.resource,
    to: undefined,
    children: [],
  };
  const answer = writeIqResult(request, [items]);
  const attributes = new Map([...answer.attributes, ['from', bareOf(JULIET.resource)]]);
  return serializeXml({ ...answer, attributes }, NS_CLIENT);
}

/** Two devices of this project that never talked, and the way back to that. */
async function ownOmemos(): Promise<Prepared> {
  const stores = [createMemoryStore(), createMemoryStore()] as const;
  const romeo = await createOmemo({ ...deviceOf(ROMEO), store: stores[0] });
  const juliet = await createOmemo({ ...deviceOf(JULIET), store: stores[1] });
  const bundle = valueOf(await juliet.ownBundle());
  const omemos = { romeo, juliet, bundleAnswer: writeBundleAnswer(bundle) };
  const [restoreRomeo, restoreJuliet] = [await snapshotOf(stores[0]), await snapshotOf(stores[1])];
  const fresh = async () => {
    await restoreRomeo();
    await restoreJuliet();
    return omemos;
  };
  return { fresh, bundle };
}

/** The stock devices carry bundles of their own; what travels as XML is one of ours, of the same shape. */
async function stockOmemos(bundle: OmemoBundle): Promise<Prepared> {
  const library = loadStockLibrary();
  const romeo = await createStockDevice(library, ROMEO.deviceId);
  const juliet = await createStockDevice(library, JULIET.deviceId);
  const bundleAnswer = writeBundleAnswer(bundle);
  const [romeoAlone, julietAlone] = [romeo.snapshot(), juliet.snapshot()];
  const fresh = () => {
    romeo.restore(romeoAlone);
    juliet.restore(julietAlone);
    return Promise.resolve({
      romeo: stockPort(deviceOf(ROMEO), romeo, juliet, bundle),
      juliet: stockPort(deviceOf(JULIET), juliet, romeo, bundle),
      bundleAnswer,
    });
  };
  return { fresh, bundle };
}

export async function benchNegotiation(given: InterleaveOptions = {}): Promise<readonly BenchRow[]> {
  const own = await ownOmemos();
  const stock = await stockOmemos(own.bundle);
  const options = { rounds: 25, warmUpRounds: 8, ...given };
  const first = await interleave(
    { own: prepared(own.fresh, negotiate), stock: prepared(stock.fresh, negotiate) },
    options,
  );
  const [ownAgain, stockAgain] = [await own.fresh(), await stock.fresh()];
  for (const omemos of [ownAgain, stockAgain]) await negotiate(omemos);
  const again = await interleave({ own: () => negotiate(ownAgain), stock: () => negotiate(stockAgain) }, options);
  return [...rowsOf('session there', again, 6), ...rowsOf('from the bundle on', first, 17)];
}

function rowsOf(which: string, { own, stock }: Readonly<Record<'own' | 'stock', number>>, atLeast: number): BenchRow[] {
  const name = `negotiation: two contents, both ends, ${which}`;
  return [
    benchRow({ name, value: 1e9 / own, unit: 'per s' }),
    benchRow({ name, value: stock / own, unit: 'x', ratioTo: 'stock', bound: { op: '>=', value: atLeast } }),
  ];
}

function valueOf<T>(result: Result<T, unknown>): T {
  invariant(result.ok, 'the benchmark has its keys in memory');
  return result.value;
}
