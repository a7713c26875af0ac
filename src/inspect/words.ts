/**
 * The closed vocabulary of the machines: which words an inspector may be told, and nothing else. An allowlist, so that
 * a key, a plaintext, an ICE password or a description has no way out, wherever it came to stand by mistake.
 */
import type { AnyStateNode } from 'xstate';
import { calleeMachine } from '../../machines/callee.machine.ts';
import { callerMachine } from '../../machines/caller.machine.ts';
import { changesMachine } from '../../machines/changes.machine.ts';
import { CHANGES_ALPHABET, CHANGES_INPUT_WORDS } from '../../machines/changes.words.ts';
import type { ChangesEffect, ChangesEvent } from '../../machines/changes.words.ts';
import { INPUT_WORDS } from '../../machines/context.ts';
import type { CallEffect } from '../../machines/effects.ts';
import { ALPHABET } from '../../machines/events.ts';
import type { CallEvent } from '../../machines/events.ts';
import { canonicalJson, isObject } from '../base/json.ts';
import type { DecisionTraceEntry } from '../call/trace.ts';

export type AnyEvent = CallEvent | ChangesEvent;
export type AnyEffect = CallEffect | ChangesEffect;

/** What stands where something was that no machine says. */
export const WITHHELD = '…';

/** Every order, each with the fields it has. A new one does not compile before it is here. */
const EFFECTS: { readonly [Kind in AnyEffect['kind']]: readonly string[] } = {
  acknowledge: [],
  answerOffer: [],
  answerRestart: [],
  applyAnswer: [],
  applyRemoteCandidates: [],
  closeMedia: [],
  createAnswer: [],
  createOffer: [],
  decryptAnswer: [],
  decryptFingerprints: [],
  decryptOffer: [],
  describeAddition: [],
  describeRestart: [],
  dropOffer: [],
  encryptContents: [],
  encryptFingerprints: [],
  endCall: [],
  holdAnswer: [],
  holdLocalCandidate: [],
  holdOffer: [],
  holdRemoteCandidates: [],
  latchPeer: [],
  moveCandidates: [],
  noteOutOfOrder: [],
  noteUnusable: [],
  pinDevice: [],
  refuse: ['condition'],
  removeMedia: ['contents'],
  reportAccepted: [],
  reportConnected: [],
  reportContentAccepted: ['contents'],
  reportContentModified: [],
  reportContentOffered: [],
  reportContentRejected: ['contents', 'reason'],
  reportContentRemoved: ['by'],
  reportEnd: ['by', 'reason'],
  reportIceRestarted: ['by'],
  reportIncoming: [],
  reportMigrationOffered: [],
  reportMissed: [],
  reportPeerInfo: [],
  reportRinging: [],
  reportVerdict: ['verdict'],
  rollBack: [],
  secureSession: [],
  sendContentAccept: ['protection'],
  sendContentAdd: ['protection'],
  sendContentReject: ['offer', 'reason'],
  sendContentRemove: ['contents', 'reason'],
  sendFinish: ['reason'],
  sendLocalCandidates: [],
  sendNewCredentials: [],
  sendProceed: ['device'],
  sendPropose: [],
  sendReject: ['reason'],
  sendRetract: ['reason'],
  sendRinging: [],
  sendSessionAccept: ['protection'],
  sendSessionInfo: [],
  sendSessionInitiate: ['protection'],
  sendSessionRinging: [],
  sendSessionTerminate: ['reason'],
  sendTieBreakRetract: [],
  sendTransportReject: [],
  startMedia: [],
  startTimer: ['timer'],
  stopTimer: ['timer'],
  takeCandidates: [],
};

/** What fields of orders, contexts and verdicts can hold. `words.test.ts` holds them against every table. */
const FIELD_WORDS: ReadonlySet<unknown> = new Set<unknown>([
  null,
  ...Object.values(INPUT_WORDS).flat(),
  ...Object.values(CHANGES_INPUT_WORDS).flat(),
  ...[...ALPHABET, ...CHANGES_ALPHABET].flatMap(({ type: _, ...facts }) => Object.values(facts)),
  ...['accept', 'bundle', 'connect', 'discovery', 'ring', 'addition', 'offer', 'restart'],
  ...['nothing', 'encrypted', 'plain', 'stub', 'own', 'none', 'asking', 'accepted', 'wanted', 'due', 'told'],
  ...['disabled', 'notAnnounced', 'invalidDevice', 'noSession', 'distrusted', 'announcedNotUsed', 'oneWay'],
  ...['authenticated', 'unauthenticated', 'blind', 'undecided', 'verified', 'added', 'offered', 'named'],
  ...['arrived', 'pending', 'connection', 'core', 'local', 'ownResource', 'peer', 'timer'],
  ...['answeredElsewhere', 'busy', 'cancel', 'connectivity-error', 'decline', 'expired', 'failed-application', 'given'],
  ...['gone', 'migrated', 'noAnswer', 'rejectedElsewhere', 'security-error', 'success', 'timeout', 'unreachable'],
  ...['unsupported-applications', 'bad-request', 'feature-not-implemented', 'item-not-found', 'out-of-order'],
  ...['tie-break', 'unknown-session', 'unsupported-info', 'security-required'],
]);

