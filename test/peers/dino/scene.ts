/** A server, a Dino, and as many devices of ours as a test wants: what all calls with Dino begin and end with. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CallKey } from '../../../src/call/reports.ts';
import { bareOf } from '../../../src/jid.ts';
import type { MediaKinds } from '../../../src/stanzas/jingle.ts';
import { attribute } from '../../../src/xml/read.ts';
import { toldTo, until } from '../../network/party.ts';
import { startProsody } from '../../network/prosody.ts';
import type { XmppServer } from '../../network/server.ts';
import { summary } from '../../support/story.ts';
import { Dino } from './dino.ts';
import type { DinoCall } from './dino.ts';
import { eventually } from './eventually.ts';
import { forgetDevices, greet, joinAsUs } from './our-end.ts';
import type { OurEnd, OurOptions } from './our-end.ts';
import { Processes } from './processes.ts';
import { callStanzas, writeRecording } from './recording.ts';
import { versionOfDino } from './packages.ts';
import { FOLDER_VARIABLE } from './setup.ts';

/** Logs of all programs, and a recording of each test; kept for whoever wants to know why. */
const KEPT = '.build/dino';

/** The names of the accounts. */
const DINO = 'romeo';
const OURS = 'juliet';

/**
 * Nobody serves STUN there. It is named so that Dino does not look for its own public one, which takes it seconds.
 */
const NO_STUN = 'external_services = { { type = "stun", transport = "udp", host = "198.51.100.1", port = 3478 } }';

export class Scene {
  readonly #server: XmppServer;
  readonly #processes: Processes;
  readonly dino: Dino;
  #ends: readonly OurEnd[] = [];
  #recording: string | undefined;

  private constructor(server: XmppServer, processes: Processes, dino: Dino) {
    this.#server = server;
    this.#processes = processes;
    this.dino = dino;
  }

  static async open(): Promise<Scene> {
    const folder = process.env[FOLDER_VARIABLE] ?? '';
    await mkdir(KEPT, { recursive: true });
    const server = await startProsody({
      accounts: [DINO, OURS],
      certificates: join(folder, 'certificates'),
      // Dino 0.4 cannot be told a port. The network is the test's own, so that nobody else has this one.
      c2sPort: 5222,
      modules: ['external_services'],
      settings: NO_STUN,
    });
    const processes = new Processes(KEPT);
    try {
      const dino = await Dino.start({ processes, folder: join(folder, 'state'), name: DINO, contact: OURS });
      return new Scene(server, processes, dino);
    } catch (error) {
      await processes.stop();
      await server.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    this.dino.close();
    await this.#processes.stop();
    await this.#server.close();
  }

  /**
   * A new device of ours. Dino has never heard of it.
   *
   * @param acquaintance  `acquainted`: Dino has an OMEMO session with it, from a message of ours
   */
  async join(acquaintance: 'acquainted' | 'stranger', options?: OurOptions): Promise<OurEnd> {
    const end = await joinAsUs(this.#server, OURS, options);
    this.#ends = [...this.#ends, end];
    if (acquaintance === 'acquainted') {
      await greet(end, this.dino.account);
      await eventually('Dino has read the greeting', () => this.dino.hasSessionWith(end.omemo.ownDevice));
    }
    return end;
  }

  /** We call, and Dino rings. */
  async weCall(end: OurEnd, media: MediaKinds, options: { readonly omemo?: 'disabled' } = {}): Promise<CallKey> {
    const before = await this.#newestId();
    const key = end.manager.placeCall({ to: this.dino.account, media, ...options });
    await this.#nextCall(before);
    return { ...key, peer: this.dino.account };
  }

  /** Dino calls, and we ring. */
  async dinoCalls(end: OurEnd, media: 'audio' | 'video'): Promise<CallKey> {
    const before = await this.#newestId();
    await this.dino.call(media);
    await this.#nextCall(before);
    await until('it rings', () => toldTo(end).includes('incoming'));
    const incoming = end.reports.find(({ kind }) => kind === 'incoming')!;
    return { peer: this.dino.account, sessionId: incoming.sessionId };
  }

  /** Waits until Dino holds its newest call for such a one. */
  async dinoSays(expected: Partial<DinoCall>): Promise<void> {
    const seen = () => this.dino.newestCall();
    await eventually(
      `Dino says ${JSON.stringify(expected)}`,
      async () => {
        const call = await seen();
        return call !== undefined && Object.entries(expected).every(([name, value]) => call[name as never] === value);
      },
      seen,
    );
  }

  /** Names what passes from here on: `dino-0.4.2-NAME.jsonl`. */
  recordAs(name: string): void {
    this.#recording = `dino-${versionOfDino()}-${name}`;
  }

  /** Everybody of ours leaves. What passed is kept, if it has a name. */
  async clear(): Promise<void> {
    const ends = this.#ends;
    this.#ends = [];
    const name = this.#recording;
    this.#recording = undefined;
    if (name !== undefined) await writeRecording(join(KEPT, 'recordings'), name, ends);
    // A test that failed may have left one, and Dino calls nobody while it is in a call.
    for (const { manager } of ends) {
      for (const { peer, sessionId } of manager.calls()) manager.hangUp({ peer: bareOf(peer), sessionId });
    }
    for (const end of ends) await end.leave();
    forgetDevices();
  }

  /** What either side refused of the other's: in a call in which both are right, nothing. */
  refusals(): readonly string[] {
    return this.#ends
      .flatMap(callStanzas)
      .filter(({ stanza }) => stanza.name === 'iq' && attribute(stanza, 'type') === 'error')
      .map(({ direction, stanza }) => `${direction}: ${summary(stanza)}`);
  }

  async #newestId(): Promise<number> {
    return (await this.dino.newestCall())?.id ?? 0;
  }

  async #nextCall(before: number): Promise<void> {
    await eventually('Dino has a new call', async () => (await this.#newestId()) > before);
  }
}
