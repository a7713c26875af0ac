/** What a side does upon the orders of its machine: what `ChangePlane` does, in the numbers of the model. */
import type { ChangesEffect } from '../../machines/changes.words.ts';
import type { Message, Side, Task } from './side.ts';
import { addedContent, NONE } from './side.ts';

/** What a step is about: the message that arrived, or the content that the user named. */
export interface Occasion {
  readonly message?: Message;
  readonly content?: number;
}

export interface Outcome {
  readonly side: Side;
  readonly sent: readonly Message[];
}

/** Anything the model has to know of a step. Reports, deadlines and notes are not among it. */
export function carryOut(outcome: Outcome, effect: ChangesEffect, { message, content = NONE }: Occasion): Outcome {
  const { side } = outcome;
  const named = message !== undefined && 'content' in message ? message.content : content;
  switch (effect.kind) {
    case 'acknowledge':
      return answered(outcome, 'result', message);
    case 'refuse': {
      const refused = message?.kind === 'credentials' ? message.credentials : side.refused;
      return answered(changed(outcome, { refused }), 'error', message);
    }
    case 'sendContentAdd':
      return sent(announced(outcome), (id) => ({ kind: 'add', id, content: addedContent(side) }), 'request');
    case 'sendNewCredentials': {
      const credentials = side.pending?.number ?? NONE;
      return sent(
        announced(outcome),
        (id) => ({ kind: 'credentials', id, credentials, candidates: 'none' }),
        'request',
      );
    }
    case 'sendContentAccept': {
      const running = side.running | side.offer;
      const taken = sent(outcome, (id) => ({ kind: 'accept', id, content: side.offer }), 'acceptance');
      return changed(taken, { running, offer: NONE });
    }
    case 'sendContentReject':
      return told(outcome, 'reject', effect.offer === 'arrived' ? named : side.offer);
    case 'sendContentRemove':
      return told(outcome, 'remove', effect.contents === 'added' ? addedContent(side) : named);
    case 'holdOffer':
      return changed(outcome, { offer: named });
    case 'dropOffer':
      return changed(outcome, { offer: NONE });
    case 'holdAnswer':
      return changed(outcome, { answer: message?.kind === 'credentials' ? message.credentials : NONE });
    case 'rollBack':
      return changed(outcome, { request: NONE, answer: NONE, pending: null, tasks: side.tasks.filter(isOfPeer) });
    case 'removeMedia': {
      if (effect.contents === 'offered') return changed(outcome, { tasks: side.tasks.filter(isOfPeer) });
      return changed(outcome, { running: side.running & ~named });
    }
    case 'answerRestart': {
      const credentials = message?.kind === 'credentials' ? message.credentials : NONE;
      return changed(outcome, { tasks: [...side.tasks, { kind: 'answerRestart', credentials }] });
    }
    case 'describeAddition':
    case 'describeRestart':
    case 'answerOffer':
    case 'applyAnswer':
    case 'encryptContents':
    case 'decryptOffer':
    case 'decryptAnswer':
      return changed(outcome, { tasks: [...side.tasks, { kind: effect.kind }] });
    default:
      return outcome;
  }
}

/** A restart that the peer was promised goes on, whatever we take back. */
const isOfPeer = ({ kind }: Task): boolean => kind === 'answerRestart';

export function changed({ side, sent: before }: Outcome, facts: Partial<Side>): Outcome {
  return { side: { ...side, ...facts }, sent: before };
}

function announced(outcome: Outcome): Outcome {
  const { pending } = outcome.side;
  return changed(outcome, { pending: pending && { ...pending, isAnnounced: true } });
}

function answered(outcome: Outcome, kind: 'error' | 'result', message: Message | undefined): Outcome {
  const { id = NONE } = message ?? {};
  return id === NONE ? outcome : { ...outcome, sent: [...outcome.sent, { kind, id }] };
}

function told({ side, sent: before }: Outcome, kind: 'reject' | 'remove', content: number): Outcome {
  return { side, sent: [...before, { kind, id: NONE, content }] };
}

/** A request whose answer counts. */
function sent(outcome: Outcome, write: (id: number) => Message, as: 'acceptance' | 'request'): Outcome {
  const id = outcome.side.nextId;
  const message = write(id);
  const kept: Partial<Side> =
    as === 'request' ? { request: id } : { acceptance: { id, content: 'content' in message ? message.content : NONE } };
  const { side } = changed(outcome, { ...kept, nextId: id + 1 });
  return { side, sent: [...outcome.sent, message] };
}
