/**
 * The stage: a server in memory, honest or not, romeo and juliet on it, and one call from the publishing of keys to the
 * hang-up.
 *
 * Stanzas, OMEMO and media are the real ones; only the network between the server and the two is missing. Everything
 * that can be seen is told to `observe`, nothing is printed here.
 */
import type { Policy } from '../../../machines/context.ts';
import { createMemoryServer } from '../../adapters/memory-wire.ts';
import type { MemoryServer, Passing } from '../../adapters/memory-wire.ts';
import { invariant } from '../../base/errors.ts';
import { systemClock } from '../../call/system.ts';
import { bareOf, isFullJid, parseJid } from '../../jid.ts';
import type { FullJid } from '../../jid.ts';
import type { IdentityKey } from '../../stanzas/omemo.ts';
import type { MediaKinds } from '../../stanzas/jingle.ts';
import type { XmlElement } from '../../xml/element.ts';
import { attribute } from '../../xml/read.ts';
import type { StageMedia } from '../../stage/stage-media.ts';
import type { Attack, Heard, RunningAttack } from '../../stage/attacks/attack.ts';
import { createMeans } from '../../stage/attacks/means.ts';
import type { Records } from './outcome.ts';
import type { Pace } from './pace.ts';
import { createParty, JULIET, ROMEO } from '../../stage/party.ts';
import type { Party, Role } from '../../stage/party.ts';
import type { Observe, PartyName } from '../../stage/stage-events.ts';
import { pause, until } from '../../stage/wait.ts';

/** A call that has neither run nor ended by then never will: longer than any deadline of the core in a row. */
const CALL_MS = 120_000;
/** For both ends to hear of a hang-up, and for keys to be published: a handful of stanzas. */
const STANZAS_MS = 10_000;
/** For the first packet after DTLS is up. */
const FIRST_PACKET_MS = 5_000;

export interface CallPlan {
  /** Undefined: the server is honest. */
  readonly attack: Attack | undefined;
  /** Of both sides. */
  readonly policy: Policy;
  readonly media: MediaKinds;
}

export interface StageOptions {
  readonly media: StageMedia;
  readonly pace: Pace;
  readonly signal: AbortSignal;
  readonly observe: Observe;
}

/** What became of a staged call. */
export interface Staged {
  readonly plan: CallPlan;
  readonly records: Records;
  readonly identityKeys: Readonly<Record<PartyName, IdentityKey>>;
  /** Where the server listened, what it heard. */
  readonly heard: Heard | undefined;
}

/** Plays one call, or two where the attack needs an earlier one; what became of the last is the answer. */
export async function stageCall(plan: CallPlan, options: StageOptions): Promise<Staged> {
  const stage = new Stage(plan, options);
  try {
    await stage.open();
    const calls = plan.attack?.earlierCall === true ? 2 : 1;
    for (let number = 1; number <= calls && !options.signal.aborted; number += 1)
      await stage.call(number, number === calls);
    return stage.result();
  } finally {
    stage.close();
  }
}

class Stage {
  readonly #plan: CallPlan;
  readonly #options: StageOptions;
  readonly #server: MemoryServer;
  #parties: Readonly<Record<PartyName, Party>> | undefined;
  #attack: RunningAttack | undefined;
  #callNumber = 0;
  /** What an attack says while it has a stanza in its hands; told after the stanza was. */
  #deeds: string[] | undefined;

