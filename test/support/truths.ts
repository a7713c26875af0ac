/** What must be true of every run on the stage, whoever did what. Each check says which rule was broken, and where. */
import { isCallStep } from './call-steps.ts';
import { expect } from 'vitest';
import { bareOf, parseJid } from '../../src/jid.ts';
import { attribute, childElements } from '../../src/xml/read.ts';
import { parseXml } from '../../src/xml/parse.ts';
import type { CallTraceEntry } from '../../src/call/trace.ts';
import type { XmlElement } from '../../src/xml/element.ts';
import { NS_JINGLE } from '../../src/xml/namespaces.ts';
import type { Occasion } from '../../machines/context.ts';
import { watchMoments } from '../../properties/machines/watch.ts';
import { MODEL_MONITORS } from '../../properties/monitors/ends.ts';
import { TYBALT } from './parties.ts';
import { WORDS_OF_OTHERS } from './plant.ts';
import type { Stage } from './stage.ts';
import { acknowledgedIn, witnessedCalls } from './step-facts.ts';
import { summary } from './story.ts';
import { expectTrueChanges } from './truths-of-changes.ts';
import { expectTrueVerdicts } from './truths-of-verdicts.ts';
import type { JournalEntry, Party } from './world.ts';

/**
 * D22: whatever is left when nobody has done anything for ten minutes is a call that runs. Call it after
 * `stage.rest()`.
 */
export function expectOnlyRunningCalls({ pair }: Stage): void {
  for (const { manager, trace } of pair.parties) {
    const lastStates = new Map<string, string>();
    for (const entry of trace) if (isCallStep(entry)) lastStates.set(callOf(entry), entry.to);
    const left = [...lastStates.values()].filter((state) => state !== 'ended');
    expect(
      left.filter((state) => state !== 'established.active'),
      'D22: every waiting state ends',
    ).toEqual([]);
    expect(manager.stats().timers, 'D22: no deadline of a call that runs').toBe(0);
  }
}

/** Everything below. Call it after `stage.end()`. */
export function expectAllTruths(stage: Stage): void {
  for (const party of stage.pair.parties) {
    expectOneReplyEach(stage.pair.journal.filter((entry) => entry.party === party.account));
    expectTrueVerdicts(stage, party);
    expectInputsAskedFor(stage, party);
    expectLastWords(party);
    expectConsent(party);
    expectTrueChanges(party);
    expectSilenceTowardsStrangers(party);
    expectNothingLeft(party);
    expectDiscretion(stage, party);
    expectInvariants(stage, party);
  }
  expect(stage.pair.clock.pending, 'D22: nothing is left on the clock').toBe(0);
}

/** I1 to I5 and I10, over what keys and certificates were really used in each step. */
function expectInvariants({ pair, attacker, notes }: Stage, party: Party): void {
  const owners = new Map([
    [pair.romeo.omemo!.ownIdentityKey, pair.romeo.dtlsFingerprint],
    [pair.juliet.omemo!.ownIdentityKey, pair.juliet.dtlsFingerprint],
    [attacker.ownIdentityKey, TYBALT.dtlsFingerprint],
  ]);
  const taken = acknowledgedIn(pair.journal.filter((entry) => entry.party === party.account));
  const ofParty = notes[party === pair.romeo ? 'romeo' : 'juliet'];
  for (const { start, moments } of witnessedCalls({ party, taken, notes: ofParty, owners })) {
    expect(watchMoments(MODEL_MONITORS, start, moments), 'I1-I5 I10: over what really happened').toBeUndefined();
  }
}

