/**
 * The stage: a server in memory, honest or not, romeo and juliet on it, and one call from the publishing of keys to the
 * hang-up.
 *
 * Stanzas, OMEMO and media are the real ones; only the network between the server and the two is missing. Everything
 * that can be seen is told to `observe`, nothing is printed here.
 */
import type { Policy } from '../../../machines/context.ts';
import { invariant } from '../../base/errors.ts';
import { systemClock } from '../../call/system.ts';
import { bareOf } from '../../jid.ts';
import type { IdentityKey } from '../../stanzas/omemo.ts';
import type { MediaKinds } from '../../stanzas/jingle.ts';
import type { StageMedia } from '../../stage/stage-media.ts';
import type { Attack, Heard, RunningAttack } from '../../stage/attacks/attack.ts';
import { createMeans } from '../../stage/attacks/means.ts';
import type { Records } from './outcome.ts';
import type { Pace } from './pace.ts';
import { createParty, JULIET, ROMEO } from '../../stage/party.ts';
import type { Party, Role } from '../../stage/party.ts';
import type { Observe, PartyName } from '../../stage/stage-events.ts';
import { pause, until } from '../../stage/wait.ts';
import { WatchedServer } from '../../stage/watched-server.ts';

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
  readonly #server: WatchedServer;
  #parties: Readonly<Record<PartyName, Party>> | undefined;
  #attack: RunningAttack | undefined;
  #callNumber = 0;

  constructor(plan: CallPlan, options: StageOptions) {
    this.#plan = plan;
    this.#options = options;
    this.#server = new WatchedServer({
      clock: systemClock,
      latencyMs: options.pace.latencyMs,
      tamper: (passing) => this.#attack?.tamper(passing) ?? [passing],
      observe: options.observe,
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
    const { media } = this.#options;
    this.#attack = await attack.start(await createMeans(this.#server, media, () => this.#callNumber));
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
      server: this.#server.server,
      media,
      policy: this.#plan.policy,
      deadlines: this.#plan.attack?.deadlines ?? {},
      answersAfterMs: pace.ringMs,
      observe,
      onSent: (from, stanza) => this.#server.noteRequest(from, stanza),
    });
  }

  #bothParties(): Readonly<Record<PartyName, Party>> {
    invariant(this.#parties !== undefined, 'a stage is opened before it is used');
    return this.#parties;
  }
}
