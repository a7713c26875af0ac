/** Rules A5, A6 and B12 for what changes in a running call: as the call began, so it goes on. */
import { violation } from '../monitors/monitor.ts';
import type { ChangesMonitor } from './moment.ts';
import { effectsOf, has, isUpon } from './moment.ts';

export interface ProofState {
  /** What is held of the peer's, and has to be proved before an engine sees it. */
  readonly answer: 'none' | 'proved' | 'unproved';
  readonly offer: 'none' | 'proved' | 'unproved';
}

export const provesWhatCameEncrypted: ChangesMonitor<ProofState> = {
  rule: 'A5',
  sentence: 'contents that came encrypted reach the engine only after they were decrypted from the device of the call',
  start: () => ({ answer: 'none', offer: 'none' }),
  next(state, moment, { received }) {
    let { answer, offer } = state;
    if (isUpon(moment, 'omemo.decrypted')) {
      if (moment.from === 'adding.decrypting') answer = 'proved';
      if (moment.from === 'accepting.decrypting') offer = 'proved';
    }
    if (has(moment, 'dropOffer')) offer = 'none';
    if (has(moment, 'rollBack')) answer = 'none';
    for (const [held, type] of [
      ['holdAnswer', 'peer.contentAccept'],
      ['holdOffer', 'peer.contentAdd'],
    ] as const) {
      if (!has(moment, held) || isUpon(moment, 'peer.newCredentials')) continue;
      if (!isUpon(moment, type)) return violation(`${held} without a request`);
      const { protection, device } = moment.event;
      const isInKind = protection === 'stub' || protection === received;
      if (!isInKind) return violation(`${held} of what came ${protection} in a call that was ${received}`);
      if (protection === 'encrypted' && device !== 'pinned') return violation(`${held} of the device ${device}`);
      const proof = protection === 'encrypted' ? 'unproved' : 'proved';
      if (held === 'holdAnswer') answer = proof;
      else offer = proof;
    }
    if (has(moment, 'applyAnswer')) {
      if (answer === 'unproved') return violation('an answer reaches the engine before it is proved');
      answer = 'none';
    }
    if (has(moment, 'answerOffer') && offer !== 'proved')
      return violation(`an offer that is ${offer} reaches the engine`);
    return answer === state.answer && offer === state.offer ? state : { answer, offer };
  },
};

export interface EncryptionState {
  readonly isEncrypted: boolean;
  /** The peer offers contents that share a transport. */
  readonly isStub: boolean;
}

export const sendsAsTheCallBegan: ChangesMonitor<EncryptionState> = {
  rule: 'A6',
  sentence:
    'what we add or accept leaves as our description did: encrypted just now, or plain in a plain call, or as a stub',
  start: () => ({ isEncrypted: false, isStub: false }),
  next(state, moment, { sent }) {
    const isEncrypted = isUpon(moment, 'omemo.encrypted');
    for (const kind of ['sendContentAdd', 'sendContentAccept'] as const) {
      for (const { protection } of effectsOf(moment, kind)) {
        if (protection === 'stub' && !state.isStub)
          return violation('a stub for contents with a transport of their own');
        if (protection === 'plain' && sent === 'encrypted') return violation(`${kind} in the clear`);
        if (protection === 'encrypted' && !isEncrypted) return violation(`${kind} of what was not encrypted`);
        if (protection === 'encrypted' && sent === 'plain') return violation(`${kind} encrypted in a plain call`);
      }
    }
    const isStub = has(moment, 'holdOffer')
      ? isUpon(moment, 'peer.contentAdd') && moment.event.protection === 'stub'
      : state.isStub && !has(moment, 'dropOffer');
    return isStub === state.isStub ? state : { isEncrypted: false, isStub };
  },
};
