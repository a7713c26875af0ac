/**
 * One of the two who talk: an account with one OMEMO device, a call manager on it, and a record of what happened to it.
 *
 * Juliet takes every call, after a moment. All a party knows of the other came over the wire.
 */
import type { MemoryServer } from '../adapters/memory-wire.ts';
import { InvariantError } from '../base/errors.ts';
import { CallManager } from '../call/call-manager.ts';
import type { Deadlines } from '../call/deadlines.ts';
import type { CallReport, EndedReason } from '../call/reports.ts';
import { systemClock } from '../call/system.ts';
import type { TraceEntry } from '../call/trace.ts';
import type { Verdict } from '../call/verdict.ts';
import type { Policy } from '../../machines/context.ts';
import type { EndedBy } from '../../machines/effects.ts';
import { bareOf } from '../jid.ts';
import type { BareJid, FullJid } from '../jid.ts';
import { createOmemo } from '../omemo/create.ts';
import type { OmemoAccount } from '../omemo/create.ts';
import { createMemoryStore } from '../omemo/memory-store.ts';
import type { DeviceId, IdentityKey } from '../stanzas/omemo.ts';
import type { XmlElement } from '../xml/element.ts';
import type { StageMedia } from './stage-media.ts';
import { observeMedia } from './observed-media.ts';
import type { ObservedMedia } from './observed-media.ts';
import { refusalIn } from './refusal.ts';
import type { RefusalCause } from './refusal.ts';
import type { Observe, PartyName } from './stage-events.ts';
import { Unanswered } from './unanswered.ts';

/** Who a party is. */
export interface Role {
  readonly name: PartyName;
  readonly resource: FullJid;
  readonly deviceId: DeviceId;
}

export const ROMEO: Role = roleOf('romeo', 'romeo@montague.example/orchard', 111);
export const JULIET: Role = roleOf('juliet', 'juliet@capulet.example/balcony', 222);

/** What became of the latest call of a party. */
export interface PartyRecord {
  readonly verdict: Verdict | undefined;
  /** The certificate that media used against the one of the peer's description. */
  readonly certificate: 'differs' | 'match' | 'unchecked';
  readonly connected: boolean;
  readonly ended: { readonly by: EndedBy; readonly reason: EndedReason } | undefined;
  /** Why this party's core ended the call, where it did. */
  readonly refusal: RefusalCause | undefined;
  readonly receivedPackets: number;
}

const NOTHING_YET: PartyRecord = {
  verdict: undefined,
  certificate: 'unchecked',
  connected: false,
  ended: undefined,
  refusal: undefined,
  receivedPackets: 0,
};

export interface PartyOptions {
  readonly role: Role;
  readonly server: MemoryServer;
  readonly media: StageMedia;
  readonly policy: Policy;
  readonly deadlines: Partial<Deadlines>;
  /** How long juliet lets it ring. */
  readonly answersAfterMs: number;
  readonly observe: Observe;
  /** Sees each stanza as it leaves, before the server has it. */
  readonly onSent: (from: FullJid, stanza: XmlElement) => void;
}

export class Party {
  readonly role: Role;
  readonly manager: CallManager;
  readonly identityKey: IdentityKey;
  readonly #options: PartyOptions;
  readonly #media: ObservedMedia;
  readonly #disconnect: () => void;
  #record = NOTHING_YET;
  #packetsBefore = 0;
  readonly #unanswered = new Unanswered();

  constructor(options: PartyOptions, omemo: OmemoAccount) {
    const { role, server, media, policy, deadlines, observe } = options;
    const { name: party, resource } = role;
    this.role = role;
    this.identityKey = omemo.ownIdentityKey;
    this.#options = options;
    this.#media = observeMedia(media, (which, value) => observe({ kind: 'certificate', party, which, value }));
    const wire = server.connect(resource, (xml) => this.#receive(xml));
    this.#disconnect = () => wire.disconnect();
    this.manager = new CallManager({
      account: resource,
      wire: {
        send: (stanza) => {
          options.onSent(resource, stanza);
          this.#unanswered.sent(stanza);
          wire.send(stanza);
        },
      },
      media: this.#media,
      omemo,
      policy,
      deadlines,
      sharesPresenceWith: () => true,
      report: (report) => this.#hear(report),
      trace: (entry) => this.#note(entry),
    });
  }

  get record(): PartyRecord {
    return { ...this.#record, receivedPackets: this.#media.receivedPackets() - this.#packetsBefore };
  }

  /** Whether every request was answered. */
  get isAnswered(): boolean {
    return this.#unanswered.isNone;
  }

  /** Forgets what became of the call before. */
  startRecord(): void {
    this.#record = NOTHING_YET;
    this.#packetsBefore = this.#media.receivedPackets();
  }

  /** Leaves without a word; nothing of the party stays. */
  close(): void {
    this.#disconnect();
    this.manager.close();
  }

  #receive(xml: string): void {
    const received = this.manager.receive(xml);
    this.#unanswered.received(xml);
    // The server writes its XML with our own serializer.
    if (!received.ok) throw new InvariantError(`bug: the server delivered what is no stanza: ${received.error.kind}`);
  }

  #hear(report: CallReport): void {
    this.#options.observe({ kind: 'report', party: this.role.name, report });
    switch (report.kind) {
      case 'incoming':
        return this.#answerLater(bareOf(report.peer), report);
      case 'authentication':
        this.#record = { ...this.#record, verdict: report.verdict };
        return;
      case 'connected':
        this.#record = { ...this.#record, connected: true };
        return;
      case 'ended':
        this.#record = { ...this.#record, ended: { by: report.by, reason: report.reason } };
        return;
      default:
        return;
    }
  }

  #answerLater(peer: BareJid, { sessionId }: CallReport): void {
    systemClock.schedule(this.#options.answersAfterMs, () => {
      // The caller may have given up meanwhile, or the story be over.
      if (this.manager.stats().calls > 0 && this.#record.ended === undefined) this.manager.accept({ peer, sessionId });
    });
  }

  #note(entry: TraceEntry): void {
    this.#options.observe({ kind: 'trace', party: this.role.name, entry });
    if (entry.kind !== 'step') return;
    const { event } = entry;
    if (event.type === 'media.connected') this.#record = { ...this.#record, certificate: event.certificate };
    const refusal = refusalIn(entry);
    if (refusal !== undefined) this.#record = { ...this.#record, refusal };
  }
}

/** A party with new OMEMO keys, connected to the server. It has published nothing yet. */
export async function createParty(options: PartyOptions): Promise<Party> {
  const { resource, deviceId } = options.role;
  const omemo = await createOmemo({ account: bareOf(resource), deviceId, store: createMemoryStore() });
  return new Party(options, omemo);
}

function roleOf(name: PartyName, resource: string, deviceId: number): Role {
  return { name, resource: resource as FullJid, deviceId: deviceId as DeviceId };
}
