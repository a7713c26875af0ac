/**
 * What is kept of a running call's changes in a snapshot, and how it is read: strictly, and only what agrees with where
 * the machine is.
 */
import { restoreChanges, changeTimersIn } from '../../machines/changes.step.ts';
import type { ChangesSnapshot } from '../../machines/changes.step.ts';
import { CHANGE_TIMERS, CHANGES_INPUT_WORDS } from '../../machines/changes.words.ts';
import type { ChangesInput, ChangeTimer } from '../../machines/changes.words.ts';
import {
  isObject,
  jsonBoolean,
  jsonInteger,
  jsonList,
  jsonMaybe,
  jsonObject,
  jsonOneOf,
  jsonText,
} from '../base/json.ts';
import type { JsonReader, JsonValue } from '../base/json.ts';
import { JINGLE_LIMITS, MAX_RESTARTS_BY_PEER } from '../base/limits.ts';
import { err, ok } from '../base/result.ts';
import type { IceCredentials } from '../stanzas/ice-udp.ts';
import { parseContentName } from '../stanzas/identifiers.ts';
import type { ContentName, StanzaId } from '../stanzas/identifiers.ts';
import type { MediaKinds, ReceivedJingle } from '../stanzas/jingle.ts';
import { mediaKind } from '../stanzas/rtp.ts';
import type { PendingChange } from './change-media.ts';
import { readDescription, readOffer, writeDescription, writeOffer } from './description-text.ts';
import { readStanzaId } from './json-readers.ts';
import { readTimers } from './timers.ts';
import type { TimersState } from './timers.ts';

/** Contents of the peer that we have taken, in a request that is not answered. */
export interface Acceptance {
  readonly request: StanzaId;
  readonly names: readonly ContentName[];
}

/** What its data plane holds. */
export interface ChangePlaneState {
  readonly adding: MediaKinds;
  readonly offer: ReceivedJingle | undefined;
  readonly pending: PendingChange | undefined;
  readonly request: StanzaId | undefined;
  readonly acceptance: Acceptance | undefined;
  readonly refused: IceCredentials | undefined;
  readonly restartsByPeer: number;
}

export interface ChangesState {
  readonly input: ChangesInput;
  readonly snapshot: ChangesSnapshot;
  readonly plane: ChangePlaneState;
  readonly timers: TimersState<ChangeTimer>;
}

export function writeChanges(
  input: ChangesInput,
  { state, context }: ChangesSnapshot,
  plane: ChangePlaneState,
  timers: JsonValue,
): JsonValue {
  const { adding, offer, pending, request, acceptance, refused, restartsByPeer } = plane;
  return {
    machine: { input: { ...input }, state, context: { ...context } },
    adding: [...adding],
    offer: offer === undefined ? null : writeOffer(offer),
    pending: pending === undefined ? null : writePending(pending),
    request: request ?? null,
    acceptance: acceptance === undefined ? null : { request: acceptance.request, names: [...acceptance.names] },
    refused: refused === undefined ? null : { ufrag: refused.ufrag, pwd: refused.pwd },
    restartsByPeer,
    timers,
  };
}

function writePending({ local, remote, isAnnounced }: PendingChange): JsonValue {
  return {
    local: writeDescription(local),
    remote: remote === undefined ? null : writeDescription(remote),
    isAnnounced,
  };
}

const readMachineText = jsonObject({
  input: jsonObject({
    side: jsonOneOf(CHANGES_INPUT_WORDS.side),
    sent: jsonOneOf(CHANGES_INPUT_WORDS.sent),
    received: jsonOneOf(CHANGES_INPUT_WORDS.received),
  }),
  state: jsonText(String),
  context: (value: unknown, path: string) => (isObject(value) ? ok(value) : err({ kind: 'badValue', path } as const)),
});

const readParts = jsonObject({
  machine: readMachineText,
  adding: jsonList(jsonText(mediaKind), JINGLE_LIMITS.contents),
  offer: jsonMaybe(readOffer),
  pending: jsonMaybe(
    jsonObject({ local: readDescription, remote: jsonMaybe(readDescription), isAnnounced: jsonBoolean }),
  ),
  request: jsonMaybe(readStanzaId),
  acceptance: jsonMaybe(
    jsonObject({ request: readStanzaId, names: jsonList(jsonText(parseContentName), JINGLE_LIMITS.contents) }),
  ),
  refused: jsonMaybe(jsonObject({ ufrag: jsonText(String), pwd: jsonText(String) })),
  restartsByPeer: jsonInteger(0, MAX_RESTARTS_BY_PEER),
  timers: readTimers(CHANGE_TIMERS),
});

export const readChanges: JsonReader<ChangesState> = (value, path) => {
  const read = readParts(value, path);
  if (!read.ok) return read;
  const { machine, timers, ...plane } = read.value;
  const { input, state, context } = machine;
  const snapshot = restoreChanges(input, state, context);
  if (snapshot === undefined) return err({ kind: 'badValue', path: `${path}.machine` });
  const contradiction = contradictionIn(snapshot, plane, timers);
  if (contradiction !== undefined) return err({ kind: 'badValue', path: `${path}.${contradiction}` });
  return ok({ input, snapshot, plane, timers });
};

/** The part that does not agree with the machine, if there is one. */
function contradictionIn(
  snapshot: ChangesSnapshot,
  { adding, offer, pending }: ChangePlaneState,
  timers: TimersState<ChangeTimer>,
): string | undefined {
  const { state, context } = snapshot;
  const isAdding = state === 'adding.waiting';
  const isWaiting = isAdding || state === 'restarting.asked' || state === 'restarting.granted';
  // In every other state something is under way, and then no snapshot is taken.
  if (!isWaiting && state !== 'idle' && state !== 'offered' && state !== 'restarting.owing') return 'machine';
  if (isAdding !== adding.length > 0) return 'adding';
  if ((context.offer !== 'none') !== (offer !== undefined)) return 'offer';
  if (isWaiting !== (pending?.isAnnounced === true) || pending?.remote !== undefined) return 'pending';
  const running = changeTimersIn(snapshot);
  const areRunning = timers.length === running.size && timers.every(({ timer }) => running.has(timer));
  return areRunning ? undefined : 'timers';
}
