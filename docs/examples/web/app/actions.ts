/** What the user can do, for the views. */
import type { BareJid, Policy, TrustLevel } from 'omemo-calls';
import type { MediaKind, ShownKey } from './state.ts';

export interface SignIn {
  readonly address: string;
  readonly password: string;
  /** The address of the server's WebSocket; empty: it is looked for. */
  readonly url: string;
}

export interface Actions {
  readonly signIn: (given: SignIn) => void;
  readonly signOut: () => void;
  /** No longer waits for the tab that has the account. */
  readonly stopWaiting: () => void;
  readonly setPolicy: (policy: Policy) => void;
  readonly callAddress: (address: string) => void;
  readonly call: (account: BareJid, media: readonly MediaKind[]) => void;
  readonly answer: () => void;
  readonly hangUp: () => void;
  readonly dismiss: () => void;
  readonly addVideo: () => void;
  readonly answerOffer: (takes: boolean) => void;
  readonly move: (follows: boolean) => void;
  readonly mute: (kind: MediaKind) => void;
  readonly restartIce: () => void;
  readonly decide: (key: ShownKey, level: TrustLevel) => void;
  readonly saveTrace: () => void;
  readonly name: (account: BareJid) => string;
}
