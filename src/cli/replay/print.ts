/** Prints a replay: for people a table of who says what, for programs one JSON object a line. */
import type { CliIo } from '../io.ts';
import { createPaint } from '../demo/paint.ts';
import type { Paint } from '../demo/paint.ts';
import type { Tone } from '../../stage/span.ts';
import { summarize } from '../../inspect/stanza-summary.ts';
import type { FingerprintSummary, StanzaSummary } from '../../inspect/stanza-summary.ts';
import { causeWords, keyGroups, REFUSAL_WORDS, trustWords } from '../../stage/words.ts';
import type { Verdict } from '../../call/verdict.ts';
import type { Recording } from './recording.ts';
import type { Replayed } from './replay.ts';
import type { ReplayEvent } from './replayed-call.ts';

export interface ReplayPrinter {
  begin(path: string, recording: Recording): void;
  tell(event: ReplayEvent): void;
  end(recording: Recording, replayed: Replayed): void;
}

export function createReplayPrinter(form: 'json' | 'story', io: CliIo): ReplayPrinter {
  return form === 'json' ? createJsonPrinter(io) : createTablePrinter(io);
}

function createJsonPrinter({ out }: CliIo): ReplayPrinter {
  const print = (line: object) => out(`${JSON.stringify(line)}\n`);
  return {
    begin(path, { caller, callee }) {
      print({ replay: path, caller: caller.resource, callee: callee.resource });
    },
    tell(event) {
      switch (event.kind) {
        case 'offer':
          return print({ decrypted: event.certificates });
        case 'report':
          return print({ report: event.report });
        case 'refused':
          return print({ refused: event.because });
        default: {
          const summary = summarize(event.stanza);
          if (summary !== undefined) print({ [event.kind]: summary });
        }
      }
    },
    end: (_, replayed) => print(replayed),
  };
}

const WHO = 10;
const WHAT = 20;

function createTablePrinter({ out, colours }: CliIo): ReplayPrinter {
  const paint = createPaint(colours);
  const print = (who: string, what: string, rest = '', tone: Tone = 'plain') =>
    out(`${row(paint, who, what, rest, tone)}\n`);
  return {
    begin(path, { caller, callee }) {
      out(`${paint('A recorded caller', 'title')}\n`);
      out(`${path}\n`);
      out(`caller: ${caller.resource}, OMEMO device ${caller.keys.deviceId}, as recorded\n`);
      out(`core:   in the place of ${callee.resource}, device ${callee.keys.deviceId}\n\n`);
    },
    tell(event) {
      switch (event.kind) {
        case 'played':
        case 'answered':
          return printStanza(print, event.kind === 'played' ? 'caller' : 'core', summarize(event.stanza));
        case 'offer':
          for (const { content, value } of event.certificates) printCertificate(print, `${content} is`, value);
          return;
        case 'refused':
          return print('core', 'refused', REFUSAL_WORDS[event.because], 'bad');
        case 'report':
          if (event.report.kind === 'authentication') printVerdict(print, event.report.verdict);
          if (event.report.kind === 'ended') print('core', 'ended', `by ${event.report.by}: ${event.report.reason}`);
          return;
      }
    },
    end({ offered }, replayed) {
      out('\n');
      const [offer, answer] = [replayed.offer === 'match', replayed.answer === 'match'];
      print('offer', OFFER_WORDS[replayed.offer], '', offer ? 'good' : 'bad');
      if (!offer) for (const { content, plaintext } of offered) printCertificate(print, `${content} was`, plaintext);
      print('answer', ANSWER_WORDS[replayed.answer], '', answer ? 'good' : 'bad');
    },
  };
}

const OFFER_WORDS = {
  match: 'decrypts to the certificate that was recorded',
  differs: 'decrypts to another certificate than recorded',
  none: 'was not accepted: nothing was decrypted',
} as const;

const ANSWER_WORDS = {
  match: "opens with the recorded caller's keys, to the core's own certificate",
  differs: "opens with the recorded caller's keys, but to another certificate",
  none: 'there is none, or it is not encrypted',
  undecryptable: "does not open with the recorded caller's keys",
} as const;

type Print = (who: string, what: string, rest?: string, tone?: Tone) => void;

function row(paint: Paint, who: string, what: string, rest: string, tone: Tone): string {
  if (rest === '') return `${paint(who.padEnd(WHO), 'faint')}${paint(what, tone)}`;
  return `${paint(who.padEnd(WHO), 'faint')}${what.padEnd(WHAT)}${paint(rest, tone)}`;
}

function printStanza(print: Print, who: string, summary: StanzaSummary | undefined): void {
  if (summary === undefined) return;
  print(who, summary.says, detailsOf(summary));
}

function detailsOf(summary: StanzaSummary): string {
  if ('fingerprints' in summary && summary.fingerprints.length > 0) return summary.fingerprints.map(wayOf).join(', ');
  if ('device' in summary && summary.device?.kind === 'device') return `OMEMO device ${summary.device.deviceId}`;
  if ('media' in summary) return (summary.media ?? []).join(', ');
  return 'reason' in summary ? (summary.reason ?? '') : '';
}

function wayOf({ content, kind, by, for: recipientDeviceId }: FingerprintSummary): string {
  return kind === 'plain' ? `${content} IN CLEAR` : `${content} encrypted for ${recipientDeviceId} by ${by}`;
}

function printCertificate(print: Print, what: string, value: string): void {
  const middle = Math.ceil(value.length / 2);
  print('', what, value.slice(0, middle), 'good');
  print('', '', value.slice(middle), 'good');
}

function printVerdict(print: Print, verdict: Verdict): void {
  if (verdict.state === 'unauthenticated') return print('core', 'unauthenticated', causeWords(verdict.because), 'bad');
  print('core', 'authenticated', `against the OMEMO key of device ${verdict.deviceId}`, 'good');
  const groups = keyGroups(verdict.identityKey);
  print('', 'key', groups.slice(0, 4).join(' '));
  print('', '', groups.slice(4).join(' '));
  print('', 'trust', trustWords(verdict));
}
