/**
 * The server of a stage: everything that crosses it is told, with what it makes of it. Honest as long as there is no
 * `tamper`.
 */
import { createMemoryServer } from '../adapters/memory-wire.ts';
import type { MemoryServer, Passing } from '../adapters/memory-wire.ts';
import type { Clock } from '../call/ports.ts';
import { bareOf, isFullJid, parseJid } from '../jid.ts';
import type { FullJid } from '../jid.ts';
import type { XmlElement } from '../xml/element.ts';
import { attribute } from '../xml/read.ts';
import type { Tamper } from './attacks/attack.ts';
import type { Observe, StageEvent } from './stage-events.ts';

export interface WatchedServerOptions {
  readonly clock: Clock;
  readonly latencyMs: number;
  readonly tamper: Tamper;
  readonly observe: (event: Extract<StageEvent, { kind: 'deed' | 'stanza' }>) => ReturnType<Observe>;
}

export class WatchedServer {
  readonly server: MemoryServer;
  readonly #options: WatchedServerOptions;
  /** What an attack says while it has a stanza in its hands; told after the stanza was. */
  #deeds: string[] | undefined;

  constructor(options: WatchedServerOptions) {
    const { clock, latencyMs } = options;
    this.#options = options;
    this.server = createMemoryServer({ clock, latencyMs, tamper: (passing) => this.#pass(passing) });
  }

  /** A request to the server itself: nothing else here sees those, since they do not go on from it. */
  noteRequest(from: FullJid, stanza: XmlElement): void {
    const to = parseJid(attribute(stanza, 'to') ?? bareOf(from));
    if (to === undefined || stanza.name !== 'iq' || isFullJid(to)) return;
    this.#options.observe({ kind: 'stanza', leg: 'toServer', forged: false, from, to, stanza });
  }

  /** Delivers a stanza that nobody sent. */
  inject(passing: Passing): void {
    this.#options.observe({ kind: 'stanza', leg: 'fromServer', forged: true, ...passing });
    this.server.inject(passing);
  }

  /** Delivers a stanza that it kept, as it was sent. */
  release(passing: Passing): void {
    this.#options.observe({ kind: 'stanza', leg: 'fromServer', forged: false, ...passing });
    this.server.inject(passing);
  }

  /** Tells what is being done, in words. */
  say(words: string): void {
    if (this.#deeds === undefined) this.#options.observe({ kind: 'deed', words });
    else this.#deeds.push(words);
  }

  /** What the server makes of a stanza, and how that looks from the seats. */
  #pass(passing: Passing): readonly Passing[] {
    const { observe, tamper } = this.#options;
    this.#deeds = [];
    const made = tamper(passing);
    const deeds = this.#deeds;
    this.#deeds = undefined;
    if (made.length === 1 && made[0] === passing) {
      observe({ kind: 'stanza', leg: isFullJid(passing.from) ? 'through' : 'fromServer', forged: false, ...passing });
      for (const words of deeds) observe({ kind: 'deed', words });
      return made;
    }
    observe({ kind: 'stanza', leg: 'toServer', forged: false, ...passing });
    for (const words of deeds) observe({ kind: 'deed', words });
    for (const each of made) observe({ kind: 'stanza', leg: 'fromServer', forged: each !== passing, ...each });
    return made;
  }
}
