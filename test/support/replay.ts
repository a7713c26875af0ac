/**
 * Plays a story of the model with real cores: real XML, real OMEMO, real machines. The attacker is the test, and so is
 * the network: a stanza arrives when the story says so, and in the form it says.
 */
import { isCallStep } from './call-steps.ts';
import { createSeededIds } from '../../src/adapters/seeded-random.ts';
import { CallManager } from '../../src/call/call-manager.ts';
import { DEFAULT_DEADLINES } from '../../src/call/deadlines.ts';
import type { Clock } from '../../src/call/ports.ts';
import type { CallReport } from '../../src/call/reports.ts';
import type { TraceEntry } from '../../src/call/trace.ts';
import { bareOf } from '../../src/jid.ts';
import type { MediaFact, SessionDescription } from '../../src/media/port.ts';
import { createStandInMedia } from '../../src/media/scripted.ts';
import type { OmemoAccount } from '../../src/omemo/create.ts';
import type { SessionId } from '../../src/stanzas/identifiers.ts';
import type { XmlElement } from '../../src/xml/element.ts';
import { attribute } from '../../src/xml/read.ts';
import type { StoryStep } from '../../properties/model/story.ts';
import type { CallNumber, Ciphertext, Content, HonestDevice, Setting } from '../../properties/model/wire.ts';
import { descendants, fingerprintsIn, says } from './hostile.ts';
import { certificateOf, deviceNamed, openDevices, resourceOf } from './replay-devices.ts';
import type { RealDevice } from './replay-devices.ts';
import { sessionIdOf, stanzaOf } from './replay-stanzas.ts';
import type { Sent } from './replay-stanzas.ts';

/** One device with a whole core. */
interface RealEnd {
  readonly manager: CallManager;
  readonly reports: readonly CallReport[];
  readonly trace: readonly TraceEntry[];
  readonly clock: HandClock;
  readonly media: ReadonlyMap<string, Engine>;
  /** The call that is placed next. */
  next: CallNumber;
}

interface Engine {
  report: (fact: MediaFact) => void;
  remote: SessionDescription | undefined;
}

/** Whoever looks on while a story is played. */
export interface ReplayObserver {
  readonly traced: (device: HonestDevice, entry: TraceEntry) => void;
  /** What leaves a core, which the server may keep. */
  readonly sent: (device: HonestDevice, stanza: XmlElement) => void;
  readonly delivered: (device: HonestDevice, xml: string) => void;
}

export class Replay {
  readonly #setting: Setting;
  readonly #observer: ReplayObserver | undefined;
  readonly #ends = new Map<HonestDevice, RealEnd>();
  readonly #omemos: ReadonlyMap<RealDevice, OmemoAccount>;
  readonly #ciphertexts = new Map<string, XmlElement>();
  readonly #sent = new Map<string, Sent>();
  /** Who took a call that a device placed, as it was told. */
  readonly #latched = new Map<CallNumber, HonestDevice>();

  private constructor(
    setting: Setting,
    omemos: ReadonlyMap<RealDevice, OmemoAccount>,
    observer: ReplayObserver | undefined,
  ) {
    this.#setting = setting;
    this.#observer = observer;
    this.#omemos = omemos;
    for (const device of setting.devices) this.#ends.set(device, this.#createEnd(device));
  }

  static async open(setting: Setting, observer?: ReplayObserver): Promise<Replay> {
    return new Replay(setting, await openDevices(), observer);
  }

