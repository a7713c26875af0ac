/** What an actor is, in sentences for people who do not know the machines. */
import type { TrustLevel } from '../../machines/events.ts';
import type { UnauthenticatedCause } from '../../machines/verdict.ts';
import type { Moment, ShownVerdict } from './timeline.ts';

export interface VerdictWords {
  readonly tone: 'bad' | 'good' | 'open' | 'warn';
  readonly title: string;
  readonly why: string;
}

const TRUST: Readonly<Record<string, string>> = {
  verified: 'whose key was compared by hand',
  blind: 'whose key is trusted without having been compared',
  undecided: 'whose key nobody has decided on yet',
} satisfies Record<Exclude<TrustLevel, 'distrusted'>, string>;

const BECAUSE: Readonly<Record<string, string>> = {
  disabled: 'OMEMO is switched off for this call.',
  notAnnounced: 'the other side announced no OMEMO device. A server in the middle can cause this by taking it out.',
  invalidDevice: 'the OMEMO device that was announced cannot be right.',
  noSession: 'a device was announced, and nothing could be encrypted for it.',
  distrusted: 'the key of the device is distrusted.',
  announcedNotUsed: 'this side announced a device, and the offer came in the clear all the same.',
  oneWay: 'only one of the two directions came through OMEMO.',
} satisfies Record<UnauthenticatedCause, string>;

/** The verdict as it is now, or why there is none. */
export function wordsOfVerdict({ verdict, isOver, effects, state }: Moment): VerdictWords {
  const end = effects.find(({ kind }) => kind === 'reportEnd') as { readonly reason?: string } | undefined;
  if (end?.reason === 'security-error') {
    return {
      tone: 'bad',
      title: 'Refused',
      why: 'What came is less than this call is protected by, so it was ended instead.',
    };
  }
  if (verdict === undefined) {
    const why = isOver
      ? 'The call ended before both descriptions were there.'
      : `It is told when both descriptions are there; the call is in ${state}.`;
    return { tone: 'open', title: 'No verdict', why };
  }
  return verdict.state === 'authenticated' ? authenticated(verdict) : unauthenticated(verdict);
}

function authenticated({ deviceId, trust = '' }: ShownVerdict): VerdictWords {
  const device = deviceId === undefined ? 'one device' : `device ${deviceId}`;
  const whose = TRUST[trust] === undefined ? '' : `, ${TRUST[trust]}`;
  // A key that nobody compared may be the server's own.
  const so = trust === 'verified' ? 'The server cannot listen.' : 'Whoever holds that key is at the other end.';
  return {
    tone: 'good',
    title: 'Authenticated',
    why: `Both fingerprints travelled through OMEMO, by ${device}${whose}. ${so}`,
  };
}

function unauthenticated({ because = '' }: ShownVerdict): VerdictWords {
  return {
    tone: 'warn',
    title: 'Not authenticated',
    why: `Whoever is in the middle can listen: ${BECAUSE[because] ?? because}`,
  };
}
