/** What the page says, of calls and of verdicts. */
import type { CallReport, EndedReason, Policy, UnauthenticatedCause, Verdict } from 'omemo-calls';
import type { CallView } from './state.ts';

export interface VerdictWords {
  readonly tone: 'alarm' | 'good' | 'open' | 'plain';
  readonly title: string;
  readonly text: string;
}

/** Never “secure”: it says what was checked, and what was not. */
export function verdictWords(verdict: Verdict, name: string): VerdictWords {
  if (verdict.state === 'unauthenticated') return CAUSES[verdict.because](name);
  switch (verdict.trust) {
    case 'verified':
      return {
        tone: 'good',
        title: 'Verified',
        text: `Only you and the device of ${name} whose key you compared can hear this call.`,
      };
    case 'blind':
      return {
        tone: 'open',
        title: 'Encrypted, key not compared',
        text: `Whoever has the key below is at the other end. Compare it with ${name} once, and you know who that is.`,
      };
    case 'undecided':
      return {
        tone: 'open',
        title: 'A key you have not compared',
        text: `You compared keys with ${name} before, and this is another one. Compare it before you trust the call.`,
      };
  }
}

const CAUSES: Readonly<Record<UnauthenticatedCause, (name: string) => VerdictWords>> = {
  disabled: () => plain('OMEMO is off for this call.'),
  notAnnounced: (name) => plain(`${name}’s app did not offer OMEMO, or the server took the offer away.`),
  noSession: (name) => plain(`${name}’s keys could not be fetched or used.`),
  invalidDevice: (name) => alarm(`${name}’s app named a device that cannot be. The server may have changed it.`),
  announcedNotUsed: (name) =>
    alarm(`OMEMO was agreed on, and ${name}’s side came without. The server may have done that.`),
  oneWay: () => alarm('Only one direction came through OMEMO.'),
  distrusted: (name) => alarm(`You do not trust the key that ${name}’s device has.`),
};

const LISTENING = 'Whoever runs the server could listen.';

function plain(why: string): VerdictWords {
  return { tone: 'plain', title: 'Not authenticated', text: `${LISTENING} ${why}` };
}

function alarm(why: string): VerdictWords {
  return { tone: 'alarm', title: 'Not authenticated', text: `${LISTENING} ${why}` };
}

export const POLICY_WORDS: Readonly<Record<Policy, string>> = {
  opportunistic: 'Allow all, and say so',
  expect: 'Allow from apps without OMEMO',
  require: 'Allow none',
};

export function stageWords({ stage, media, news }: CallView, seconds: number | undefined): string {
  switch (stage) {
    case 'calling':
      return 'Calling…';
    case 'ringing':
      return 'Ringing…';
    case 'incoming':
      return media.includes('video') ? 'Video call' : 'Audio call';
    case 'connecting':
      return 'Connecting…';
    case 'talking':
      return seconds === undefined ? 'Connected' : clockWords(seconds);
    case 'ended':
      return news ?? 'The call is over.';
  }
}

export function peerMutedWords(muted: CallView['peerMuted']): string {
  const words = { audio: ' · muted', video: ' · camera off' } as const;
  return muted.map((kind) => words[kind]).join('');
}

function clockWords(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

type Ended = Extract<CallReport, { readonly kind: 'ended' }>;

export function endWords({ by, reason }: Pick<Ended, 'by' | 'reason'>, name: string): string {
  if (reason === 'security-error') {
    return by === 'peer'
      ? `${name}’s side refused: the call could not be authenticated. The server may have changed it.`
      : 'Refused: the call could not be authenticated. The server may have changed it.';
  }
  switch (by) {
    case 'local':
      return 'You ended the call.';
    case 'peer':
      return PEER_ENDS[reason]?.(name) ?? `${name}’s side ended the call (${reason}).`;
    case 'ownResource':
      return reason === 'answeredElsewhere'
        ? 'Answered on another of your devices.'
        : 'Declined on another of your devices.';
    case 'timer':
      return reason === 'noAnswer' ? 'Nobody answered.' : 'It took too long to connect.';
    case 'connection':
      return 'The connection to the server was lost.';
    case 'core':
      return CORE_ENDS[reason] ?? `The call failed (${reason}).`;
  }
}

const PEER_ENDS: Partial<Readonly<Record<EndedReason, (name: string) => string>>> = {
  success: (name) => `${name} hung up.`,
  decline: (name) => `${name} declined.`,
  busy: (name) => `${name} is in another call.`,
  cancel: (name) => `${name} hung up.`,
  gone: (name) => `${name} is gone.`,
  unreachable: (name) => `${name} cannot be reached.`,
};

const CORE_ENDS: Partial<Readonly<Record<EndedReason, string>>> = {
  'connectivity-error': 'No connection to the other side could be made, or it had another certificate.',
  'failed-application': 'The camera or the microphone could not be used.',
};
