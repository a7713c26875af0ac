/**
 * What is said when a staged call is over: what each side was told, what that was checked against, and whether it had
 * to be so.
 */
import { LINE_COLUMNS, wrapped } from '../text.ts';
import type { Staged } from './stage.ts';
import { JULIET, ROMEO } from '../../stage/party.ts';
import type { PartyRecord, Role } from '../../stage/party.ts';
import type { Outcome, Records } from './outcome.ts';
import type { Paint } from './paint.ts';
import type { Tone } from '../../stage/span.ts';
import { causeWords, keyGroups, REFUSAL_WORDS, trustWords } from '../../stage/words.ts';

/** Columns of the labels on the left. */
const LABEL = 20;
const TEXT = LINE_COLUMNS - LABEL;

export interface Curtain {
  /** A title over a line. */
  title(text: string): void;
  /** A label and its text, wrapped. */
  fact(label: string, text: string, tone?: Tone): void;
  paragraph(text: string, tone?: Tone): void;
}

export function createCurtain(out: (text: string) => void, paint: Paint): Curtain {
  return {
    title(text) {
      out(`${paint(text, 'title')}\n${paint('─'.repeat(LINE_COLUMNS), 'faint')}\n`);
    },
    fact(label, text, tone = 'plain') {
      wrapped(text, TEXT).forEach((line, index) => {
        out(`${paint((index === 0 ? label : '').padEnd(LABEL), 'faint')}${paint(line, tone)}\n`);
      });
    },
    paragraph(text, tone = 'plain') {
      for (const line of wrapped(text, LINE_COLUMNS)) out(`${paint(line, tone)}\n`);
    },
  };
}

/** What both were told about a call, and what it was worth. */
export function tellVerdicts(curtain: Curtain, staged: Staged, outcome: Outcome): void {
  const { records, plan, heard } = staged;
  switch (outcome.result) {
    case 'refused':
      return tellRefusal(curtain, records, outcome);
    case 'failed':
      return curtain.fact('no call', outcome.because, 'bad');
    case 'unauthenticated':
    case 'authenticated':
      break;
  }
  const media = plan.media.join(' and ');
  tellParty(curtain, records.romeo, ROMEO, JULIET, media);
  tellParty(curtain, records.juliet, JULIET, ROMEO, media);
  if (heard !== undefined) {
    curtain.fact('the server', `decrypted ${heard.romeo} packets of romeo's and ${heard.juliet} of juliet's`, 'bad');
  }
  if (outcome.result === 'authenticated') tellKeys(curtain, staged);
}

function tellRefusal(
  { fact }: Curtain,
  records: Records,
  { by, because }: Extract<Outcome, { result: 'refused' }>,
): void {
  fact('no call', `${by} ${because === 'timeout' ? 'gave up' : 'refused'}: ${REFUSAL_WORDS[because]}`, 'good');
  for (const { name } of [ROMEO, JULIET]) {
    const { verdict, receivedPackets } = records[name];
    if (verdict?.state === 'unauthenticated')
      fact(`${name} was told`, `unauthenticated, ${causeWords(verdict.because)}`);
    const heard = receivedPackets > 0;
    fact(`${name} heard`, heard ? `${receivedPackets} packets` : 'nothing: media never ran', heard ? 'bad' : 'plain');
  }
}

function tellParty({ fact }: Curtain, record: PartyRecord, own: Role, other: Role, media: string): void {
  const { verdict, certificate, receivedPackets } = record;
  if (verdict?.state === 'authenticated') {
    fact(`${own.name} is told`, 'authenticated', 'good');
    fact('  against', `the OMEMO key of ${other.name}'s device ${verdict.deviceId}, in both directions`);
    fact(
      '  certificate',
      certificateWords(certificate, 'that came encrypted'),
      certificate === 'match' ? 'good' : 'bad',
    );
    fact('  trust', trustWords(verdict));
  } else {
    fact(`${own.name} is told`, 'unauthenticated: anyone between the two may be listening', 'bad');
    if (verdict !== undefined) fact('  because', causeWords(verdict.because));
    fact('  certificate', `${certificateWords(certificate, 'that came in clear')}, which proves nothing`);
  }
  fact('  received', `${receivedPackets} packets of ${media}`);
}

function certificateWords(certificate: PartyRecord['certificate'], which: string): string {
  if (certificate === 'unchecked') return 'not checked: media never ran';
  return certificate === 'match' ? `match: DTLS used the one ${which}` : `differs from the one ${which}`;
}

function tellKeys({ fact, paragraph }: Curtain, { identityKeys }: Staged): void {
  paragraph('');
  paragraph(
    "The keys came over the same server. That they are romeo's and juliet's own, the two only find out by comparing:",
  );
  for (const { name, deviceId } of [ROMEO, JULIET]) {
    const groups = keyGroups(identityKeys[name]);
    fact(`  ${name}'s ${deviceId}`, groups.slice(0, 4).join(' '), name);
    fact('', groups.slice(4).join(' '), name);
  }
}
