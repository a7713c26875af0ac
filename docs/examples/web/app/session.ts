/** One account on its server: keys from this browser's storage, a stream that is renewed, and calls on it. */
import { CallManager } from 'omemo-calls';
import type { BareJid, CallReport, Media, TraceEntry } from 'omemo-calls';
import { createOmemo } from 'omemo-calls/omemo';
import type { OmemoAccount } from 'omemo-calls/omemo';
import { openBrowserStore } from 'omemo-calls/omemo-store';
import type { DurableStore } from 'omemo-calls/omemo-store';
import { connectCalls, stropheStream } from 'omemo-calls/strophe';
import type { CallConnection } from 'omemo-calls/strophe';
import { Strophe } from 'strophe.js';
import { Roster } from './roster.ts';
import type { Connection } from './roster.ts';
import type { Page } from './state.ts';

export interface Credentials {
  readonly account: BareJid;
  readonly password: string;
  readonly url: string;
}

export type SignInProblem = 'inUse' | 'refused' | 'storage' | 'unreachable';

/** How long until a lost stream is tried again, in milliseconds: at first, and at most. */
const RETRY_MS = { first: 1_000, most: 30_000 };

export interface SessionParts {
  readonly page: Page;
  readonly media: Media;
  readonly report: (told: CallReport) => void;
  readonly trace: (entry: TraceEntry) => void;
  /** The stream is back: calls may need another path. */
  readonly returned: () => void;
}

/** Signs in. What is refused leaves nothing open. */
export async function openSession(credentials: Credentials, parts: SessionParts): Promise<Session | SignInProblem> {
  // First of all: only one tab may go on with the keys, and that one has the calls.
  const opened = await openBrowserStore({ name: credentials.account });
  if (!opened.ok) return opened.error.kind === 'inUse' ? 'inUse' : 'storage';
  const omemo = await createOmemo({ account: credentials.account, store: opened.value });
  const session = new Session(credentials, parts, { store: opened.value, omemo });
  const problem = await session.connected;
  if (problem === undefined) return session;
  await session.close();
  return problem;
}

export class Session {
  readonly omemo: OmemoAccount;
  /** Settles once the stream is up for the first time, or will not be. */
  readonly connected: Promise<SignInProblem | undefined>;
  readonly #credentials: Credentials;
  readonly #parts: SessionParts;
  readonly #store: DurableStore;
  readonly #connection: Connection;
  readonly #roster: Roster;
  readonly #calls: CallConnection;
  #statusChanged: (status: number) => void;
  #settle: (problem: SignInProblem | undefined) => void = () => undefined;
  #isWanted = true;
  #wasUp = false;
  #retryMs = RETRY_MS.first;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(credentials: Credentials, parts: SessionParts, kept: { store: DurableStore; omemo: OmemoAccount }) {
    const { page, media, report, trace } = parts;
    this.#credentials = credentials;
    this.#parts = parts;
    this.#store = kept.store;
    this.omemo = kept.omemo;
    this.#roster = new Roster(() => page.update({ contacts: this.#roster.contacts() }));
    this.#connection = new Strophe.Connection(credentials.url, { enableStreamManagement: true });
    const stream = stropheStream(this.#connection);
    this.#statusChanged = stream.statusChanged;
    this.#calls = connectCalls(stream, {
      createManager: ({ wire, account }) =>
        new CallManager({
          ...{ wire, account, media, report, trace, omemo: kept.omemo },
          policy: () => page.state.policy,
          sharesPresenceWith: (contact) => this.#roster.seesUs(contact),
          externalServices: 'discover',
        }),
      presence: 'send',
    });
    this.connected = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.#connect();
  }

  /** @throws Error  before the stream was up for the first time: nobody has a session by then */
  get manager(): CallManager {
    const { manager } = this.#calls;
    if (manager === undefined) throw new Error('bug: there is no call manager yet');
    return manager;
  }

  /** Leaves the server, and gives the keys free for another tab. */
  async close(): Promise<void> {
    this.#isWanted = false;
    this.#calls.disconnect();
    this.#calls.manager?.close();
    this.#connection.disconnect('');
    await this.#store.close();
  }

  /** Tries at once what would be tried later. */
  reconnect(): void {
    clearTimeout(this.#retry);
    this.#retry = undefined;
    if (this.#isWanted && this.#wasUp && !this.#connection.connected) this.#connect();
  }

  #connect(): void {
    const { account, password } = this.#credentials;
    this.#connection.connect(account, password, (status) => this.#heard(status));
  }

  #heard(status: number): void {
    const { page, returned } = this.#parts;
    if (status === Strophe.Status.CONNECTED) {
      const how = this.#connection.hasResumed() ? 'resumed' : 'fresh';
      this.#roster.attach(this.#connection, this.#credentials.account, how);
    }
    this.#statusChanged(status);
    switch (status) {
      case Strophe.Status.CONNECTED:
        page.update({ isOnline: true });
        this.#retryMs = RETRY_MS.first;
        if (this.#wasUp) returned();
        this.#wasUp = true;
        this.#settle(undefined);
        break;
      case Strophe.Status.AUTHFAIL:
        this.#settle('refused');
        break;
      case Strophe.Status.DISCONNECTED:
        page.update({ isOnline: false });
        this.#settle('unreachable');
        if (this.#wasUp) this.#tryAgain();
        break;
      default:
        break;
    }
  }

  #tryAgain(): void {
    // Strophe tells of one loss more than once, and attempts that cross end in a stream that never comes up.
    if (this.#retry !== undefined) return;
    this.#retry = setTimeout(() => this.reconnect(), this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, RETRY_MS.most);
  }
}
