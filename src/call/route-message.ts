/**
 * Messages on their way in: whose word it is, for which call, and what it says.
 *
 * Own-account meaning, such as "answered elsewhere", comes only from a resource of our own account: live, or in a
 * carbon whose outer sender is our own bare JID. Everybody else's carbon is a forgery and leaves no trace but in the
 * trace.
 *
 * Spec: XEP-0353 0.8.0; XEP-0280 1.0.1 #security.
 */
import type { EarlyWordFacts } from '../../machines/between-calls.ts';
import type { Announcement } from '../../machines/events.ts';
import { assertNever } from '../base/errors.ts';
import { bareOf, isFullJid } from '../jid.ts';
import type { BareJid, FullJid } from '../jid.ts';
import { isCarbonElement, readCarbon } from '../stanzas/carbons.ts';
import { readDelay } from '../stanzas/delay.ts';
import { isJingleMessageElement, readJingleMessage } from '../stanzas/jingle-message.ts';
import type { JingleMessage } from '../stanzas/jingle-message.ts';
import type { Message } from '../stanzas/stanza.ts';
import type { XmlElement } from '../xml/element.ts';
import { NS_DELAY } from '../xml/namespaces.ts';
import { isNamed } from '../xml/read.ts';
import type { Occurrence } from './occurrence.ts';
import { archivedIn, routeArchived } from './route-archive.ts';
import { drop } from './routing.ts';
import type { Routing } from './routing.ts';

/** Takes one message that `isAboutCalls`. */
export function routeMessage(routing: Routing, message: Message): void {
  const carbon = message.children.find(isCarbonElement);
  const archived = archivedIn(message);
  if (carbon !== undefined) routeCarbon(routing, message, carbon);
  else if (archived !== undefined) routeArchived(routing, message, archived);
  else if (message.type === 'error') routeBounce(routing, message);
  else routeWord(routing, message);
}

/** Whether a message, or the one inside its carbon, has anything to do with calls; told from its shape alone. */
export function isAboutCalls(routing: Routing, message: Message): boolean {
  if (message.children.some(isJingleMessageElement)) return true;
  if (archivedIn(message) !== undefined) return true;
  const { from, id, type } = message;
  if (type === 'error')
    return from !== undefined && id !== undefined && routing.index.whichSent(bareOf(from), id) !== undefined;
  const carbon = message.children.find(isCarbonElement);
  const read = carbon === undefined ? undefined : readCarbon(carbon);
  return read?.ok === true && read.value.forwarded.message.children.some(isJingleMessageElement);
}

/** What another resource of ours sent or got. Only our own server can tell. */
function routeCarbon(routing: Routing, outer: Message, carbon: XmlElement): void {
  if (outer.from !== undefined && outer.from !== routing.ownAccount) return drop(routing, 'carbonOfStranger');
  const read = readCarbon(carbon);
  if (!read.ok) return drop(routing, 'malformedMessage');
  const { message, delay } = read.value.forwarded;
  if (message.type === 'error') return;
  routeWord(routing, message, { sinceMs: delay?.stampMs ?? heldSince(routing, outer) });
}

/** A message that came as a copy, and since when it was held back on its way, in milliseconds since 1970. */
interface Copied {
  readonly sinceMs: number | undefined;
}

function routeWord(routing: Routing, message: Message, copied?: Copied): void {
  const payload = message.children.find(isJingleMessageElement);
  if (payload === undefined) return;
  if (message.type === 'groupchat') return drop(routing, 'groupMessage');
  const word = readJingleMessage(payload);
  if (!word.ok) return drop(routing, 'malformedMessage');

  const { from } = message;
  if (from === undefined || !isFullJid(from)) return drop(routing, 'wrongSender');
  if (bareOf(from) === routing.ownAccount) return routeOwnWord(routing, from, message, word.value);
  if (copied !== undefined && !isForAllOfUs(routing, message, word.value)) {
    return drop(routing, 'wordForOtherResource');
  }
  if (word.value.verb === 'propose') {
    return routePropose(routing, from, word.value, heldSince(routing, message) ?? copied?.sinceMs);
  }
  return routePeerWord(routing, from, message, word.value);
}

/**
 * Whether what a contact said, and the server delivered to another resource of ours, is meant for us as well. What goes
 * to our account reaches the resource of the highest priority, and the others as a carbon: they ring, too. A proceed
 * binds the call to a device, and no copy does that.
 */
function isForAllOfUs({ ownAccount }: Routing, { to }: Message, { verb }: JingleMessage): boolean {
  return verb !== 'proceed' && (to === undefined || to === ownAccount);
}

/**
 * When a message was first received, if it was held back on its way. A stamp that cannot be read says that it was held,
 * and not since when: too long. XEP-0203 #protocol.
 */
function heldSince({ environment }: Routing, message: Message): number | undefined {
  const delay = message.children.find((child) => isNamed(child, NS_DELAY, 'delay'));
  if (delay === undefined) return undefined;
  const read = readDelay(delay);
  return read.ok ? read.value.stampMs : environment.clock.now() - environment.deadlines.ringMs;
}

