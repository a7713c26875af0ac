/**
 * `demo --replay`: a recorded caller, the core as its callee, and whether what was encrypted back then opens to what it
 * held.
 */
import type { Policy } from '../../../machines/context.ts';
import type { UnauthenticatedCause } from '../../../machines/verdict.ts';
import type { Verdict } from '../../call/verdict.ts';
import type { XmlElement } from '../../xml/element.ts';
import type { CliIo } from '../io.ts';
import type { ExitCode } from '../run.ts';
import type { RefusalCause } from '../../stage/refusal.ts';
import type { OpenedAnswer } from './open-answer.ts';
import { openAnswer } from './open-answer.ts';
import { readRecordingFile } from './recording-file.ts';
import type { Recording } from './recording.ts';
import { replayCaller } from './replayed-call.ts';
import type { CertificateOfContent, ReplayEvent } from './replayed-call.ts';
import { createReplayPrinter } from './print.ts';

export interface ReplayOptions {
  readonly path: string;
  readonly policy: Policy;
  readonly form: 'json' | 'story';
}

/** What a replay came to: the last JSON line. */
export interface Replayed {
  readonly result: 'authenticated' | 'refused' | 'unauthenticated';
  readonly because?: UnauthenticatedCause | RefusalCause | 'noCall';
  /** The decrypted offer against what the recording says it holds. */
  readonly offer: 'differs' | 'match' | 'none';
  /** The core's answer, opened with the recorded caller's keys, against the certificate it was made for. */
  readonly answer: OpenedAnswer;
  readonly decrypted: readonly CertificateOfContent[];
}

export async function runReplay({ path, policy, form }: ReplayOptions, io: CliIo): Promise<ExitCode> {
  const refuse = (why: string): ExitCode => {
    io.err(`error: cannot replay ${path}: ${why}\n`);
    return 2;
  };
  const recording = await readRecordingFile(path);
  if (!recording.ok) return refuse(recording.error);
  const printer = createReplayPrinter(form, io);
  printer.begin(path, recording.value);
  const seen: ReplayEvent[] = [];
  const played = await replayCaller(recording.value, policy, (event) => {
    seen.push(event);
    printer.tell(event);
  });
  if (!played.ok) return refuse(played.error);
  const replayed = await judge(recording.value, seen);
  printer.end(recording.value, replayed);
  const { result, offer, answer } = replayed;
  return result === 'authenticated' && offer === 'match' && answer === 'match' ? 0 : 1;
}

async function judge(recording: Recording, seen: readonly ReplayEvent[]): Promise<Replayed> {
  let result: Pick<Replayed, 'because' | 'result'> = { result: 'refused', because: 'noCall' };
  let decrypted: readonly CertificateOfContent[] = [];
  const answered: XmlElement[] = [];
  for (const event of seen) {
    if (event.kind === 'offer') decrypted = event.certificates;
    if (event.kind === 'answered') answered.push(event.stanza);
    if (event.kind === 'refused') result = { result: 'refused', because: event.because };
    if (event.kind === 'report' && event.report.kind === 'authentication') result = ofVerdict(event.report.verdict);
  }
  const answer = await openAnswer(recording, answered);
  return { ...result, offer: compareOffer(recording, decrypted), answer, decrypted };
}

function ofVerdict(verdict: Verdict): Pick<Replayed, 'because' | 'result'> {
  return verdict.state === 'authenticated'
    ? { result: 'authenticated' }
    : { result: 'unauthenticated', because: verdict.because };
}

function compareOffer({ offered }: Recording, decrypted: readonly CertificateOfContent[]): Replayed['offer'] {
  if (decrypted.length === 0) return 'none';
  const isSame = offered.every(({ content, plaintext }) =>
    decrypted.some((certificate) => certificate.content === content && certificate.value === plaintext.toUpperCase()),
  );
  return isSame && offered.length === decrypted.length ? 'match' : 'differs';
}
