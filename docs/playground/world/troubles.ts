/** What a server can do without a key or a trick: be slow, mix things up, keep some, hang up in somebody's name. */
import { systemClock } from '../../../src/call/system.ts';
import { JULIET, ROMEO } from '../../../src/stage/party.ts';
import type { AttackMeans, RunningAttack, Tamper } from '../../../src/stage/attacks/attack.ts';
import { jingleRequestIn } from '../../../src/stage/attacks/edit.ts';
import type { Passing } from '../../../src/adapters/memory-wire.ts';
import type { SessionId, StanzaId } from '../../../src/stanzas/identifiers.ts';
import { writeJingle } from '../../../src/stanzas/jingle.ts';
import { writeIq } from '../../../src/stanzas/stanza.ts';

/** How long a server in no hurry takes, in milliseconds. */
export interface Tempo {
  readonly slowMs: number;
  /** How long a stanza is kept for another to overtake it. Alone, it goes on after that. */
  readonly overtakenWithinMs: number;
}

/** Everything between the two comes late, and in order. */
export function startDelay({ release }: AttackMeans, { slowMs }: Tempo): RunningAttack {
  return {
    tamper: (passing) => {
      systemClock.schedule(slowMs, () => release(passing));
      return [];
    },
  };
}

/** Of two stanzas the second goes first. */
export function startReorder({ release }: AttackMeans, { overtakenWithinMs }: Tempo): RunningAttack {
  let kept: { readonly passing: Passing; readonly cancel: () => void } | undefined;
  return {
    tamper: (passing) => {
      if (kept !== undefined) {
        const first = kept;
        kept = undefined;
        first.cancel();
        return [passing, first.passing];
      }
      const cancel = systemClock.schedule(overtakenWithinMs, () => {
        kept = undefined;
        release(passing);
      });
      kept = { passing, cancel };
      return [];
    },
  };
}

/** Each request about media is delivered twice. */
export function startDuplicate({ say }: AttackMeans): RunningAttack {
  const tamper: Tamper = (passing) => {
    if (jingleRequestIn(passing) === undefined) return [passing];
    say('delivers this twice');
    return [passing, passing];
  };
  return { tamper };
}

/** A hang-up to both, each in the other's name. */
export function forgedTerminates(sessionId: SessionId): readonly Passing[] {
  const between = [
    { from: ROMEO.resource, to: JULIET.resource },
    { from: JULIET.resource, to: ROMEO.resource },
  ];
  const reason = { condition: 'success', text: undefined, alternativeSessionId: undefined, extensions: [] } as const;
  return between.map(({ from, to }, index) => {
    const jingle = writeJingle({ ...NO_MORE, action: 'session-terminate', sessionId, reason });
    const id = `forged-${index}` as StanzaId;
    return { from, to, stanza: writeIq({ kind: 'iq', type: 'set', id, from, to, children: [jingle] }) };
  });
}

const NO_MORE = { initiator: undefined, responder: undefined, contents: [], groups: [], extensions: [] };
