/** A Dino on a screen that nobody sees, logged in to the server of a test, and what a user would do with it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { BareJid } from '../../../src/jid.ts';
import type { OmemoDevice } from '../../../src/omemo/port.ts';
import { DOMAIN, PASSWORD } from '../../network/server.ts';
import { startDesktop } from './desktop.ts';
import { eventually } from './eventually.ts';
import { createHands } from './hands.ts';
import type { Hands, Row, ScreenObject } from './hands.ts';
import type { Processes, Program } from './processes.ts';

/** How Dino numbers them: `Call.State` and `Encryption` of libdino 0.4. */
const CALL_STATES = ['ringing', 'establishing', 'inProgress', 'otherDevice', 'ended', 'declined', 'missed', 'failed'];
const ENCRYPTIONS = ['none', 'pgp', 'omemo', 'dtls', 'srtp', 'unknown'];
/** Encryption of a conversation, as Dino stores it. */
const OMEMO = ENCRYPTIONS.indexOf('omemo');

/** A call as Dino remembers it. It writes `ended` as soon as one begins, so as not to find it running after a crash. */
export interface DinoCall {
  readonly id: number;
  readonly direction: 'incoming' | 'outgoing';
  readonly state: string;
  /** `omemo` once media runs and Dino itself holds the call for authenticated; `dtls` in the plain case. */
  readonly encryption: string;
  readonly isOver: boolean;
}

export interface DinoOptions {
  readonly processes: Processes;
  readonly folder: string;
  /** The local part of its account. */
  readonly name: string;
  /** The local part of whom it calls. */
  readonly contact: string;
}

export class Dino {
  readonly #hands: Hands;
  readonly #database: string;
  readonly #conversation: number;
  readonly account: BareJid;
  readonly program: Program;

  private constructor(hands: Hands, database: string, conversation: number, account: BareJid, program: Program) {
    this.#hands = hands;
    this.#database = database;
    this.#conversation = conversation;
    this.account = account;
    this.program = program;
  }

  /** Starts it with a new profile, and waits until it is online. */
  static async start({ processes, folder, name, contact }: DinoOptions): Promise<Dino> {
    const env = await startDesktop(processes, folder);
    const launch = () =>
      processes.start(name, ['dino-im', '--print-xmpp=no-ansi;all'], {
        ...env,
        G_MESSAGES_DEBUG: 'libdino OMEMO rtp ice xmpp-vala dino',
      });
    const database = join(folder, 'data', 'dino', 'dino.db');
    const hands = createHands(env, processes.logFile('hands'));
    // It makes its databases when it first starts, and asks for an account on the screen. We write it in instead.
    const first = launch();
    await eventually('Dino has a database', () => existsSync(database));
    await eventually('Dino is on the screen', () => hands.tree().catch(() => undefined));
    await first.stop();
    const account = `${name}@${DOMAIN}` as BareJid;
    const conversation = await writeAccount(hands, database, account, `${contact}@${DOMAIN}`);
    const program = launch();
    await eventually('Dino is on the screen', () => hands.tree().catch(() => undefined));
    await eventually('Dino is online', async () => (await program.log()).includes("jid='") || undefined);
    return new Dino(hands, database, conversation, account, program);
  }

  /** The newest call; undefined before the first. */
  async newestCall(): Promise<DinoCall | undefined> {
    const [row] = await this.#hands.sql(this.#database, 'select * from call order by id desc limit 1');
    return row === undefined ? undefined : callOf(row);
  }

  /** Presses the button for a call to the contact. */
  async call(media: 'audio' | 'video'): Promise<void> {
    await this.#hands.activate('open-conversation', this.#conversation);
    await this.#press(`Dino can call with ${media}`, `call.${media}`, (tree) => tree);
  }

  /** Takes the call that rings. */
  async accept(): Promise<void> {
    const { id } = (await this.newestCall())!;
    await this.#hands.activate('accept-call', this.#conversation, id);
  }

