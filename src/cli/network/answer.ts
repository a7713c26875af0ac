/** `answer`: waits, takes every call at once, and tells what becomes of each. With an echo: somebody to call. */
import { UsageError } from '../../base/errors.ts';
import type { CallReport } from '../../call/reports.ts';
import type { Verdict } from '../../call/verdict.ts';
import { bareOf } from '../../jid.ts';
import type { Jid } from '../../jid.ts';
import type { SessionId } from '../../stanzas/identifiers.ts';
import type { CliIo } from '../io.ts';
import type { ExitCode } from '../run.ts';
import { endedWords, verdictLines, verdictWord } from './call-words.ts';
import { Display, durationText } from './display.ts';
import { faultText } from './fault.ts';
import { printable } from './printable.ts';
import { openPhone } from './phone.ts';
import type { Phone, PhoneOptions } from './phone.ts';

export interface AnsweringOptions extends PhoneOptions {
  /** Sends back what it hears. */
  readonly echoes: boolean;
  /** Ends with the first call. */
  readonly once: boolean;
}

/** Calls that were proposed this long before we were there may still ring, in milliseconds. */
const MISSED_MS = 60_000;

export async function runAnswer(options: AnsweringOptions, io: CliIo): Promise<ExitCode> {
  const display = new Display(io);
  const answering = new Answering(options, display);
  const report = (told: CallReport): void => answering.hear(told);
  const role = { echoes: options.echoes, answers: true, archiveMs: MISSED_MS, report };
  const opened = await openPhone(options, role, io, display);
  if (!opened.ok) {
    display.close();
    io.endSoon();
    if (io.signal.aborted) return 130;
    io.err(faultText(opened.error));
    return 1;
  }
  await answering.run(opened.value, io.signal);
  await opened.value.close();
  display.close();
  io.endSoon();
  if (io.signal.aborted) return 130;
  return answering.hasConnected ? 0 : 1;
}

/** A call while it lasts. */
interface AnsweredCall {
  readonly peer: Jid;
  readonly sinceMs: number;
  readonly isConnected: boolean;
  readonly verdict: Verdict | undefined;
}

class Answering {
  readonly #options: AnsweringOptions;
  readonly #display: Display;
  readonly #calls = new Map<SessionId, AnsweredCall>();
  readonly #over: Promise<void>;
  #end: () => void = () => undefined;
  #phone: Phone | undefined;
  /** Calls that rang before the phone was whole. */
  #early: readonly CallReport[] = [];
  hasConnected = false;

  constructor(options: AnsweringOptions, display: Display) {
    this.#options = options;
    this.#display = display;
    this.#over = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  /** Settles when the user wants to stop, or with the end of the only call. */
  async run(phone: Phone, signal: AbortSignal): Promise<void> {
    const { manager, omemo, engine } = phone;
    this.#phone = phone;
    this.#display.status(() => this.#status());
    this.#display.line(`Waiting for calls to ${bareOf(manager.account)}, OMEMO device ${omemo.ownDevice.deviceId}.`);
    const sends = this.#options.echoes ? 'Sends back what it hears.' : engine.sends;
    if (sends !== undefined) this.#display.line(sends);
    this.#display.line('Takes every call. Ctrl-C ends it.', 'faint');
    const early = this.#early;
    this.#early = [];
    for (const report of early) this.hear(report);
    const stop = (): void => this.#end();
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    await this.#over;
    signal.removeEventListener('abort', stop);
  }

  hear(report: CallReport): void {
    if (this.#phone === undefined) {
      this.#early = [...this.#early, report];
      return;
    }
    const { sessionId } = report;
    const call = this.#calls.get(sessionId);
    const peer = printable(report.peer);
    switch (report.kind) {
      case 'incoming':
        this.#answer(this.#phone, report);
        return;
      case 'missed':
        this.#display.line(`missed a call of ${peer} at ${new Date(report.atMs).toISOString()}`);
        return;
      case 'authentication':
        if (call !== undefined) this.#calls.set(sessionId, { ...call, verdict: report.verdict });
        for (const line of verdictLines(report.verdict, report)) {
          this.#display.line(line, report.verdict.state === 'authenticated' ? 'good' : 'bad');
        }
        return;
      case 'keyChanged':
        this.#display.line(`device ${report.deviceId} of ${peer} shows another key than before`, 'bad');
        return;
      case 'connected':
        this.hasConnected = true;
        if (call !== undefined) this.#calls.set(sessionId, { ...call, isConnected: true, sinceMs: performance.now() });
        this.#display.line(`${peer}: media runs, on the certificate that was described`);
        return;
      case 'contentOffered':
        // As with a call: whatever is offered is taken.
        this.#phone.manager.changes.acceptContents({ peer: bareOf(report.peer), sessionId });
        return;
      case 'ended':
        this.#ended(report, call);
        return;
      default:
        return;
    }
  }

  #answer(phone: Phone, report: Extract<CallReport, { kind: 'incoming' }>): void {
    const { peer, sessionId, media } = report;
    this.#calls.set(sessionId, { peer, sinceMs: performance.now(), isConnected: false, verdict: undefined });
    this.#display.line(`${printable(peer)} calls (${media.join(' and ')}): taken`);
    try {
      phone.manager.accept({ peer: bareOf(peer), sessionId });
    } catch (error) {
      // It was taken back while the phone was being opened.
      if (!(error instanceof UsageError)) throw error;
    }
  }

  #ended(report: Extract<CallReport, { kind: 'ended' }>, call: AnsweredCall | undefined): void {
    this.#calls.delete(report.sessionId);
    const { text, advice } = endedWords(report, this.#phone?.refusalOf(report.sessionId));
    const isConnected = call?.isConnected === true;
    const lasted = isConnected ? ` after ${durationText(performance.now() - call.sinceMs)}` : '';
    this.#display.line(`ended${lasted}: ${text}`, isConnected ? 'plain' : 'bad');
    if (advice !== undefined && !isConnected) this.#display.line(advice);
    if (isConnected) this.#display.line(`${this.#phone?.engine.received() ?? 0} RTP packets received so far`);
    if (this.#options.once && call !== undefined) this.#end();
  }

  #status(): string {
    const [call, ...others] = this.#calls.values();
    if (call === undefined) return 'waiting';
    const received = this.#phone?.engine.received() ?? 0;
    if (others.length > 0) return `in ${others.length + 1} calls | ${received} packets received`;
    const state = call.isConnected ? 'in the call' : 'connecting';
    const passed = durationText(performance.now() - call.sinceMs);
    return `${state} ${passed} | ${verdictWord(call.verdict)} | ${received} packets received`;
  }
}
