/** Verdicts, stages and ends in words for people. */
import type { Policy } from '../../../machines/context.ts';
import type { CallReport } from '../../../src/call/reports.ts';
import type { Verdict } from '../../../src/call/verdict.ts';
import { causeWords, REFUSAL_WORDS, trustWords } from '../../../src/stage/words.ts';
import type { CallView } from '../world/call-view.ts';
import type { SeatName } from '../world/world-events.ts';

export const NAMES: Readonly<Record<SeatName, string>> = {
  romeo: 'Romeo',
  juliet: 'Juliet',
  tablet: 'Juliet’s tablet',
};

export function otherOf(seat: SeatName): string {
  return seat === 'romeo' ? 'Juliet' : 'Romeo';
}

export const POLICY_TITLES: Readonly<Record<Policy, string>> = {
  opportunistic: 'opportunistic: OMEMO where both have it',
  expect: 'expect: no way back once a device was named',
  require: 'require: no call without OMEMO',
};

/** What a device's screen says of its call. */
export function stageWords(call: CallView | undefined, other: string): string {
  switch (call?.stage) {
    case undefined:
      return 'No call.';
    case 'calling':
      return `Calling ${other}…`;
    case 'ringing':
      return `It rings at ${other}’s.`;
    case 'incoming':
      return `${other} calls.`;
    case 'joining':
      return 'Connecting…';
    case 'talking':
      return `In a call with ${other}`;
    case 'ended':
      return endWords(call, other);
  }
}

export interface VerdictWords {
  readonly tone: 'bad' | 'good' | 'warn';
  readonly title: string;
  readonly text: string;
}

/** What the user is told of protection. Never “secure”: it says what was checked. */
export function verdictWords(verdict: Verdict): VerdictWords {
  if (verdict.state === 'unauthenticated') {
    return {
      tone: 'bad',
      title: 'Nobody vouches for this call',
      text: `Whoever runs the server may be in the middle, and listen. (${causeWords(verdict.because)})`,
    };
  }
  return {
    tone: verdict.trust === 'verified' ? 'good' : 'warn',
    title: verdict.trust === 'verified' ? 'Verified call' : 'Authenticated by OMEMO',
    text: `By the key of device ${verdict.deviceId}. Trust is ${trustWords(verdict)}.`,
  };
}

function endWords({ ended, refusal }: CallView, other: string): string {
  if (refusal !== undefined) return `Refused: ${REFUSAL_WORDS[refusal]}.`;
  if (ended === undefined) return 'The call has ended.';
  return `${END_WORDS[ended.by](ended, other)}${lengthOf(ended.durationMs)}`;
}

type Ended = Extract<CallReport, { kind: 'ended' }>;

const END_WORDS: Readonly<Record<Ended['by'], (ended: Ended, other: string) => string>> = {
  local: () => 'You hung up.',
  peer: ({ reason }, other) =>
    reason === 'success' ? `${other} hung up.` : `${other}’s phone ended the call: ${reason}.`,
  ownResource: ({ reason }) =>
    reason === 'answeredElsewhere' ? 'Answered on another device.' : 'Declined on another device.',
  timer: ({ reason }, other) => (reason === 'noAnswer' ? `${other} did not answer.` : `No answer in time: ${reason}.`),
  core: ({ reason }) => `The call was ended here: ${reason}.`,
  connection: () => 'The connection to the server was lost.',
};

function lengthOf(durationMs: number | undefined): string {
  return durationMs === undefined ? '' : ` (${Math.round(durationMs / 1_000)} s)`;
}
