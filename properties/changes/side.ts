/**
 * One side of a running call as the model of both sides has it: the shipped machine with what its data plane
 * (`src/call/change-plane.ts`) remembers, over numbers. Plain data: two states are the same where their JSON is.
 *
 * A content is a bit. The credentials of an ICE session are a number, counted by the side that makes them up.
 */
import type { ChangesSnapshot } from '../../machines/changes.step.ts';
import type { ChangesInput } from '../../machines/changes.words.ts';

/** The content that the call began with. */
export const FIRST_CONTENT = 1;
/** Credentials that the call began with. */
const FIRST_CREDENTIALS = 1;
/** In place of a content, credentials, or the id of a request. */
export const NONE = 0;

/** What one side tells the other. Requests whose answer nobody waits for have no id. */
export type Message =
  | { readonly kind: 'accept' | 'add' | 'reject' | 'remove'; readonly id: number; readonly content: number }
  | {
      readonly kind: 'credentials';
      readonly id: number;
      readonly credentials: number;
      readonly candidates: 'none' | 'some';
    }
  | { readonly kind: 'error' | 'result'; readonly id: number };

/** What OMEMO or the engine is at, in the order it was asked. */
export type Task =
  | {
      readonly kind:
        | 'answerOffer'
        | 'applyAnswer'
        | 'decryptAnswer'
        | 'decryptOffer'
        | 'describeAddition'
        | 'describeRestart'
        | 'encryptContents';
    }
  | { readonly kind: 'answerRestart'; readonly credentials: number };

/** How often each may still happen. */
export interface Budget {
  readonly additions: number;
  readonly removals: number;
  readonly restarts: number;
  readonly timeouts: number;
  readonly refusals: number;
}

export interface Side {
  readonly snapshot: ChangesSnapshot;
  /** The contents of the call, as this side has it. */
  readonly running: number;
  /** What our engine has offered: a content, or credentials. */
  readonly pending: {
    readonly kind: 'addition' | 'restart';
    readonly number: number;
    readonly isAnnounced: boolean;
  } | null;
  /** The content that the peer offers. */
  readonly offer: number;
  /** The credentials in the peer's answer to our restart, until the engine has them. */
  readonly answer: number;
  /** Our addition or restart, until it is answered or forgotten. */
  readonly request: number;
  /** Our latest yes to contents, until it is answered. */
  readonly acceptance: { readonly id: number; readonly content: number } | null;
  readonly tasks: readonly Task[];
  /** ICE as this side has it: our credentials, and the peer's. */
  readonly local: number;
  readonly remote: number;
  /** The newest credentials of ours that candidates have left under. */
  readonly told: number;
  /** The credentials of a restart of the peer's that we have refused. */
  readonly refused: number;
  readonly nextId: number;
  readonly nextCredentials: number;
  readonly nextContent: number;
  readonly left: Budget;
  /** What the peer has sent and we have not read: a stream, which keeps its order. */
  readonly inbox: readonly Message[];
}

export function startSide(snapshot: ChangesSnapshot, { side }: ChangesInput, left: Budget): Side {
  return {
    snapshot,
    ...{ running: FIRST_CONTENT, pending: null, offer: NONE, answer: NONE },
    ...{ request: NONE, acceptance: null, tasks: [] },
    ...{ local: FIRST_CREDENTIALS, remote: FIRST_CREDENTIALS, told: FIRST_CREDENTIALS, refused: NONE },
    ...{ nextId: 1, nextCredentials: FIRST_CREDENTIALS + 1 },
    // Each side names its own, and no name is used twice.
    nextContent: side === 'initiator' ? FIRST_CONTENT << 1 : FIRST_CONTENT << 2,
    left,
    inbox: [],
  };
}

/** Whether candidates have to wait until it is clear which ICE session is theirs. */
export function holdsCandidates({ tasks, answer }: Side): boolean {
  const isRestarting = tasks.some(({ kind }) => kind === 'describeRestart' || kind === 'answerRestart');
  return isRestarting || answer !== NONE;
}

/** The credentials that candidates of ours leave under. */
export function announcedCredentials({ pending, local }: Side): number {
  return pending?.kind === 'restart' && pending.isAnnounced ? pending.number : local;
}

/** The content that we are adding, once it is described. */
export function addedContent({ pending }: Side): number {
  return pending?.kind === 'addition' ? pending.number : NONE;
}
