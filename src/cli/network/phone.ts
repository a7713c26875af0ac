/**
 * Everything a call needs, opened in an order in which each part can still say why it cannot be: account, keys, media
 * engine, connection. Closed in the reverse order, after the server has heard that calls are over.
 */
import type { Policy } from '../../../machines/context.ts';
import { connectCalls } from '../../adapters/client/connect-calls.ts';
import type { CallConnection } from '../../adapters/client/connect-calls.ts';
import { InvariantError } from '../../base/errors.ts';
import { err, ok } from '../../base/result.ts';
import type { Result } from '../../base/result.ts';
import { CallManager } from '../../call/call-manager.ts';
import type { CallReport } from '../../call/reports.ts';
import type { Wire } from '../../call/ports.ts';
import type { Inspection } from '../../inspect/inspection.ts';
import { bareOf } from '../../jid.ts';
import type { BareJid, FullJid } from '../../jid.ts';
import type { OmemoAccount } from '../../omemo/create.ts';
import type { SessionId } from '../../stanzas/identifiers.ts';
import type { RefusalCause } from '../../stage/refusal.ts';
import { refusalIn } from '../../stage/refusal.ts';
import { until } from '../../stage/wait.ts';
import type { OpenInspector } from '../inspect/open-inspector.ts';
import type { CliIo } from '../io.ts';
import { findAccount } from './account-options.ts';
import type { DataOptions } from './account-options.ts';
import { believeAuthority } from './authority.ts';
import { createServerConnection } from './client.ts';
import type { ServerConnection } from './client.ts';
import type { Display } from './display.ts';
import type { CliFault } from './fault.ts';
import { createEngine } from './media/engine.ts';
import type { Engine } from './media/engine.ts';
import type { EngineOptions } from './media/engine-options.ts';
import { openOmemo } from './open-omemo.ts';
import { findPassword } from './password.ts';
import { checkPep, describeServerFault } from './server-checks.ts';

export interface PhoneOptions extends DataOptions, EngineOptions {
  readonly policy: Policy;
  /** Shows its calls in the inspector as well. */
  readonly inspect?: true;
}

export interface PhoneRole {
  /** Sends back what is heard. */
  readonly echoes: boolean;
  /** Whether contacts are told that it rings here. */
  readonly answers: boolean;
  /** How much of the archive is read at the beginning, in milliseconds. */
  readonly archiveMs: number;
  readonly report: (report: CallReport) => void;
}

export interface Phone {
  readonly manager: CallManager;
  readonly omemo: OmemoAccount;
  readonly engine: Engine;
  /** Why this side refused a call, once that has ended. */
  readonly refusalOf: (sessionId: SessionId) => RefusalCause | undefined;
  /** Hangs up, waits a short while for the other side to hear of it, and lets go of everything. */
  readonly close: () => Promise<void>;
}

/** For the acknowledgement of a hang-up, in milliseconds. */
const FAREWELL_MS = 3_000;

export async function openPhone(
  options: PhoneOptions,
  role: PhoneRole,
  io: CliIo,
  display: Display,
): Promise<Result<Phone, CliFault>> {
  const engine = await createEngine(options, role.echoes);
  if (!engine.ok) return engine;
  const phone = await openWith(engine.value, options, role, io, display);
  if (!phone.ok) engine.value.close();
  return phone;
}

async function openWith(
  engine: Engine,
  options: PhoneOptions,
  role: PhoneRole,
  io: CliIo,
  display: Display,
): Promise<Result<Phone, CliFault>> {
  const found = await findAccount(options, io);
  if (!found.ok) return found;
  const { stored, folder } = found.value;
  if (stored.ca !== undefined) {
    const believed = await believeAuthority(stored.ca);
    if (!believed.ok) return believed;
  }
  const password = await findPassword(stored.account, stored.password, io);
  if (!password.ok) return password;
  const opened = await openOmemo(folder, stored.account);
  if (!opened.ok) return opened;
  const inspector = options.inspect === true ? await inspectorOf(stored.account, io) : ok(undefined);
  if (!inspector.ok) {
    await opened.value.close();
    return inspector;
  }
  const connection = await createServerConnection({ ...stored, password: password.value });
  display.status(() => `connecting to the server of ${stored.account}`);
  const phone = new RunningPhone(
    { ...role, options, display, engine, inspector: inspector.value },
    connection,
    opened.value,
  );
  const connected = await connection.connect(io.signal);
  if (!connected.ok) {
    // There is nothing to see, and why is to be read now.
    await inspector.value?.close();
    await phone.leave();
    return connected;
  }
  await phone.settled();
  const missing = await checkPep(connection, stored.account);
  if (missing !== undefined) phone.warn(missing);
  return ok(phone);
}