  constructor(plan: CallPlan, options: StageOptions) {
    this.#plan = plan;
    this.#options = options;
    this.#server = createMemoryServer({
      clock: systemClock,
      latencyMs: options.pace.latencyMs,
      tamper: (passing) => this.#pass(passing),
    });
  }

  /** Both publish their keys; then the attack may prepare. */
  async open(): Promise<void> {
    const { attack } = this.#plan;
    const { signal } = this.#options;
    const romeo = await this.#createParty(ROMEO);
    const juliet = await this.#createParty(JULIET);
    this.#parties = { romeo, juliet };
    for (const party of [romeo, juliet]) {
      party.manager.start();
      await party.manager.settled();
      await until(() => party.isAnswered, STANZAS_MS, signal);
    }
    if (attack === undefined) return;
    const means = await createMeans(this.#server, this.#options.media, {
      say: (words) => this.#say(words),
      inject: (passing) => this.#inject(passing),
      callNumber: () => this.#callNumber,
    });
    this.#attack = await attack.start(means);
  }

  /** Romeo calls, juliet takes it, they talk if they can, romeo hangs up. */
  async call(number: number, isLast: boolean): Promise<void> {
    const { romeo, juliet } = this.#bothParties();
    const { policy, media } = this.#plan;
    const { signal, pace, observe } = this.#options;
    const parties = [romeo, juliet];
    this.#callNumber = number;
    observe({ kind: 'call', number });
    for (const party of parties) party.startRecord();
    const callKey = romeo.manager.placeCall({ to: bareOf(JULIET.resource), media, policy });

    const haveConnected = () => parties.every(({ record }) => record.connected);
    const hasEnded = () => parties.some(({ record }) => record.ended !== undefined);
    await until(() => haveConnected() || hasEnded(), CALL_MS, signal);
    if (haveConnected() && !hasEnded()) {
      await until(
        () => parties.every(({ record }) => record.receivedPackets > 0) || hasEnded(),
        FIRST_PACKET_MS,
        signal,
      );
      if (isLast) await pause(pace.talkMs, signal);
    }
    if (!hasEnded()) romeo.manager.hangUp(callKey);
    await until(() => parties.every(({ record }) => record.ended !== undefined), STANZAS_MS, signal);
    for (const party of parties) await party.manager.settled();
  }

  result(): Staged {
    const { romeo, juliet } = this.#bothParties();
    return {
      plan: this.#plan,
      records: { romeo: romeo.record, juliet: juliet.record },
      identityKeys: { romeo: romeo.identityKey, juliet: juliet.identityKey },
      heard: this.#attack?.heard?.(),
    };
  }

  close(): void {
    this.#parties?.romeo.close();
    this.#parties?.juliet.close();
  }

  #createParty(role: Role): Promise<Party> {
    const { media, observe, pace } = this.#options;
    return createParty({
      role,
      server: this.#server,
      media,
      policy: this.#plan.policy,
      deadlines: this.#plan.attack?.deadlines ?? {},
      answersAfterMs: pace.ringMs,
      observe,
      onSent: (from, stanza) => this.#noteRequest(from, stanza),
    });
  }

  #bothParties(): Readonly<Record<PartyName, Party>> {
    invariant(this.#parties !== undefined, 'a stage is opened before it is used');
    return this.#parties;
  }

  /** A request to the server itself: `#pass` only sees what goes on from there. */
  #noteRequest(from: FullJid, stanza: XmlElement): void {
    const to = parseJid(attribute(stanza, 'to') ?? bareOf(from));
    if (to === undefined || stanza.name !== 'iq' || isFullJid(to)) return;
    this.#options.observe({ kind: 'stanza', leg: 'toServer', forged: false, from, to, stanza });
  }

  /** What the server makes of a stanza, and how that looks from the seats. */
  #pass(passing: Passing): readonly Passing[] {
    const { observe } = this.#options;
    this.#deeds = [];
    const made = this.#attack?.tamper(passing) ?? [passing];
    const deeds = this.#deeds;
    this.#deeds = undefined;
    if (made.length === 1 && made[0] === passing) {
      observe({ kind: 'stanza', leg: isFullJid(passing.from) ? 'through' : 'fromServer', forged: false, ...passing });
      for (const words of deeds) observe({ kind: 'deed', words });
      return made;
    }
    observe({ kind: 'stanza', leg: 'toServer', forged: false, ...passing });
    for (const words of deeds) observe({ kind: 'deed', words });
    for (const each of made) observe({ kind: 'stanza', leg: 'fromServer', forged: true, ...each });
    return made;
  }

  #inject(passing: Passing): void {
    this.#options.observe({ kind: 'stanza', leg: 'fromServer', forged: true, ...passing });
    this.#server.inject(passing);
  }

  #say(words: string): void {
    if (this.#deeds === undefined) this.#options.observe({ kind: 'deed', words });
    else this.#deeds.push(words);
  }
}