  /** Takes a step, and waits for what comes of it. */
  async take(step: StoryStep): Promise<void> {
    const end = this.#ends.get(step.at)!;
    if ('gets' in step) await this.#deliver(end, step.at, step.call, step.gets);
    else this.#act(end, step.at, step.call, step.does);
    for (const { manager } of this.#ends.values()) await manager.settled();
  }

  /** `absent` where the core never had such a call. */
  stateOf(device: HonestDevice, call: CallNumber): string {
    const entry = this.#ends.get(device)!.trace.findLast((each) => isStepOf(each, sessionIdOf(call)));
    return entry !== undefined && isCallStep(entry) ? entry.to : 'absent';
  }

  /** What the user was told about the protection of a call, last. */
  verdictOf(device: HonestDevice, call: CallNumber): string | undefined {
    const told = this.#ends
      .get(device)!
      .reports.findLast((report) => report.kind === 'authentication' && report.sessionId === sessionIdOf(call));
    return told?.kind === 'authentication' ? told.verdict.state : undefined;
  }

  /** The certificate the engine of a call was given. */
  remoteOf(device: HonestDevice, call: CallNumber): string | undefined {
    const remote = this.#ends.get(device)!.media.get(sessionIdOf(call))?.remote;
    return remote?.contents[0]?.transport.fingerprint.value;
  }

  #act({ manager, clock, media, ...end }: RealEnd, at: HonestDevice, call: CallNumber, does: string): void {
    const sessionId = sessionIdOf(call) as SessionId;
    const peer = bareOf(resourceOf(this.#peerOf(at, call)));
    const key = { peer, sessionId };
    const [what, fact] = does.split(' ');
    if (does === 'places the call') {
      this.#ends.get(at)!.next = call;
      const isDirect = this.#setting.calls[call - 1]?.direct === true;
      manager.placeCall({ to: isDirect ? resourceOf(this.#peerOf(at, call)) : peer, media: ['audio'] });
    } else if (what === 'local.accept') manager.accept(key);
    else if (what === 'local.migrate') manager.migrate(key);
    else if (what === 'local.reject') manager.reject(key);
    else if (what === 'local.hangUp') manager.hangUp(key);
    else if (what?.startsWith('timer.') === true) clock.ring(what.slice('timer.'.length), sessionId);
    else if (what === 'media.connected') {
      const value = fact === 'match' ? this.remoteOf(at, call) : certificateOf('E', 1).replace(/^../, '00');
      const usedFingerprint = { hash: 'sha-256', value } as Extract<
        MediaFact,
        { kind: 'connected' }
      >['usedFingerprint'];
      media.get(sessionId)?.report({ kind: 'connected', usedFingerprint });
    } else if (what === 'media.failed') media.get(sessionId)?.report({ kind: 'failed' });
    else throw new Error(`${does} is nothing one can do to a real core; of ${end.reports.length} reports`);
  }

  async #deliver({ manager }: RealEnd, at: HonestDevice, call: CallNumber, message: Content): Promise<void> {
    const { caller, callees } = this.#setting.calls[call - 1]!;
    if (message.kind === 'proceed' && !this.#latched.has(call)) {
      const by = callees.find((callee) => callee === message.announced) ?? callees[0]!;
      this.#latched.set(call, by);
    }
    const speaker =
      at !== caller
        ? caller
        : message.kind === 'proceed'
          ? (callees.find((callee) => callee === message.announced) ?? callees[0]!)
          : (this.#latched.get(call) ?? callees[0]!);
    const siblings = callees.filter((callee) => callee !== at);
    const xml = await stanzaOf(
      message,
      { at, call, from: resourceOf(speaker), siblings },
      {
        omemos: this.#omemos,
        fingerprintWith: (ciphertext) => this.#ciphertexts.get(JSON.stringify(ciphertext)),
        requestOf: (device, number) => this.#sent.get(`request ${device} ${number}`),
        proposeOf: (device, number) => this.#sent.get(`propose ${device} ${number}`),
      },
    );
    if (xml === undefined) return;
    this.#observer?.delivered(at, xml);
    manager.receive(xml);
  }

  #peerOf(at: HonestDevice, call: CallNumber): HonestDevice {
    const { caller, callees } = this.#setting.calls[call - 1]!;
    return at === caller ? callees[0]! : caller;
  }

  /** What leaves a core is kept by whoever sits in the server, and goes nowhere by itself. */
  #note(from: HonestDevice, stanza: XmlElement): void {
    this.#observer?.sent(from, stanza);
    const [id, to] = [attribute(stanza, 'id') ?? '', attribute(stanza, 'to') ?? ''];
    const payload = descendants(stanza).find(
      (found) => attribute(found, 'sid') ?? attribute(found, 'id')?.startsWith('call-'),
    );
    const sessionId = payload === undefined ? '' : (attribute(payload, 'sid') ?? attribute(payload, 'id') ?? '');
    const call = Number(sessionId.slice('call-'.length)) as CallNumber;
    if (says(stanza, 'propose')) this.#sent.set(`propose ${from} ${call}`, { id, to });
    if (!says(stanza, 'session-initiate') && !says(stanza, 'session-accept')) return;
    this.#sent.set(`request ${from} ${call}`, { id, to });
    for (const element of fingerprintsIn(stanza)) {
      const rid = descendants(element).find(({ name }) => name === 'key');
      const recipient = rid === undefined ? undefined : deviceNamed(Number(attribute(rid, 'rid')));
      if (recipient === undefined) continue;
      const ciphertext: Ciphertext = { from, to: recipient, certificate: { device: from, call } };
      this.#ciphertexts.set(JSON.stringify(ciphertext), element);
    }
  }

  #createEnd(device: HonestDevice): RealEnd {
    const reports: CallReport[] = [];
    const trace: TraceEntry[] = [];
    const media = new Map<string, Engine>();
    const callNow = () => sessionNow(trace);
    const clock = new HandClock(callNow);
    const ids = createSeededIds(this.#setting.devices.indexOf(device));
    const manager = new CallManager({
      account: resourceOf(device),
      omemo: this.#omemos.get(device),
      clock,
      ids: { newStanzaId: () => ids.newStanzaId(), newSessionId: () => sessionIdOf(end.next) as SessionId },
      deadlines: TOLD_APART,
      policy: this.#setting.policy,
      directCalls: this.#setting.calls.some(({ direct }) => direct === true) ? 'ring' : 'refuse',
      sharesPresenceWith: () => true,
      wire: { send: (stanza) => this.#note(device, stanza) },
      media: { open: (report) => openEngine(device, callNow(), report, media) },
      report: (report) => reports.push(report),
      trace: (entry) => {
        trace.push(entry);
        this.#observer?.traced(device, entry);
      },
    });
    const end: RealEnd = { manager, reports, trace, clock, media, next: 1 };
    return end;
  }
}

/** Each of another length, so that it is known which one rings. */
const TOLD_APART = Object.fromEntries(
  Object.keys(DEFAULT_DEADLINES).map((name, index) => [name, 1_000 + index]),
) as unknown as typeof DEFAULT_DEADLINES;

interface Scheduled {
  readonly delayMs: number;
  readonly sessionId: string;
  readonly run: () => void;
}

/** A clock that stands still: deadlines ring when they are told to, one at a time. */
class HandClock implements Clock {
  readonly #scheduled: Scheduled[] = [];
  readonly #callNow: () => string;

  constructor(callNow: () => string) {
    this.#callNow = callNow;
  }

  now(): number {
    return Date.UTC(2026, 0, 1);
  }

  schedule(delayMs: number, run: () => void): () => void {
    const task = { delayMs, sessionId: this.#callNow(), run };
    this.#scheduled.push(task);
    return () => this.#remove(task);
  }

  ring(timer: string, sessionId: string): void {
    const delayMs = TOLD_APART[`${timer}Ms` as keyof typeof TOLD_APART];
    const task = this.#scheduled.find((each) => each.delayMs === delayMs && each.sessionId === sessionId);
    if (task === undefined) return;
    this.#remove(task);
    task.run();
  }

  #remove(task: Scheduled): void {
    const at = this.#scheduled.indexOf(task);
    if (at !== -1) this.#scheduled.splice(at, 1);
  }
}

function openEngine(
  device: HonestDevice,
  sessionId: string,
  report: (fact: MediaFact) => void,
  media: Map<string, Engine>,
) {
  const call = Number(sessionId.slice('call-'.length)) as CallNumber;
  const dtlsFingerprint = certificateOf(device, call);
  const engine: Engine = { report, remote: undefined };
  media.set(sessionId, engine);
  const session = createStandInMedia({ seed: call, dtlsFingerprint }).open(report);
  const taking = (description: SessionDescription) => {
    engine.remote = description;
    return description;
  };
  return {
    ...session,
    createAnswer: (offer: SessionDescription) => session.createAnswer(taking(offer)),
    setRemote: (answer: SessionDescription) => session.setRemote(taking(answer)),
  };
}

function sessionNow(trace: readonly TraceEntry[]): string {
  const entry = trace.findLast((each) => isCallStep(each));
  return entry !== undefined && 'sessionId' in entry ? entry.sessionId : '';
}

function isStepOf(entry: TraceEntry, sessionId: string): boolean {
  return isCallStep(entry) && entry.sessionId === sessionId;
}