async function inspectorOf(account: BareJid, io: CliIo): Promise<Result<OpenInspector, CliFault>> {
  const { openInspector } = await import('../inspect/open-inspector.ts');
  const inspector = await openInspector(io, { title: account });
  if (inspector !== undefined) return ok(inspector);
  return err({
    message: 'there is no inspector',
    advice: 'The line above says why; without --inspect none is needed.',
  });
}

interface PhoneParts extends Pick<PhoneRole, 'answers' | 'archiveMs' | 'report'> {
  readonly options: PhoneOptions;
  readonly display: Display;
  readonly engine: Engine;
  readonly inspector: OpenInspector | undefined;
}

class RunningPhone implements Phone {
  readonly engine: Engine;
  readonly omemo: OmemoAccount;
  readonly #display: Display;
  readonly #connection: ServerConnection;
  readonly #calls: CallConnection;
  readonly #closeStore: () => Promise<void>;
  readonly #inspector: OpenInspector | undefined;
  readonly #inspection: Inspection | undefined;
  readonly #refusals = new Map<SessionId, RefusalCause>();
  #isLost = false;

  constructor(
    { options, display, engine, inspector, answers, archiveMs, report }: PhoneParts,
    connection: ServerConnection,
    { omemo, close }: { readonly omemo: OmemoAccount; readonly close: () => Promise<void> },
  ) {
    this.engine = engine;
    this.omemo = omemo;
    this.#display = display;
    this.#connection = connection;
    this.#closeStore = close;
    this.#inspector = inspector;
    this.#inspection = inspector?.of();
    const { policy, addresses } = options;
    this.#calls = connectCalls(this.#watched(connection), {
      createManager: ({ wire, account }) =>
        new CallManager({
          ...{ wire: this.#seen(wire, account), account, media: engine.media, omemo, policy },
          report: (told) => {
            this.#inspection?.report(told);
            report(told);
          },
          addresses: addresses === 'relayed' ? 'relayed' : 'all',
          externalServices: addresses === 'loopback' ? 'none' : 'discover',
          // A bot is called by many at once.
          whenBusy: answers ? 'ring' : 'reject',
          sharesPresenceWith: () => answers,
          trace: (entry) => {
            this.#inspection?.trace(entry);
            const refusal = refusalIn(entry);
            if (refusal !== undefined && entry.kind === 'step') this.#refusals.set(entry.sessionId, refusal);
          },
        }),
      presence: 'send',
      archiveMs,
      report: (fault) => this.warn(describeServerFault(fault)),
    });
  }

  get manager(): CallManager {
    const { manager } = this.#calls;
    if (manager === undefined) throw new InvariantError('bug: a phone is used before its stream was up');
    return manager;
  }

  refusalOf(sessionId: SessionId): RefusalCause | undefined {
    return this.#refusals.get(sessionId);
  }

  /** What a stream begins with is done, and our device is published. */
  async settled(): Promise<void> {
    await this.#calls.settled();
    await this.#calls.manager?.settled();
  }

  warn({ message, advice }: CliFault): void {
    this.#display.line(`warning: ${message}. ${advice}`, 'bad');
  }

  async close(): Promise<void> {
    await this.leave();
    await this.#inspector?.untilSeen();
  }

  /** The same at once: whatever an inspector shows is not waited for. */
  async leave(): Promise<void> {
    const { manager } = this.#calls;
    if (manager !== undefined) {
      for (const { peer, sessionId } of manager.calls()) manager.hangUp({ peer: bareOf(peer), sessionId });
      await manager.settled();
      // The signal is no longer of use: it has been followed.
      await until(() => manager.stats().pending === 0 || this.#isLost, FAREWELL_MS, new AbortController().signal);
      await manager.settled();
    }
    this.#calls.disconnect();
    manager?.close();
    this.engine.close();
    await this.#connection.leave();
    await this.#closeStore();
  }

  /** A wire of which the inspector is told what leaves. */
  #seen(wire: Wire, account: FullJid): Wire {
    return {
      send: (stanza) => {
        this.#inspection?.stanza(stanza, { from: account });
        wire.send(stanza);
      },
    };
  }

  /** The stream, and a word to the user when it is lost and when it is back. */
  #watched({ stream }: ServerConnection): ServerConnection['stream'] {
    return {
      ...stream,
      listen: (listener) =>
        stream.listen({
          ...listener,
          stanza: (stanza) => {
            this.#inspection?.stanza(stanza);
            return listener.stanza(stanza);
          },
          up: (account, how) => {
            if (this.#isLost) this.#display.line('the connection to the server is back');
            this.#isLost = false;
            listener.up(account, how);
          },
          down: () => {
            if (!this.#isLost) this.#display.line('the connection to the server is lost; trying again', 'bad');
            this.#isLost = true;
            listener.down();
          },
        }),
    };
  }
}