/** D20: each request to set with a Jingle element is answered once, under its id, to its sender; nothing else is. */
function expectOneReplyEach(journal: readonly JournalEntry[]): void {
  let owed: string[] = [];
  let replies: string[] = [];
  // Most stanzas ask for nothing: those are not worth an assertion each, of which a campaign has millions.
  const settle = (): void => {
    if (owed.length + replies.length > 0) expect(replies, 'D20: one reply to each request').toEqual(owed);
  };
  for (const entry of journal) {
    const stanza = parsed(entry);
    if (entry.way === 'received') {
      settle();
      owed = replyOwedTo(stanza);
      replies = [];
    } else {
      if (stanza !== undefined && isReply(stanza)) replies.push(nameOfReply(stanza, 'to'));
    }
  }
  settle();
}

/** How many requests of those that are owed a reply were handed over, and how many replies left. */
export function countReplies(journal: readonly JournalEntry[]): {
  readonly requests: number;
  readonly replies: number;
} {
  const requests = journal.filter((entry) => entry.way === 'received' && replyOwedTo(parsed(entry)).length > 0).length;
  const sent = journal.flatMap((entry) => (entry.way === 'sent' ? (parsed(entry) ?? []) : []));
  return { requests, replies: sent.filter(isReply).length };
}

function isReply(stanza: XmlElement): boolean {
  return stanza.name === 'iq' && ['result', 'error'].includes(attribute(stanza, 'type') ?? '');
}

function replyOwedTo(stanza: XmlElement | undefined): string[] {
  if (stanza === undefined) return [];
  const isRequest =
    stanza.name === 'iq' &&
    stanza.namespace === 'jabber:client' &&
    attribute(stanza, 'type') === 'set' &&
    attribute(stanza, 'id') !== undefined &&
    canBeAnswered(attribute(stanza, 'from')) &&
    childElements(stanza).some((child) => child.namespace === NS_JINGLE && child.name === 'jingle');
  return isRequest ? [nameOfReply(stanza, 'from')] : [];
}

/** Nobody has an address that is none; without one it is the server. */
function canBeAnswered(from: string | undefined): boolean {
  return from === undefined || parseJid(from) !== undefined;
}

function nameOfReply(stanza: XmlElement, address: 'from' | 'to'): string {
  return `${attribute(stanza, 'id') ?? ''} ${attribute(stanza, address)?.toLowerCase() ?? 'the server'}`;
}

// Several questions are asked about each stanza, and reading it is what takes the time.
const read = new WeakMap<JournalEntry, { readonly stanza: XmlElement | undefined }>();

function parsed(entry: JournalEntry): XmlElement | undefined {
  let known = read.get(entry);
  if (known === undefined) {
    const result = parseXml(entry.xml, { defaultNamespace: 'jabber:client' });
    known = { stanza: result.ok ? result.value : undefined };
    read.set(entry, known);
  }
  return known.stanza;
}

/** Where placing another call was the consent. */
const REPLACING: readonly Occasion[] = ['directReplacement', 'replacement'];

/** B10, E27: each call began with the policy, the OMEMO and the discretion that were asked for. */
function expectInputsAskedFor({ pair, options, placedPlain }: Stage, party: Party): void {
  const policy = options.policies[party === pair.romeo ? 'romeo' : 'juliet'];
  for (const entry of party.trace) {
    if (entry.kind !== 'start') continue;
    const { role, sessionId, peer, input } = entry;
    // The consent to a call that takes another's place is the one given to the other.
    const placed = REPLACING.includes(input.occasion)
      ? replacedBy(party, sessionId)
      : role === 'caller'
        ? sessionId
        : '';
    const omemo = placedPlain.has(placed) ? 'disabled' : 'enabled';
    const presence = bareOf(peer) === TYBALT.contact ? 'hidden' : 'shared';
    expect(input, 'B10: what a call begins with').toEqual({ policy, omemo, presence, occasion: input.occasion });
  }
}

/** The call whose place another took. */
function replacedBy({ reports }: Party, sessionId: string): string {
  const ends = reports.filter((report) => report.kind === 'ended');
  return ends.find((end) => end.replacedBy === sessionId)?.sessionId ?? '';
}

function callOf({ peer, sessionId }: Pick<CallTraceEntry, 'peer' | 'sessionId'>): string {
  return `${bareOf(peer)} ${sessionId}`;
}

