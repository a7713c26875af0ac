/**
 * The STUN and TURN servers of our own server, for the media engines of our calls.
 *
 * Nothing waits for them: a call that begins before the server has answered has none. They are asked for at the start,
 * and again when a call begins and a password has run out, or is about to.
 *
 * Spec: XEP-0215 1.0.0 #all #credentials.
 */
import { MAX_ICE_SERVERS } from '../base/limits.ts';
import type { BareJid } from '../jid.ts';
import { domainOf } from '../jid.ts';
import type { IceServer, MediaNetwork } from '../media/port.ts';
import type { ExternalService } from '../stanzas/external-services.ts';
import {
  readExternalServices,
  writeCredentialsRequest,
  writeExternalServicesRequest,
} from '../stanzas/external-services.ts';
import { readIqPayload } from '../stanzas/stanza.ts';
import type { XmlElement } from '../xml/element.ts';
import type { Clock } from './ports.ts';
import type { ServicesStep } from './request-purpose.ts';
import type { RequestOutcome, Requests } from './requests.ts';

export interface ExternalServicesOptions {
  readonly discover: boolean;
  readonly addresses: MediaNetwork['addresses'];
  readonly ownAccount: BareJid;
  readonly clock: Clock;
  readonly requests: Requests;
  readonly deadlineMs: number;
  /** How long before it runs out a password is asked for anew: as long as a call may take to need it. */
  readonly marginMs: number;
}

export class ExternalServices {
  readonly #options: ExternalServicesOptions;
  readonly #server: BareJid;
  #services: readonly ExternalService[] | undefined;
  #isAsking = false;

  constructor(options: ExternalServicesOptions) {
    this.#options = options;
    this.#server = domainOf(options.ownAccount);
  }

  /** What is known now, for an engine that is opened now. */
  network(): MediaNetwork {
    const usable = (this.#services ?? []).filter((service) => this.#lasts(service, 0) && !needsPassword(service));
    return { servers: usable.slice(0, MAX_ICE_SERVERS).map(iceServerOf), addresses: this.#options.addresses };
  }

  /** Asks, unless what is known will do for a while. */
  freshen(): void {
    const { discover, marginMs } = this.#options;
    const isFresh = this.#services?.every((service) => this.#lasts(service, marginMs)) === true;
    if (!discover || this.#isAsking || isFresh) return;
    this.#isAsking = true;
    this.#ask(writeExternalServicesRequest(), 'all');
  }

  /** Goes on with the answer to one of our questions. */
  settle(step: ServicesStep, outcome: RequestOutcome): void {
    const answered = servicesIn(outcome);
    if (step === 'all') {
      this.#isAsking = false;
      // A server that does not answer is asked again with the next call. What it said before holds as long as it said.
      this.#services = answered ?? this.#services;
      for (const service of (answered ?? []).filter(needsPassword).slice(0, MAX_ICE_SERVERS)) {
        this.#ask(writeCredentialsRequest(service), 'credentials');
      }
      return;
    }
    for (const told of answered ?? []) {
      this.#services = this.#services?.map((known) => (isSame(known, told) ? withPassword(known, told) : known));
    }
  }

  #lasts({ expiresMs }: ExternalService, marginMs: number): boolean {
    return expiresMs === undefined || expiresMs > this.#options.clock.now() + marginMs;
  }

  #ask(payload: XmlElement, step: ServicesStep): void {
    const { requests, deadlineMs } = this.#options;
    requests.send({ type: 'get', to: this.#server, payload, deadlineMs, purpose: { for: 'services', step } });
  }
}

function servicesIn(outcome: RequestOutcome): readonly ExternalService[] | undefined {
  const payload = outcome.kind === 'result' ? readIqPayload(outcome.iq) : undefined;
  const services = payload?.ok === true ? readExternalServices(payload.value) : undefined;
  return services?.ok === true ? services.value : undefined;
}

/** A relay takes nobody in without one, whether it says so or not. */
function needsPassword({ type, username, password }: ExternalService): boolean {
  return (type === 'turn' || type === 'turns') && (username === undefined || password === undefined);
}

function isSame(one: ExternalService, other: ExternalService): boolean {
  return one.type === other.type && one.host === other.host && one.port === other.port;
}

function withPassword(known: ExternalService, told: ExternalService): ExternalService {
  const { username, password, expiresMs } = told;
  return { ...known, username, password, expiresMs };
}

/** RFC 7064 #3.1, RFC 7065 #3.1: the transport is a parameter of relays only. */
function iceServerOf({ type, host, port, transport, username, password }: ExternalService): IceServer {
  const name = host.includes(':') ? `[${host}]` : host;
  const isRelay = type === 'turn' || type === 'turns';
  const urls =
    `${type}:${name}${port === undefined ? '' : `:${port}`}` +
    (isRelay && transport !== undefined ? `?transport=${transport}` : '');
  if (!isRelay || username === undefined || password === undefined) return { urls };
  return { urls, username, credential: password };
}
