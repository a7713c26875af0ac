/**
 * One call of a snapshot, as `Call.write` gives it: every part is read by its own reader, and then the parts have to
 * agree with what the machine says of the call. One that contradicts it was damaged, and could only break the call
 * later.
 */
import { standingOf } from '../../machines/between-calls.ts';
import { isDirect } from '../../machines/call.setup.ts';
import type { ChangesInput } from '../../machines/changes.words.ts';
import { INPUT_WORDS } from '../../machines/context.ts';
import type { CallInput } from '../../machines/context.ts';
import { restoreCall } from '../../machines/restore.ts';
import type { FoundMachine } from '../../machines/restore.ts';
import { expects, ROLES } from '../../machines/step.ts';
import type { CallSnapshot } from '../../machines/step.ts';
import { isObject, jsonObject, jsonOneOf, jsonText } from '../base/json.ts';
import type { JsonReader } from '../base/json.ts';
import { err, ok } from '../base/result.ts';
import { bareOf, isFullJid } from '../jid.ts';
import { DATA_PLANE_READERS } from './data-plane-state.ts';
import type { CallNames, DataPlaneState } from './data-plane-state.ts';

export interface CallState {
  readonly names: CallNames;
  readonly input: CallInput;
  readonly machine: CallSnapshot;
  readonly data: DataPlaneState;
}

const readMachineText = jsonObject({
  role: jsonOneOf(ROLES),
  input: jsonObject({
    policy: jsonOneOf(INPUT_WORDS.policy),
    omemo: jsonOneOf(INPUT_WORDS.omemo),
    presence: jsonOneOf(INPUT_WORDS.presence),
    occasion: jsonOneOf(INPUT_WORDS.occasion),
  }),
  state: jsonText(String),
  context: (value, path) => (isObject(value) ? ok(value) : err({ kind: 'badValue', path })),
});

interface ReadMachine extends FoundMachine {
  readonly input: CallInput;
}

const readMachine: JsonReader<ReadMachine> = (value, path) => {
  const read = readMachineText(value, path);
  if (!read.ok) return read;
  const found = restoreCall(read.value);
  return found === undefined ? err({ kind: 'badValue', path }) : ok({ ...found, input: read.value.input });
};

const readParts = jsonObject({ machine: readMachine, ...DATA_PLANE_READERS });

export const readCall: JsonReader<CallState> = (value, path) => {
  const read = readParts(value, path);
  if (!read.ok) return read;
  const { machine, sessionId, media, offeredIn, ...data } = read.value;
  const contradiction = contradictionIn(machine, data);
  if (contradiction !== undefined) return err({ kind: 'badValue', path: `${path}.${contradiction}` });
  const { snapshot, input } = machine;
  const names = { role: snapshot.role, sessionId, peer: data.peer.address, media };
  return ok({ names: offeredIn === undefined ? names : { ...names, offeredIn }, input, machine: snapshot, data });
};

/** The part that does not agree with the machine, if there is one. */
function contradictionIn({ snapshot, timers }: ReadMachine, data: DataPlaneState): string | undefined {
  const { role, context } = snapshot;
  const { peer, omemo, engine } = data;
  const isAsked = snapshot.state.startsWith('called.');
  // It comes in the step in which the call begins, so that no call is written without it.
  if (isAsked !== (data.offer !== undefined) || snapshot.state === 'called.opening') return 'offer';
  if (isAsked && (data.offer?.description.protection === 'encrypted') !== (context.because === null)) return 'offer';
  if (isDirect(context) && !peer.hasProceeded) return 'peer';
  const waitsForProceed = role === 'caller' && expects(snapshot, 'peer.proceed');
  if (peer.isLatched === waitsForProceed || (peer.isLatched && !isFullJid(peer.address))) return 'peer';
  if (peer.hasProceeded && (waitsForProceed || (standingOf(snapshot) === 'asking' && !isAsked))) return 'peer';
  if (context.omemo === 'enabled' && omemo === undefined) return 'omemo';
  if (omemo?.binding !== undefined && (waitsForProceed || context.omemo === 'disabled')) return 'omemo';
  const isAuthenticated = context.sent === 'encrypted' && context.received === 'encrypted';
  if (isAuthenticated && omemo?.binding?.identityKey === undefined) return 'omemo';
  if (omemo?.bundleRequest !== undefined && omemo.binding === undefined) return 'omemo';
  if (context.sent !== 'nothing' && engine.local === undefined) return 'engine';
  if (context.received !== 'nothing' && engine.remote === undefined) return 'engine';
  const isAgreed = snapshot.state.startsWith('established.');
  if (isAgreed !== (data.changes !== undefined)) return 'changes';
  if ((snapshot.state === 'established.active') !== (data.connected !== undefined)) return 'connected';
  if (data.changes !== undefined && !isOfCall(data.changes.input, snapshot)) return 'changes';
  if (data.timers.length !== timers.size || data.timers.some(({ timer }) => !timers.has(timer))) return 'timers';
  return undefined;
}

/** What a call is found by, as one text. */
export function keyOfCall({ names: { peer, sessionId } }: CallState): string {
  return `${bareOf(peer)}\n${sessionId}`;
}

/** Changes go on under the protection that the call has. */
function isOfCall({ side, sent, received }: ChangesInput, { role, context }: CallSnapshot): boolean {
  return (side === 'initiator') === (role === 'caller') && sent === context.sent && received === context.received;
}
