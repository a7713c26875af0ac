/**
 * The account that the command line calls from: a folder with one account, its OMEMO keys beside it.
 *
 * The file may hold the password, in the clear: it is readable by its owner only, and so is the folder.
 */
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { err, ok } from '../../base/result.ts';
import type { Result } from '../../base/result.ts';
import { parseBareJid } from '../../jid.ts';
import type { BareJid } from '../../jid.ts';
import type { Environment } from '../io.ts';
import type { CliFault } from './fault.ts';

export interface StoredAccount {
  readonly account: BareJid;
  /** Undefined where the user rather types it each time. */
  readonly password: string | undefined;
  /** Where to connect to, in place of what DNS says. */
  readonly server: string | undefined;
  /** A file with certificates of authorities to believe beside the usual ones. */
  readonly ca: string | undefined;
}

const FILE = 'account.json';
const VERSION = 1;

/** The folder given, or one of ours where programs keep their data. XDG Base Directory Specification 0.8. */
export function dataFolder(given: string | undefined, { XDG_DATA_HOME: data = '' }: Environment): string {
  if (given !== undefined) return resolve(given);
  return join(isAbsolute(data) ? data : join(homedir(), '.local', 'share'), 'omemo-calls');
}

/** Where the keys are. */
export function omemoFolder(folder: string): string {
  return join(folder, 'omemo');
}

/** The account of a folder; undefined where nobody has logged in. */
export async function readAccountFile(folder: string): Promise<Result<StoredAccount | undefined, CliFault>> {
  const path = join(folder, FILE);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? ok(undefined) : err(unusable(path, error));
  }
  const account = accountIn(text);
  if (account !== undefined) return ok(account);
  return err({
    message: `${path} is not an account file of this version`,
    advice: 'Log in again with --data DIR for another folder, or move the file away.',
  });
}

/** Writes the file as a whole, for its owner only. */
export async function writeAccountFile(folder: string, stored: StoredAccount): Promise<Result<void, CliFault>> {
  const path = join(folder, FILE);
  const written = `${path}.new`;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(written, `${JSON.stringify({ version: VERSION, ...stored }, null, 2)}\n`, { mode: 0o600 });
    // The mode above is only for a file that was not there.
    await chmod(written, 0o600);
    await rename(written, path);
    return ok(undefined);
  } catch (error) {
    return err(unusable(path, error));
  }
}

function accountIn(text: string): StoredAccount | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { version, account, password, server, ca } = value as Readonly<Record<string, unknown>>;
  const bareJid = typeof account === 'string' ? parseBareJid(account) : undefined;
  if (version !== VERSION || bareJid === undefined) return undefined;
  if (!isMaybeText(password) || !isMaybeText(server) || !isMaybeText(ca)) return undefined;
  return { account: bareJid, password, server, ca };
}

function isMaybeText(value: unknown): value is string | undefined {
  return value === undefined || typeof value === 'string';
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function unusable(path: string, error: unknown): CliFault {
  return {
    message: `${path} cannot be used (${String(codeOf(error))})`,
    advice: 'See that you may read and write it, or choose another folder with --data DIR.',
  };
}
