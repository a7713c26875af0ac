/** One device of the playground: a real core on a stream of the server in memory, with real OMEMO and real media. */
import type { Policy } from '../../../machines/context.ts';
import { CallManager } from '../../../src/call/call-manager.ts';
import type { CallKey } from '../../../src/call/reports.ts';
import { bareOf } from '../../../src/jid.ts';
import type { BareJid, FullJid } from '../../../src/jid.ts';
import { createOmemo } from '../../../src/omemo/create.ts';
import type { OmemoAccount } from '../../../src/omemo/create.ts';
import { createMemoryStore } from '../../../src/omemo/memory-store.ts';
import type { TrustLevel } from '../../../src/omemo/port.ts';
import { observeMedia } from '../../../src/stage/observed-media.ts';
import type { ObservedMedia } from '../../../src/stage/observed-media.ts';
import type { StageMedia } from '../../../src/stage/stage-media.ts';
import { Unanswered } from '../../../src/stage/unanswered.ts';
import type { WatchedServer } from '../../../src/stage/watched-server.ts';
import type { DeviceId } from '../../../src/stanzas/omemo.ts';
import type { MediaKinds } from '../../../src/stanzas/jingle.ts';
import { currentOf, placed, reported, traced } from './call-view.ts';
import type { CallView, CallViews } from './call-view.ts';
import type { SeatName, WorldEvent } from './world-events.ts';

export interface SeatOptions {
  readonly name: SeatName;
  readonly resource: FullJid;
  readonly deviceId: DeviceId;
  readonly watched: WatchedServer;
  readonly media: StageMedia;
  readonly observe: (event: WorldEvent) => void;
  readonly acceptMs: number;
}

type Certificates = Readonly<Partial<Record<'described' | 'own' | 'used', string>>>;

export class Seat {
  readonly name: SeatName;
  readonly resource: FullJid;
  readonly deviceId: DeviceId;
  /** Of calls that begin from now on. */
  policy: Policy = 'opportunistic';
  readonly omemo: OmemoAccount;
  readonly #options: SeatOptions;
  readonly #manager: CallManager;
  readonly #media: ObservedMedia;
  readonly #disconnect: () => void;
  #calls: CallViews = new Map();
  #certificates: Certificates = {};
  #packetsBefore = 0;
  readonly #unanswered = new Unanswered();

  constructor(options: SeatOptions, omemo: OmemoAccount) {
    const { name, resource, deviceId, watched, observe, acceptMs } = options;
    this.name = name;
    this.resource = resource;
    this.deviceId = deviceId;
    this.omemo = omemo;
    this.#options = options;
    this.#media = observeMedia(options.media, (which, value) => {
      this.#certificates = { ...this.#certificates, [which]: value };
      observe({ kind: 'certificate', party: name, which, value });
    });
    const wire = watched.server.connect(resource, (xml) => this.#receive(xml));
    this.#disconnect = () => wire.disconnect();
    this.#manager = new CallManager({
      account: resource,
      wire: {
        send: (stanza) => {
          watched.noteRequest(resource, stanza);
          this.#unanswered.sent(stanza);
          wire.send(stanza);
        },
      },
      media: this.#media,
      omemo,
      policy: () => this.policy,
      deadlines: { acceptMs },
      sharesPresenceWith: () => true,
      report: (report) => {
        this.#calls = reported(this.#calls, report);
        observe({ kind: 'report', party: name, report });
      },
      trace: (entry) => {
        this.#calls = traced(this.#calls, entry);
        observe({ kind: 'trace', party: name, entry });
      },
    });
  }

  /** The call that goes on, or the last one. */
  get call(): CallView | undefined {
    return currentOf(this.#calls);
  }

  get certificates(): Certificates {
    return this.#certificates;
  }

  /** RTP packets of the present call that came through SRTP intact. */
  get receivedPackets(): number {
    return this.#media.receivedPackets() - this.#packetsBefore;
  }

  /** Whether the server has answered everything: then the keys are published. */
  get isAnswered(): boolean {
    return this.#unanswered.isNone;
  }

  start(): void {
    this.#manager.start();
  }

  place(to: BareJid, media: MediaKinds): void {
    this.#begin();
    this.#options.observe({ kind: 'placed', party: this.name });
    this.#calls = placed(this.#calls, this.#manager.placeCall({ to, media }));
  }

  accept(): void {
    const { key, stage } = this.call ?? {};
    if (key === undefined || stage !== 'incoming') return;
    this.#begin();
    this.#manager.accept(key);
  }

  reject(): void {
    this.#whileThereIs((key) => this.#manager.reject(key));
  }

  hangUp(): void {
    this.#whileThereIs((key) => this.#manager.hangUp(key));
  }

  /** What the user decided on the key that the present call is authenticated by. */
  async decide(level: TrustLevel): Promise<void> {
    const { key, verdict } = this.call ?? {};
    if (key === undefined || verdict?.state !== 'authenticated') return;
    const { deviceId, identityKey } = verdict;
    await this.#manager.setTrust({ account: key.peer, deviceId, identityKey }, level);
  }

  close(): void {
    this.#disconnect();
    this.#manager.close();
  }

  #receive(xml: string): void {
    this.#unanswered.received(xml);
    this.#manager.receive(xml);
  }

  #begin(): void {
    this.#certificates = {};
    this.#packetsBefore = this.#media.receivedPackets();
  }

  #whileThereIs(order: (key: CallKey) => void): void {
    const { call } = this;
    if (call !== undefined && call.stage !== 'ended') order(call.key);
  }
}

/** A device with new OMEMO keys, connected. It has published nothing yet. */
export async function createSeat(options: SeatOptions): Promise<Seat> {
  const { resource, deviceId } = options;
  const omemo = await createOmemo({ account: bareOf(resource), deviceId, store: createMemoryStore() });
  return new Seat(options, omemo);
}
