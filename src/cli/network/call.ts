/** `call`: one call to a contact, from the first word to the last, with what happens told as it does. */
import { UsageError } from '../../base/errors.ts';
import type { CallKey, CallReport } from '../../call/reports.ts';
import type { Verdict } from '../../call/verdict.ts';
import { bareOf } from '../../jid.ts';
import type { Jid } from '../../jid.ts';
import type { MediaKinds } from '../../stanzas/jingle.ts';
import type { CliIo } from '../io.ts';
import type { ExitCode } from '../run.ts';
import { endedWords, verdictLines, verdictWord } from './call-words.ts';
import { Display, durationText } from './display.ts';
import { faultText } from './fault.ts';
import type { CliFault } from './fault.ts';
import { printable } from './printable.ts';
import { openPhone } from './phone.ts';
import type { Phone, PhoneOptions } from './phone.ts';

export interface CallOptions extends PhoneOptions {
  /** Hangs up by itself, this long after media has run first. */
  readonly durationMs: number | undefined;
}

export async function runCall(callee: Jid, options: CallOptions, io: CliIo): Promise<ExitCode> {
  const display = new Display(io);
  const call = new PlacedCall(callee, options, display);
  const role = { echoes: false, answers: false, archiveMs: 0, report: (told: CallReport) => call.hear(told) };
  const opened = await openPhone(options, role, io, display);
  if (!opened.ok) {
    display.close();
    io.endSoon();
    if (io.signal.aborted) return 130;
    io.err(faultText(opened.error));
    return 1;
  }
  const phone = opened.value;
  const fault = await call.run(phone, io.signal);
  await phone.close();
  display.close();
  io.endSoon();
  if (fault !== undefined) io.err(faultText(fault));
  if (io.signal.aborted) return 130;
  return fault === undefined && call.hasConnected ? 0 : 1;
}

class PlacedCall {
  readonly #callee: Jid;
  readonly #options: CallOptions;
  readonly #display: Display;
  readonly #over: Promise<void>;
  #end: () => void = () => undefined;
  #phone: Phone | undefined;
  #key: CallKey | undefined;
  #state = 'calling';
  #verdict: Verdict | undefined;
  #since = performance.now();
  #timer: NodeJS.Timeout | undefined;
  hasConnected = false;

  constructor(callee: Jid, options: CallOptions, display: Display) {
    this.#callee = callee;
    this.#options = options;
    this.#display = display;
    this.#over = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  /** Settles when the call is over, also when the user wants it to be. */
  async run(phone: Phone, signal: AbortSignal): Promise<CliFault | undefined> {
    if (signal.aborted) return undefined;
    const { manager, omemo, engine } = phone;
    const { policy, video } = this.#options;
    const media: MediaKinds = video === undefined ? ['audio'] : ['audio', 'video'];
    this.#phone = phone;
    this.#since = performance.now();
    this.#display.status(() => this.#status());
    this.#display.line(`Calling ${this.#callee} as ${manager.account}, OMEMO device ${omemo.ownDevice.deviceId}.`);
    if (engine.sends !== undefined) this.#display.line(engine.sends);
    this.#display.line('Ctrl-C hangs up.', 'faint');
    try {
      this.#key = manager.placeCall({ to: this.#callee, media, policy });
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      return { message: error.message, advice: 'omemo-calls call --help tells what can be called.' };
    }
    const hangUp = (): void => this.#hangUp();
    signal.addEventListener('abort', hangUp);
    await this.#over;
    signal.removeEventListener('abort', hangUp);
    clearTimeout(this.#timer);
    return undefined;
  }

  hear(report: CallReport): void {
    // Whoever calls meanwhile is not answered here.
    if (this.#key === undefined || report.sessionId !== this.#key.sessionId) return;
    switch (report.kind) {
      case 'ringing':
        this.#become('ringing', `ringing at ${printable(report.by)}`);
        return;
      case 'accepted':
        this.#become('connecting', 'taken; media is being connected');
        return;
      case 'authentication':
        this.#verdict = report.verdict;
        for (const line of verdictLines(report.verdict, report)) {
          this.#display.line(line, report.verdict.state === 'authenticated' ? 'good' : 'bad');
        }
        return;
      case 'keyChanged':
        this.#display.line(`device ${report.deviceId} shows another key than before: compare it anew`, 'bad');
        return;
      case 'connected':
        this.#connected();
        return;
      case 'ended':
        this.#ended(report);
        return;
      default:
        return;
    }
  }

  #become(state: string, line: string): void {
    this.#state = state;
    this.#display.line(line);
  }

  #connected(): void {
    this.hasConnected = true;
    this.#since = performance.now();
    this.#become('in the call', 'media runs, on the certificate that was described');
    const { durationMs } = this.#options;
    if (durationMs !== undefined) this.#timer = setTimeout(() => this.#hangUp(), durationMs);
  }

  #ended(report: Extract<CallReport, { kind: 'ended' }>): void {
    if (report.replacedBy !== undefined) {
      // The contact called at the same moment; the consent to our call is the consent to that one.
      this.#key = { peer: bareOf(report.peer), sessionId: report.replacedBy };
      this.#display.line('both called at once: the other call goes on');
      // With other media than this one it would have to be asked for again.
      const isAsking = this.#phone?.manager.calls().some((each) => each.sessionId === report.replacedBy && each.asks);
      if (isAsking === true) this.#hangUp();
      return;
    }
    const { text, advice } = endedWords(report, this.#phone?.refusalOf(report.sessionId));
    const lasted = this.hasConnected ? ` after ${durationText(performance.now() - this.#since)}` : '';
    this.#display.status(() => '');
    this.#display.line(`ended${lasted}: ${text}`, this.hasConnected ? 'plain' : 'bad');
    if (advice !== undefined && !this.hasConnected) this.#display.line(advice);
    if (this.hasConnected) this.#display.line(`${this.#phone?.engine.received() ?? 0} RTP packets received`);
    this.#end();
  }

  #hangUp(): void {
    const [key, manager] = [this.#key, this.#phone?.manager];
    const isThere = manager?.calls().some(({ sessionId }) => sessionId === key?.sessionId) ?? false;
    if (key !== undefined && isThere) manager?.hangUp(key);
    else this.#end();
  }

  #status(): string {
    const passed = durationText(performance.now() - this.#since);
    if (!this.hasConnected) return `${this.#state} ${passed}`;
    const received = this.#phone?.engine.received() ?? 0;
    return `${this.#state} ${passed} | ${verdictWord(this.#verdict)} | ${received} packets received`;
  }
}