  /** Declines it. */
  async reject(): Promise<void> {
    const { id } = (await this.newestCall())!;
    await this.#hands.activate('reject-call', this.#conversation, id);
  }

  /** Closes the window of the call, which ends it, answered or not. */
  async hangUp(): Promise<void> {
    await this.#press('there is a window of a call', 'window.close', inCallWindow);
    // A window that has only just come does not always hear of it.
    await eventually('the window of the call is gone', async () => {
      const window = inCallWindow(await this.#hands.tree()).find(({ actions }) => actions.includes('window.close'));
      if (window !== undefined) await this.#hands.act(window, 'window.close').catch(() => undefined);
      return window === undefined;
    });
  }

  /** Presses the button with the camera. */
  async toggleVideo(): Promise<void> {
    const buttons = (tree: readonly ScreenObject[]) =>
      inCallWindow(tree).filter(({ name, actions }) => name === 'GtkButton' && actions.join() === 'click');
    // Icons without names: microphone, camera, and the one that hangs up.
    await this.#press('there is a button with a camera', 'click', (tree) => buttons(tree).slice(-2, -1));
  }

  /** Whether it has an OMEMO session with a device: without one it calls it in the clear. */
  async hasSessionWith({ account, deviceId }: OmemoDevice): Promise<boolean> {
    const omemo = this.#database.replace('dino.db', 'omemo.db');
    const found = 'select 1 from session where name = ? and device_id = ?';
    return (await this.#hands.sql(omemo, found, account, deviceId)).length > 0;
  }

  close(): void {
    this.#hands.close();
  }

  async #press(
    what: string,
    action: string,
    among: (tree: readonly ScreenObject[]) => readonly ScreenObject[],
  ): Promise<void> {
    const found = await eventually(what, async () =>
      among(await this.#hands.tree()).find(({ actions }) => actions.includes(action)),
    );
    await this.#hands.act(found, action);
  }
}

/** The objects of the call's window, the window first. */
function inCallWindow(tree: readonly ScreenObject[]): readonly ScreenObject[] {
  const window = tree.find(({ path, name }) => path.length === 1 && name.includes('CallWindow'));
  return window === undefined ? [] : tree.filter(({ path }) => path[0] === window.path[0]);
}

function callOf(row: Row): DinoCall {
  const number = (column: string) => Number(row[column] ?? -1);
  return {
    id: number('id'),
    direction: number('direction') === 0 ? 'incoming' : 'outgoing',
    state: CALL_STATES[number('state')] ?? 'unknown',
    encryption: ENCRYPTIONS[number('encryption')] ?? 'unknown',
    isOver: number('end_time') > number('time'),
  };
}

/** An account, and an open conversation with OMEMO. Gives the number of the conversation. */
async function writeAccount(hands: Hands, database: string, account: string, contact: string): Promise<number> {
  const sql = (statement: string, ...values: readonly (number | string)[]) => hands.sql(database, statement, ...values);
  await sql(
    `insert into account(bare_jid, resourcepart, password, enabled, roster_version, mam_earliest_synced)
     values (?, 'dino', ?, 1, '', 0)`,
    account,
    PASSWORD,
  );
  await sql('insert or ignore into jid(bare_jid) values (?)', contact);
  await sql(
    `insert into conversation(account_id, jid_id, active, active_last_changed, last_active, type, encryption,
       read_up_to, read_up_to_item, notification, send_typing, send_marker, pinned)
     select account.id, jid.id, 1, strftime('%s', 'now'), strftime('%s', 'now'), 0, ?, -1, -1, 0, 0, 0, 0
     from account, jid where account.bare_jid = ? and jid.bare_jid = ?`,
    OMEMO,
    account,
    contact,
  );
  const [row] = await sql('select max(id) as id from conversation');
  return Number(row?.['id']);
}