const DECISIONS: { readonly [Decision in DecisionTraceEntry['decision']]: true } = {
  ...{ ignore: true, miss: true, offerMigration: true, propose: true, refuse: true, refuseTieBreak: true },
  ...{ rejectBusy: true, rejectTieBreak: true, remember: true, replace: true, replaceAsking: true, ring: true },
  ...{ tellAnsweredElsewhere: true, tellFinished: true, tellMissed: true, tellRejectedElsewhere: true },
  terminateBusy: true,
};

const CONTEXT_FIELDS: ReadonlySet<string> = new Set([
  ...['policy', 'omemo', 'presence', 'occasion', 'sent', 'received', 'because', 'trust'],
  ...['side', 'offer', 'offered', 'restart', 'restartAnswer'],
]);

const EVENTS = new Map([...ALPHABET, ...CHANGES_ALPHABET].map((event) => [canonicalJson(event), event]));

/** Our own word for an event that somebody says has happened; undefined where no machine knows one like it. */
export function knownEvent(said: unknown): AnyEvent | undefined {
  return isObject(said) ? EVENTS.get(canonicalJson(said)) : undefined;
}

/** An order, in the words that it can have. What is none keeps nothing but that there was something. */
export function cleanEffect(said: unknown): Record<string, unknown> {
  const kind = isObject(said) ? said['kind'] : undefined;
  if (!isObject(said) || typeof kind !== 'string' || !Object.hasOwn(EFFECTS, kind)) return { kind: WITHHELD };
  const fields = EFFECTS[kind as AnyEffect['kind']];
  return {
    kind,
    ...Object.fromEntries(fields.filter((name) => name in said).map((name) => [name, cleanField(said[name])])),
  };
}

/** A word of the machines, or a verdict made of such. */
function cleanField(value: unknown): unknown {
  if (!isObject(value)) return cleanWord(value);
  const { state, trust, because } = value;
  const facts = { state, trust, because };
  const said = Object.entries(facts).filter(([, word]) => word !== undefined);
  return Object.fromEntries(said.map(([name, word]) => [name, cleanWord(word)]));
}

export function cleanWord(value: unknown): string | null {
  return FIELD_WORDS.has(value) ? (value as string | null) : WITHHELD;
}

/** What is decided between calls. */
export function cleanDecision(decision: string): string {
  return Object.hasOwn(DECISIONS, decision) ? decision : WITHHELD;
}

/** What a machine of calls remembers, in its words. */
export function cleanContext(context: unknown): Record<string, string | null> {
  const fields = Object.entries(isObject(context) ? context : {}).filter(([name]) => CONTEXT_FIELDS.has(name));
  return Object.fromEntries(fields.map(([name, word]) => [name, cleanWord(word)]));
}

export const CALL_MACHINES = ['caller', 'callee', 'changes'] as const;
export type CallMachine = (typeof CALL_MACHINES)[number];

export function isCallMachine(name: string): name is CallMachine {
  return (CALL_MACHINES as readonly string[]).includes(name);
}

const STATES: Readonly<Record<CallMachine, ReadonlySet<string>>> = {
  caller: new Set(pathsIn(callerMachine.root)),
  callee: new Set(pathsIn(calleeMachine.root)),
  changes: new Set(pathsIn(changesMachine.root)),
};

function pathsIn(node: AnyStateNode): readonly string[] {
  return [node.path.join('.'), ...Object.values(node.states).flatMap(pathsIn)];
}

/** The dotted path of a state of a machine of calls; what is none is withheld. */
export function cleanState(machine: CallMachine, path: unknown): string {
  return typeof path === 'string' && STATES[machine].has(path) ? path : WITHHELD;
}