/** D22: a call ends once, and nothing is told about it afterwards. */
function expectLastWords({ reports, trace }: Party): void {
  const begun = trace.filter(({ kind }) => kind === 'start').length;
  expect(
    reports.filter(({ kind }) => kind === 'ended'),
    'D22: one end for each call',
  ).toHaveLength(begun);
  const over = new Set<string>();
  for (const report of reports) {
    const key = callOf(report);
    expect(over.has(key), 'D22: the end is the last report').toBe(false);
    // Proposals that cross can have one id: then one call of that name ends, and the other begins.
    if (report.kind === 'ended' && report.replacedBy !== report.sessionId) over.add(key);
  }
}

const CONSENTS: ReadonlySet<string> = new Set(['local.accept', 'local.migrate']);

/** C16: an engine is opened by a caller, or after the user has accepted, or where placing a call was the consent. */
function expectConsent({ media, trace }: Party): void {
  for (const engine of media.engines) {
    // Another contact's call may have the same id.
    const steps = trace.flatMap((entry) => (isCallStep(entry) && callOf(entry) === callOf(engine) ? [entry] : []));
    const [first] = steps;
    const given = first?.kind === 'start' && REPLACING.includes(first.input.occasion);
    const accepted = steps.some((entry) => entry.kind === 'step' && CONSENTS.has(entry.event.type));
    expect(first?.role === 'caller' || given || accepted, 'C16: no media without consent').toBe(true);
  }
}

/** E27: a stranger hears what anybody hears who asks for a session there is not. */
function expectSilenceTowardsStrangers({ sent }: Party): void {
  const words = sent.filter((stanza) => attribute(stanza, 'to') === TYBALT.account).map(summary);
  const harmless = ['error item-not-found unknown-session', 'error bad-request'];
  expect(
    words.filter((said) => !harmless.includes(said)),
    'E27: nothing to strangers',
  ).toEqual([]);
}

/** E28: no trace and no error holds a fingerprint, a key, or what a peer wrote. */
function expectDiscretion({ pair, attacker }: Stage, { trace, sent }: Party): void {
  const errors = sent.filter((stanza) => attribute(stanza, 'type') === 'error').map((stanza) => [...stanza.children]);
  // The name of a call is whatever its caller chose, which a hostile one may use for anything.
  const steps = trace.map((entry) => ({ ...entry, sessionId: '', peer: '' }));
  const logged = JSON.stringify([steps, errors]);
  const keys = [...pair.parties.map(({ omemo }) => omemo?.ownIdentityKey ?? ''), attacker.ownIdentityKey];
  const certificates = [...pair.parties, TYBALT].map(({ dtlsFingerprint }) => dtlsFingerprint);
  for (const secret of [WORDS_OF_OTHERS, ...keys, ...certificates]) {
    expect(logged.includes(secret), `E28: ${secret} is nothing for a log`).toBe(false);
  }
}

function expectNothingLeft({ manager }: Party): void {
  const { remembered, ...rest } = manager.stats();
  expect(rest, 'D22: nothing of an ended call stays').toEqual({ calls: 0, buffered: 0, timers: 0, pending: 0 });
  expect(remembered).toBeLessThanOrEqual(1_024);
}

/**
 * D22: at any moment.
 *
 * @param heldStanzas  how many stanzas may wait for a stream that is lost
 */
export function expectBounded({ manager }: Party, heldStanzas = 0): void {
  const { calls, buffered, timers, pending } = manager.stats();
  expect(calls, 'D22: calls are bounded').toBeLessThanOrEqual(40);
  expect(buffered, 'D22: what is held is bounded').toBeLessThanOrEqual(128 * calls + heldStanzas);
  expect(timers, 'D22: deadlines are bounded').toBeLessThanOrEqual(3 * calls);
  expect(pending, 'D22: requests are bounded').toBeLessThanOrEqual(100);
}
