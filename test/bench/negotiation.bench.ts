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
import { createStandInMedia } from '../../src/media/scripted.ts';
import { createOmemo } from '../../src/omemo/create.ts';
import { createMemoryStore } from '../../src/omemo/memory-store.ts';
import type { Omemo, OmemoDevice } from '../../src/omemo/port.ts';
import { parseDtlsFingerprintValue } from '../../src/stanzas/dtls.ts';
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
import { interleave } from './interleave.ts';
import { benchRow } from './row.ts';
import type { BenchRow } from './row.ts';
import { createStockDevice, loadStockLibrary } from './stock-omemo.ts';
import { stockPort } from './stock-port.ts';

const ROMEO = { resource: 'romeo@montague.example/orchard' as FullJid, deviceId: 111 as DeviceId };
const JULIET = { resource: 'juliet@capulet.example/balcony' as FullJid, deviceId: 222 as DeviceId };

type Party = typeof ROMEO;
interface Omemos {
  readonly romeo: Omemo;
  readonly juliet: Omemo;
  readonly bundle: OmemoBundle;
}

const deviceOf = ({ resource, deviceId }: Party): OmemoDevice => ({ account: bareOf(resource), deviceId });

/** Two managers that hear each other; `negotiate` makes one call, to both verdicts and the hang-up. */
function connect({ romeo, juliet, bundle }: Omemos, seed: number): { negotiate(): Promise<void> } {
  const managers = new Map<string, CallManager>();
  const managerOf = (address: string) => [...managers].find(([own]) => own.startsWith(address))?.[1];
  const verdicts: CallReport[] = [];
  const bundleAnswer = writeBundleAnswer(bundle);
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
    const value = parseDtlsFingerprintValue(
      Array.from({ length: 32 }, () => deviceId.toString(16)).join(':'),
      'sha-256',
    );
    invariant(value !== undefined, 'a fingerprint of the benchmark');
    const manager: CallManager = new CallManager({
      account: resource,
      omemo,
      ids: createSeededIds(seed + deviceId),
      // No deadline of a benchmark is to ring, nor to keep the process alive.
      clock: createVirtualClock(0),
      media: createStandInMedia({ seed: deviceId, dtlsFingerprint: value }),
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
  const isVerdictOfBoth = () => verdicts.length === 2;
  return {
    negotiate: async () => {
      verdicts.length = 0;
      const call = caller.placeCall({ to: bareOf(JULIET.resource), media: ['audio', 'video'] });
      while (!isVerdictOfBoth()) await Promise.all([caller.settled(), callee.settled()]);
      const isAuthenticated = verdicts.every(
        (told) => told.kind === 'authentication' && told.verdict.state === 'authenticated',
      );
      invariant(isAuthenticated, 'the benchmark negotiates verified calls');
      caller.hangUp(call);
      while (callee.stats().calls > 0) await Promise.resolve();
    },
  };
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

async function ownOmemos(): Promise<Omemos> {
  const romeo = await createOmemo({ ...deviceOf(ROMEO), store: createMemoryStore() });
  const juliet = await createOmemo({ ...deviceOf(JULIET), store: createMemoryStore() });
  return { romeo, juliet, bundle: valueOf(await juliet.ownBundle()) };
}

/** The stock devices carry bundles of their own; what travels as XML is one of ours, of the same shape. */
async function stockOmemos(library: ReturnType<typeof loadStockLibrary>, bundle: OmemoBundle): Promise<Omemos> {
  const romeo = await createStockDevice(library, ROMEO.deviceId);
  const juliet = await createStockDevice(library, JULIET.deviceId);
  return {
    romeo: stockPort(deviceOf(ROMEO), romeo, juliet, bundle),
    juliet: stockPort(deviceOf(JULIET), juliet, romeo, bundle),
    bundle,
  };
}

export async function benchNegotiation(): Promise<readonly BenchRow[]> {
  const library = loadStockLibrary();
  const { bundle } = await ownOmemos();
  const established = { own: connect(await ownOmemos(), 1), stock: connect(await stockOmemos(library, bundle), 2) };
  for (const { negotiate } of Object.values(established)) await negotiate();
  const options = { rounds: 15, warmUpRounds: 3, clock: 'processor' } as const;
  const again = await interleave({ own: established.own.negotiate, stock: established.stock.negotiate }, options);

  // Key generation is no part of a negotiation: the devices of each round are made beforehand.
  const count = 120;
  const own: Omemos[] = [];
  const stock: Omemos[] = [];
  for (let index = 0; index < count; index += 1) {
    own.push(await ownOmemos());
    stock.push(await stockOmemos(library, bundle));
  }
  const fresh = await interleave({ own: () => negotiateFresh(own), stock: () => negotiateFresh(stock) }, options);
  return [...rowsOf('session there', again, 6), ...rowsOf('from the bundle on', fresh, 12)];
}

async function negotiateFresh(prepared: Omemos[]): Promise<void> {
  const omemos = prepared.pop();
  invariant(omemos !== undefined, 'enough devices were prepared');
  await connect(omemos, prepared.length).negotiate();
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
