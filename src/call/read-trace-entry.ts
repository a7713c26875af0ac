/**
 * Entries of a trace that somebody wrote down as JSON and may have damaged. What a logger adds to an entry is left out;
 * what belongs to one has to be there, in its words or at least in its shape: whether a machine knows such an event and
 * orders such effects is for `validate-trace.ts`.
 */
import { DIRECT_CALL_FACTS, EARLY_WORD_FACTS, PROPOSAL_FACTS } from '../../machines/between-calls.ts';
import type {
  DirectCallDecision,
  DirectCallFacts,
  EarlyWordDecision,
  EarlyWordFacts,
  ProposalDecision,
  ProposalFacts,
} from '../../machines/between-calls.ts';
import { CHANGES_INPUT_WORDS } from '../../machines/changes.words.ts';
import type { ChangesEffect, ChangesEvent, ChangesInput } from '../../machines/changes.words.ts';
import { INPUT_WORDS } from '../../machines/context.ts';
import type { CallInput } from '../../machines/context.ts';
import type { CallEffect } from '../../machines/effects.ts';
import type { CallEvent } from '../../machines/events.ts';
import { PAST_CALL_FACTS } from '../../machines/past-calls.ts';
import type { PastCallDecision, PastCallFacts } from '../../machines/past-calls.ts';
import { ROLES } from '../../machines/step.ts';
import { isObject, jsonList, jsonNumber, jsonObject, jsonOneOf, jsonText } from '../base/json.ts';
import type { JsonFault, JsonReader } from '../base/json.ts';
import { MAX_TRACED_EFFECTS } from '../base/limits.ts';
import { err, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import { readJid, readSessionId } from './json-readers.ts';
import { DROP_REASONS } from './trace.ts';
import type { TraceEntry } from './trace.ts';

/** Milliseconds since 1970, as far as a date goes. */
const readTime = jsonNumber(-8.64e15, 8.64e15);
const readState = jsonText((word) => word);

/** A flat object of words, as every event is. */
function isWords(value: unknown): value is Readonly<Record<string, string>> {
  return isObject(value) && Object.values(value).every((word) => typeof word === 'string');
}

function readEvent<Event>(value: unknown, path: string): Result<Event, JsonFault> {
  return isWords(value) && 'type' in value ? ok(value as unknown as Event) : err({ kind: 'badValue', path });
}

/** An order has words, and a verdict has some of its own. */
function readEffect<Effect>(value: unknown, path: string): Result<Effect, JsonFault> {
  const isEffect =
    isObject(value) &&
    typeof value['kind'] === 'string' &&
    Object.values(value).every((fact) => typeof fact === 'string' || isWords(fact));
  return isEffect ? ok(value as unknown as Effect) : err({ kind: 'badValue', path });
}

const ofCall = { atMs: readTime, sessionId: readSessionId, peer: readJid };

const ofStep = {
  ...ofCall,
  role: jsonOneOf(ROLES),
  to: readState,
  effects: jsonList(readEffect<CallEffect>, MAX_TRACED_EFFECTS),
};

/** An object with one of these words for each fact. */
function readFacts<Facts>(words: Readonly<Record<string, readonly string[]>>): JsonReader<Facts> {
  const readers = Object.fromEntries(Object.entries(words).map(([name, each]) => [name, jsonOneOf(each)]));
  return jsonObject(readers) as JsonReader<Facts>;
}

const readInput = readFacts<CallInput>(INPUT_WORDS);

const readChangesInput = readFacts<ChangesInput>(CHANGES_INPUT_WORDS);

const ofChangesStep = { ...ofStep, effects: jsonList(readEffect<ChangesEffect>, MAX_TRACED_EFFECTS) };

const READERS = {
  changesStart: { kind: jsonOneOf(['changesStart']), ...ofChangesStep, input: readChangesInput },
  changesStep: { kind: jsonOneOf(['changesStep']), ...ofChangesStep, from: readState, event: readEvent<ChangesEvent> },
  start: { kind: jsonOneOf(['start']), ...ofStep, input: readInput },
  step: { kind: jsonOneOf(['step']), ...ofStep, from: readState, event: readEvent<CallEvent> },
  dropped: { kind: jsonOneOf(['dropped']), atMs: readTime, reason: jsonOneOf(DROP_REASONS) },
};

const DECIDED = { kind: jsonOneOf(['decided']), ...ofCall };

const ABOUT = {
  proposal: {
    ...DECIDED,
    about: jsonOneOf(['proposal']),
    facts: readFacts<ProposalFacts>(PROPOSAL_FACTS),
    decision: jsonText((word) => word as ProposalDecision),
  },
  directCall: {
    ...DECIDED,
    about: jsonOneOf(['directCall']),
    facts: readFacts<DirectCallFacts>(DIRECT_CALL_FACTS),
    decision: jsonText((word) => word as DirectCallDecision),
  },
  earlyWord: {
    ...DECIDED,
    about: jsonOneOf(['earlyWord']),
    facts: readFacts<EarlyWordFacts>(EARLY_WORD_FACTS),
    decision: jsonText((word) => word as EarlyWordDecision),
  },
  pastCall: {
    ...DECIDED,
    about: jsonOneOf(['pastCall']),
    facts: readFacts<PastCallFacts>(PAST_CALL_FACTS),
    decision: jsonText((word) => word as PastCallDecision),
  },
};

/** Whether somebody meant this to be an entry of a trace: it says of which kind. */
export function isTraceEntry(value: unknown): boolean {
  return (
    isObject(value) &&
    ['changesStart', 'changesStep', 'decided', 'dropped', 'start', 'step'].includes(value['kind'] as string)
  );
}

/** The entry that a value of JSON says, or the first thing that is wrong with it. */
export function readTraceEntry(value: unknown): Result<TraceEntry, JsonFault> {
  const { kind, about } = isObject(value) ? value : {};
  switch (kind) {
    case 'changesStart':
      return readKnown(READERS.changesStart, value);
    case 'changesStep':
      return readKnown(READERS.changesStep, value);
    case 'start':
      return readKnown(READERS.start, value);
    case 'step':
      return readKnown(READERS.step, value);
    case 'dropped':
      return readKnown(READERS.dropped, value);
    case 'decided':
      if (about === 'directCall') return readKnown(ABOUT.directCall, value);
      if (about === 'earlyWord') return readKnown(ABOUT.earlyWord, value);
      return about === 'pastCall' ? readKnown(ABOUT.pastCall, value) : readKnown(ABOUT.proposal, value);
    default:
      return err({ kind: 'badValue', path: 'kind' });
  }
}

type Readers = Readonly<Record<string, JsonReader<unknown>>>;

/** The members that have readers; a logger may have added others. */
function readKnown<R extends Readers>(readers: R, value: unknown) {
  const members = Object.entries(isObject(value) ? value : {}).filter(([name]) => Object.hasOwn(readers, name));
  return jsonObject(readers)(Object.fromEntries(members), '');
}
