/** What happens to a call, in words for whoever placed or answered it; and, where it went wrong, what to do. */
import type { CallReport } from '../../call/reports.ts';
import type { Verdict } from '../../call/verdict.ts';
import { bareOf } from '../../jid.ts';
import type { RefusalCause } from '../../stage/refusal.ts';
import { keyLines } from './key-text.ts';
import { printable } from './printable.ts';
import { causeWords, REFUSAL_WORDS, trustWords } from '../../stage/words.ts';

type Ended = Extract<CallReport, { kind: 'ended' }>;

/** The verdict as lines: never that a call is secure, but what was checked against what. */
export function verdictLines(verdict: Verdict, { peer }: Pick<CallReport, 'peer'>): readonly string[] {
  if (verdict.state === 'unauthenticated') return [`NOT authenticated by OMEMO, ${causeWords(verdict.because)}`];
  const account = printable(bareOf(peer));
  const { deviceId, identityKey, trust } = verdict;
  const [first = '', second = ''] = keyLines(identityKey);
  const found = [
    `authenticated by OMEMO device ${deviceId} of ${account}`,
    ...[`  trust ${trustWords(verdict)}`, `  key ${first}`, `      ${second}`],
  ];
  return trust === 'verified'
    ? found
    : [...found, `  once compared: omemo-calls trust ${account} ${deviceId} verified`];
}

/** For the changing line. */
export function verdictWord(verdict: Verdict | undefined): string {
  if (verdict === undefined) return 'not authenticated yet';
  return verdict.state === 'authenticated' ? `authenticated (${verdict.trust})` : 'NOT authenticated';
}

/** How it ended, and what can be done about it where something can. */
export interface EndedWords {
  readonly text: string;
  readonly advice: string | undefined;
}

/** @param refusal  what this side refused, where it did */
export function endedWords(ended: Ended, refusal: RefusalCause | undefined): EndedWords {
  const account = printable(bareOf(ended.peer));
  const { text, advice } = wordsOf(ended, account, refusal);
  // The peer's own words are shown as the peer's.
  const said = ended.text === undefined ? '' : `; ${account} says "${printable(ended.text)}"`;
  return { text: text + said, advice };
}

interface Words {
  readonly text: string;
  readonly advice?: string;
}

function wordsOf({ by, reason }: Ended, account: string, refusal: RefusalCause | undefined): Words {
  switch (by) {
    case 'local':
      return { text: reason === 'success' ? 'you hung up' : 'you ended the call' };
    case 'connection':
      return { text: 'the connection to the server was lost, and another one took its place', advice: 'Call again.' };
    case 'ownResource':
      return {
        text:
          reason === 'answeredElsewhere' ? 'another of your devices took the call' : 'another of your devices declined',
      };
    case 'timer':
      return reason === 'noAnswer'
        ? { text: `${account} does not answer`, advice: 'Nobody is online there, or nobody took the call.' }
        : {
            text: `${account} fell silent`,
            advice: 'It took the call and said nothing more in time; its log may tell why.',
          };
    case 'core':
      return ofCore(reason, account, refusal);
    case 'peer':
      return ofPeer(reason, account);
  }
}

function ofCore(reason: Ended['reason'], account: string, refusal: RefusalCause | undefined): Words {
  const because = refusal === undefined ? '' : `: ${REFUSAL_WORDS[refusal]}`;
  switch (reason) {
    case 'security-error':
      return {
        text: `refused${because}`,
        advice: `omemo-calls devices ${account} shows the keys; --policy opportunistic takes calls without OMEMO.`,
      };
    case 'connectivity-error':
      return {
        text: 'no media connection came about',
        advice: 'A firewall may be in between; a TURN server of your XMPP server (XEP-0215) helps.',
      };
    case 'expired':
      return { text: `${account} called at the same moment, and that call goes on` };
    default:
      return { text: `the call failed (${reason})${because}` };
  }
}

function ofPeer(reason: Ended['reason'], account: string): Words {
  switch (reason) {
    case 'success':
      return { text: `${account} hung up` };
    case 'decline':
      return { text: `${account} declined` };
    case 'busy':
      return { text: `${account} is busy` };
    case 'cancel':
      return { text: `${account} took the call back` };
    case 'unreachable':
      return {
        text: `${account} cannot be called: there is no such user, or nothing that takes calls is online`,
        advice: 'See that the address is spelled right, and ask whether a client is online.',
      };
    case 'security-error':
      return {
        text: `${account} refused the call for its protection (security-error)`,
        advice: `Its policy may want OMEMO, or it distrusts your key: omemo-calls devices shows yours.`,
      };
    case 'connectivity-error':
      return {
        text: `${account} could make no media connection`,
        advice: 'A firewall may be in between; a TURN server of your XMPP server (XEP-0215) helps.',
      };
    default:
      return { text: `${account} ended the call (${reason})` };
  }
}
