/** What the page shows, as data. Everything on the screen is made from one of these. */
import type { BareJid, CallKey, IdentityKey, DeviceId, Policy, Verdict } from 'omemo-calls';

export type MediaKind = 'audio' | 'video';

export interface Contact {
  readonly account: BareJid;
  readonly name: string;
  readonly presence: 'away' | 'offline' | 'online';
}

export interface ShownKey {
  readonly deviceId: DeviceId;
  readonly identityKey: IdentityKey;
}

export interface CallView {
  readonly key: CallKey;
  readonly stage: 'calling' | 'connecting' | 'ended' | 'incoming' | 'ringing' | 'talking';
  readonly media: readonly MediaKind[];
  readonly verdict: Verdict | undefined;
  /** The peer shows another key than it was known by. */
  readonly changedKey: ShownKey | undefined;
  /** What the peer wants to add. */
  readonly offered: MediaKind | undefined;
  /** The call that the peer wants to go on as, on another of its devices. */
  readonly movesTo: CallKey | undefined;
  /** What we send nothing of for now. */
  readonly muted: readonly MediaKind[];
  /** What the peer sends nothing of, as it says. */
  readonly peerMuted: readonly MediaKind[];
  /** One change at a time: ours is under way. */
  readonly isAdding: boolean;
  readonly connectedAtMs: number | undefined;
  /** What happened last, or why it is over. */
  readonly news: string | undefined;
}

export interface Missed {
  readonly account: BareJid;
  readonly atMs: number;
}

export interface Account {
  readonly account: BareJid;
  readonly deviceId: DeviceId;
  readonly identityKey: IdentityKey;
}

export interface PageState {
  readonly screen: 'elsewhere' | 'in' | 'signingIn' | 'signIn';
  /** What went wrong, for the user to read. */
  readonly problem: string | undefined;
  readonly own: Account | undefined;
  readonly isOnline: boolean;
  readonly policy: Policy;
  readonly contacts: readonly Contact[];
  readonly missed: readonly Missed[];
  readonly call: CallView | undefined;
  readonly local: MediaStream | undefined;
  readonly remote: MediaStream | undefined;
  readonly nowMs: number;
}

export const AT_FIRST: PageState = {
  screen: 'signIn',
  problem: undefined,
  own: undefined,
  isOnline: false,
  policy: 'expect',
  contacts: [],
  missed: [],
  call: undefined,
  local: undefined,
  remote: undefined,
  nowMs: Date.now(),
};

/** Holds the state, and has it drawn after each change. */
export class Page {
  #state = AT_FIRST;
  #isDrawn = true;
  readonly #draw: (state: PageState) => void;

  constructor(draw: (state: PageState) => void) {
    this.#draw = draw;
  }

  get state(): PageState {
    return this.#state;
  }

  update(changed: Partial<PageState>): void {
    this.#state = { ...this.#state, ...changed };
    if (!this.#isDrawn) return;
    this.#isDrawn = false;
    // Not by animation frames: a tab in the background has none, and its title has to say that it rings.
    queueMicrotask(() => {
      this.#isDrawn = true;
      this.#draw(this.#state);
    });
  }

  updateCall(changed: Partial<CallView>): void {
    const { call } = this.#state;
    if (call !== undefined) this.update({ call: { ...call, ...changed } });
  }
}
