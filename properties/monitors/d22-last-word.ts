/** Rule D22: what the other side hears of an end. */
import type { CallEffect } from '../../machines/effects.ts';
import type { Moment, Monitor } from './monitor.ts';
import { effectOf, has, isDirect, violation } from './monitor.ts';
import { descriptionIn } from './travel.ts';

/**
 * Whether there is a Jingle session to terminate; before it there is only a proposal to take back or reject, or in a
 * direct call nothing. `refused`: by a peer whose own offer crossed it.
 */
export type StageState = 'jingleSession' | 'proposal' | 'refused';

type Word = Extract<
  CallEffect,
  { kind: 'sendFinish' | 'sendReject' | 'sendRetract' | 'sendSessionTerminate' | 'sendTieBreakRetract' }
>;

export const tellsTheEnd: Monitor<StageState> = {
  rule: 'D22',
  sentence:
    "whoever does not know of the end is told, once, in the words of the call's stage, with the reason reported",
  start: () => 'proposal',
  next(state, moment, call) {
    const isTaken = descriptionIn(moment) !== undefined && has(moment, 'acknowledge');
    const isRefused = state === 'jingleSession' && call.role === 'caller' && isDirect(call) && isTie(moment);
    const next = isTaken || has(moment, 'sendSessionInitiate') ? 'jingleSession' : isRefused ? 'refused' : state;
    const words = moment.effects.filter((effect): effect is Word => LAST_WORDS.has(effect.kind));
    const said = words.map(wordFor).join(', ');
    const end = effectOf(moment, 'reportEnd');
    if (end === undefined) return words.length === 0 ? next : violation(`${said}, and the call goes on`);

    const source = moment.kind === 'step' ? moment.event.type : 'start';
    const due = isDirect(call) ? dueWordsOfDirect(end, source, next) : dueWords(end, source, next, call.role);
    return said === due.join(', ') ? next : violation(`said "${said}" where "${due.join(', ')}" is due`);
  },
};

function isTie(moment: Moment): boolean {
  return moment.kind === 'step' && moment.event.type === 'peer.requestFailed' && moment.event.outcome === 'tieBreak';
}

const LAST_WORDS: ReadonlySet<string> = new Set([
  'sendFinish',
  'sendReject',
  'sendRetract',
  'sendSessionTerminate',
  'sendTieBreakRetract',
]);

function wordFor(word: Word): string {
  return 'reason' in word ? `${word.kind} ${word.reason}` : word.kind;
}

/** A call without Jingle messages has its session terminated, and no other word. */
function dueWordsOfDirect(
  { by, reason }: Extract<CallEffect, { kind: 'reportEnd' }>,
  source: string,
  stage: StageState,
): readonly string[] {
  if (source === 'peer.contentsGone') return ['sendSessionTerminate success'];
  if (by === 'peer' || by === 'connection') return [];
  // A contact that offers to migrate has proposed, and knows the word for it.
  if (source === 'between.migrated') {
    return ['sendFinish migrated', ...(stage === 'proposal' ? [] : ['sendSessionTerminate expired'])];
  }
  if (stage === 'proposal' || (source === 'between.replaced' && stage === 'refused')) return [];
  return [`sendSessionTerminate ${reason === 'noAnswer' ? 'timeout' : reason}`];
}

function dueWords(
  { by, reason }: Extract<CallEffect, { kind: 'reportEnd' }>,
  source: string,
  stage: StageState,
  role: 'callee' | 'caller',
): readonly string[] {
  // Nobody is told by a resource that nobody knows.
  if (by === 'ownResource' || by === 'connection') return [];
  // XEP-0166 #def-action-content-remove: who is left without a content terminates the session.
  if (source === 'peer.contentsGone') return ['sendSessionTerminate success', 'sendFinish success'];
  // XEP-0353 #finish: a call that had a Jingle session is finished with a message too, for the archive and other
  // resources.
  if (by === 'peer') return source === 'peer.sessionTerminate' ? ['sendFinish given'] : [];
  // XEP-0353 #tie-break-1: the loser takes its proposal back. #tie-break-2: a finish says where the call went; a client
  // that does not act upon one has the Jingle session terminated.
  if (source === 'between.replaced') return ['sendTieBreakRetract'];
  if (source === 'between.migrated') {
    return ['sendFinish migrated', ...(stage === 'jingleSession' ? ['sendSessionTerminate expired'] : [])];
  }
  if (stage === 'jingleSession') return [`sendSessionTerminate ${reason}`, `sendFinish ${reason}`];
  // Nobody answered: the caller takes its proposal back for lack of time, and the callee was never there.
  if (reason === 'noAnswer') return role === 'caller' ? ['sendRetract timeout'] : [];
  return [`${role === 'caller' ? 'sendRetract' : 'sendReject'} ${reason}`];
}