/** Our other resources ring too. The first of them to answer takes the call. */
function routeOwnWord(routing: Routing, from: FullJid, message: Message, word: JingleMessage): void {
  if (from === routing.environment.account) return drop(routing, 'ownEcho');
  // A proceed or reject goes to the caller; the legacy accept goes to our own account and names the call by its id
  // alone.
  const contact = contactIn(routing, message);
  const call =
    contact === undefined
      ? routing.index.onlyWithId(word.sessionId)
      : routing.index.withContact(contact, word.sessionId);
  if (call === undefined) return routeEarlyWord(routing, from, message, word);
  switch (word.verb) {
    case 'accept':
    case 'proceed':
      call.dispatch({ event: { type: 'own.proceed' } });
      return;
    case 'reject':
      call.dispatch({ event: { type: 'own.reject' } });
      return;
    default:
      return drop(routing, 'ownEcho');
  }
}

/**
 * A word about a call there is not: it has overtaken its propose, or the propose is in the archive, which is being
 * read.
 */
function routeEarlyWord(routing: Routing, from: FullJid, message: Message, word: JingleMessage): void {
  const { proposals, pastCalls, ownAccount } = routing;
  const { sessionId } = word;
  const isOwn = bareOf(from) === ownAccount;
  const contact = isOwn ? contactIn(routing, message) : bareOf(from);
  const isRemembered = proposals.takeEarlyWord(earlyMeaning(word, isOwn), isOwn ? 'ours' : 'peer', contact, sessionId);
  const isGathered = contact === undefined || pastCalls.isGathering(contact, sessionId);
  if (isRemembered || isGathered) {
    pastCalls.gather({ from, to: message.to, word, stampMs: routing.environment.clock.now() });
  }
  drop(routing, 'noSuchCall');
}

/** Whom a word of ours was said to; undefined where it names a call by its id alone. */
function contactIn({ ownAccount }: Routing, { to }: Message): BareJid | undefined {
  return to === undefined || bareOf(to) === ownAccount ? undefined : bareOf(to);
}

function earlyMeaning({ verb }: JingleMessage, isOwn: boolean): EarlyWordFacts['word'] {
  if (isOwn) return verb === 'accept' || verb === 'proceed' || verb === 'reject' ? 'answer' : 'other';
  return verb === 'retract' ? 'retract' : 'other';
}

function routePropose(
  routing: Routing,
  from: FullJid,
  propose: Extract<JingleMessage, { verb: 'propose' }>,
  stampMs: number | undefined,
): void {
  const { sessionId, media } = propose;
  if (stampMs !== undefined) routing.pastCalls.takeDelayed(sessionId, { from, media, stampMs });
  else if (!routing.proposals.take({ from, sessionId, media })) drop(routing, 'notRinging');
}

/** A word of the contact about a call there already is. An id that is no call of ours leaves nothing behind. */
function routePeerWord(
  routing: Routing,
  from: FullJid,
  message: Message,
  word: Exclude<JingleMessage, { verb: 'propose' }>,
): void {
  const call = routing.index.withContact(bareOf(from), word.sessionId);
  if (call === undefined) return routeEarlyWord(routing, from, message, word);
  const { peer, isLatched } = call.data;
  const sender = !isLatched || peer === from ? 'latched' : 'other';
  switch (word.verb) {
    case 'ringing':
      call.dispatch({ event: { type: 'peer.ringing' }, resource: from });
      return;
    case 'proceed':
      call.dispatch(proceedOf(from, word));
      return;
    case 'reject': {
      const outcome = word.tieBreak ? 'tieBreak' : 'declined';
      call.dispatch({ event: { type: 'peer.reject', sender, outcome }, reason: word.reason });
      return;
    }
    case 'retract':
      call.dispatch({ event: { type: 'peer.retract', sender }, reason: word.reason });
      return;
    case 'finish': {
      const { reason, migratedTo: successor } = word;
      const outcome = successor === undefined ? 'finished' : 'migrated';
      call.dispatch({ event: { type: 'peer.finish', sender, outcome }, reason, successor });
      return;
    }
    case 'accept':
      // Of old versions, and meant for one's own account; from a contact it says nothing.
      return drop(routing, 'wrongSender');
    default:
      return assertNever(word);
  }
}

function proceedOf(from: FullJid, { device }: Extract<JingleMessage, { verb: 'proceed' }>): Occurrence {
  const announced: Announcement = device.kind;
  const event = { type: 'peer.proceed', device: announced } as const;
  return device.kind === 'device' ? { event, resource: from, deviceId: device.deviceId } : { event, resource: from };
}

/** A message of ours came back: there is nobody to talk to at that address. */
function routeBounce(routing: Routing, message: Message): void {
  const { from, id } = message;
  const call = from === undefined || id === undefined ? undefined : routing.index.whichSent(bareOf(from), id);
  if (call === undefined) return drop(routing, 'bounceOfNoCall');
  call.dispatch({ event: { type: 'peer.bounce' } });
}
