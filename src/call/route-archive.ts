/**
 * Messages out of our archive, and the end of its answer. Who asked for them, and with which query, is the embedder's
 * affair.
 *
 * A result counts only from our own account: anybody can put one together. What it says of a call that rings here is
 * acted upon, since carbons are lost with a connection; the rest waits for the end of the answer.
 *
 * Spec: XEP-0313 1.1.3 #results #query-paging #security-impersonation.
 */
import { bareOf, isFullJid } from '../jid.ts';
import { readArchiveEnd, readArchiveResult } from '../stanzas/archive.ts';
import { isJingleMessageElement, readJingleMessage } from '../stanzas/jingle-message.ts';
import { readIqPayload } from '../stanzas/stanza.ts';
import type { Iq, Message } from '../stanzas/stanza.ts';
import type { XmlElement } from '../xml/element.ts';
import { NS_ARCHIVE } from '../xml/namespaces.ts';
import { isNamed } from '../xml/read.ts';
import type { Call } from './call.ts';
import type { PastMessage } from './past-calls.ts';
import { drop } from './routing.ts';
import type { Routing } from './routing.ts';

/** The archived message in this one, if it is one about calls; told from its shape alone. */
export function archivedIn(message: Message): XmlElement | undefined {
  const result = message.children.find((child) => isNamed(child, NS_ARCHIVE, 'result'));
  if (result === undefined) return undefined;
  const read = readArchiveResult(result);
  return read.ok && read.value.forwarded.message.children.some(isJingleMessageElement) ? result : undefined;
}

/** Takes one archived message. */
export function routeArchived(routing: Routing, outer: Message, result: XmlElement): void {
  if (!isOfOwnAccount(routing, outer)) return drop(routing, 'archiveOfStranger');
  const past = pastMessageIn(result);
  if (past === undefined) return drop(routing, 'malformedMessage');
  const call = callOf(routing, past);
  if (call === undefined) routing.pastCalls.gather(past);
  else if (call.asks) tell(routing, call, past);
}

/** Whether this is the end of all that the archive has to say. Further pages come before it. */
export function isEndOfArchive(routing: Routing, iq: Iq): boolean {
  const payload = iq.type === 'result' && isOfOwnAccount(routing, iq) ? readIqPayload(iq) : undefined;
  if (payload?.ok !== true || !isNamed(payload.value, NS_ARCHIVE, 'fin')) return false;
  const end = readArchiveEnd(payload.value);
  return end.ok && end.value.complete;
}

function isOfOwnAccount({ ownAccount }: Routing, { from }: Pick<Iq | Message, 'from'>): boolean {
  return from === undefined || from === ownAccount;
}

/** Undefined where what was archived is no word of a person about a call, or where its time is not told. */
function pastMessageIn(result: XmlElement): PastMessage | undefined {
  const read = readArchiveResult(result);
  if (!read.ok) return undefined;
  const { message, delay } = read.value.forwarded;
  const { type, from, to, children } = message;
  const payload = children.find(isJingleMessageElement);
  const word = payload === undefined ? undefined : readJingleMessage(payload);
  const isWord = type !== 'error' && type !== 'groupchat' && word?.ok === true;
  if (!isWord || from === undefined || !isFullJid(from) || delay === undefined) return undefined;
  return { from, to, word: word.value, stampMs: delay.stampMs };
}

/** The live call that an archived word is about. */
function callOf({ index, ownAccount }: Routing, { from, to, word }: PastMessage): Call | undefined {
  if (bareOf(from) !== ownAccount) return index.withContact(bareOf(from), word.sessionId);
  const isToOwn = to === undefined || bareOf(to) === ownAccount;
  return isToOwn ? index.onlyWithId(word.sessionId) : index.withContact(bareOf(to), word.sessionId);
}

/** A call that rings stops for what was said while we could not hear it; nothing archived can do more. */
function tell({ ownAccount }: Routing, call: Call, { from, word }: PastMessage): void {
  const isOwn = bareOf(from) === ownAccount;
  const { verb } = word;
  if (isOwn && (verb === 'accept' || verb === 'proceed')) call.dispatch({ event: { type: 'own.proceed' } });
  if (isOwn && verb === 'reject') call.dispatch({ event: { type: 'own.reject' } });
  if (!isOwn && verb === 'retract') {
    const sender = call.data.peer === from ? 'latched' : 'other';
    call.dispatch({ event: { type: 'peer.retract', sender }, reason: word.reason });
  }
}
