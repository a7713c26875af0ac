/** Rule D22: what the other side hears of an end. */
import type { CallEffect } from '../../machines/effects.ts';
import type { Monitor } from './monitor.ts';
import { effectOf, has, violation } from './monitor.ts';
import { descriptionIn } from './travel.ts';

/** Whether there is a Jingle session to terminate; before it there is only a proposal to take back or reject. */
export type StageState = 'jingleSession' | 'proposal';

type Word = Extract<
  CallEffect,
  { kind: 'sendFinish' | 'sendReject' | 'sendRetract' | 'sendSessionTerminate' | 'sendTieBreakRetract' }
>;

export const tellsTheEnd: Monitor<StageState> = {
  rule: 'D22',
  sentence:
    "whoever does not know of the end is told, once, in the words of the call's stage, with the reason reported",
  start: () => 'proposal',
  next(state, moment, { role }) {
    const isTaken = descriptionIn(moment) !== undefined && has(moment, 'acknowledge');
    const next = isTaken || has(moment, 'sendSessionInitiate') ? 'jingleSession' : state;
    const words = moment.effects.filter((effect): effect is Word => LAST_WORDS.has(effect.kind));
    const said = words.map(wordFor).join(', ');
    const end = effectOf(moment, 'reportEnd');
    if (end === undefined) return words.length === 0 ? next : violation(`${said}, and the call goes on`);

    const source = moment.kind === 'step' ? moment.event.type : 'start';
    const due = dueWords(end, source, next, role).join(', ');
    return said === due ? next : violation(`said "${said}" where "${due}" is due`);
  },
};

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

function dueWords(
  { by, reason }: Extract<CallEffect, { kind: 'reportEnd' }>,
  source: string,
  stage: StageState,
  role: 'callee' | 'caller',
): readonly string[] {
  // Nobody is told by a resource that nobody knows.
  if (by === 'ownResource' || by === 'connection') return [];
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
