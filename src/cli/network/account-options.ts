/** Options that several commands have, and the account they find with them. */
import { InvalidArgumentError, Option } from 'commander';
import { POLICIES } from '../../../machines/context.ts';
import { err, ok } from '../../base/result.ts';
import type { Result } from '../../base/result.ts';
import { parseBareJid, parseJid } from '../../jid.ts';
import type { BareJid, Jid } from '../../jid.ts';
import { identityKeyOfBytes, parseDeviceId } from '../../stanzas/omemo.ts';
import type { DeviceId, IdentityKey } from '../../stanzas/omemo.ts';
import type { CliIo } from '../io.ts';
import { dataFolder, readAccountFile } from './account-file.ts';
import type { StoredAccount } from './account-file.ts';
import type { CliFault } from './fault.ts';
import { ENGINES } from './media/engine-options.ts';

export interface DataOptions {
  readonly data?: string;
}

export function dataOption(): Option {
  return new Option('--data <dir>', 'folder of the account and its keys (default: $XDG_DATA_HOME/omemo-calls)');
}

export function policyOption(): Option {
  return new Option('--policy <policy>', 'how much you insist on OMEMO').choices(POLICIES).default('opportunistic');
}

export function addressesOption(): Option {
  return new Option('--addresses <which>', 'which of your addresses the other side learns')
    .choices(['all', 'relayed', 'loopback'])
    .default('all');
}

/** What a call sends, but for an echo. */
export function audioOption(): Option {
  return new Option('--audio <file>', 'send the sound of this file, over and over').conflicts('echo');
}

export function videoOption(): Option {
  const words = 'send the pictures of this file, with its sound unless --audio';
  return new Option('--video <file>', words).conflicts('echo');
}

export function mediaOption(): Option {
  return new Option('--media <engine>', 'what runs the media (default: whichever is installed)').choices(ENGINES);
}

export function parseAccount(text: string): BareJid {
  const account = parseBareJid(text);
  if (account === undefined || !account.includes('@')) throw new InvalidArgumentError(ADDRESS_FORM);
  return account;
}

/** An account, or one resource of it. */
export function parseCallee(text: string): Jid {
  const callee = parseJid(text);
  if (callee === undefined || !callee.includes('@')) throw new InvalidArgumentError(ADDRESS_FORM);
  return callee;
}

export function parseDevice(text: string): DeviceId {
  const deviceId = parseDeviceId(text);
  if (deviceId === undefined) throw new InvalidArgumentError('A device is a number from 1 to 2147483647.');
  return deviceId;
}

/** As it is shown: 64 digits, with or without spaces between them. */
export function parseKey(text: string): IdentityKey {
  const digits = text.replaceAll(/[\s:]/g, '');
  const bytes = /^[0-9a-f]{64}$/i.test(digits) ? Buffer.from(`05${digits}`, 'hex') : undefined;
  const identityKey = bytes && identityKeyOfBytes(bytes);
  if (identityKey === undefined) throw new InvalidArgumentError('A key is 64 hexadecimal digits.');
  return identityKey;
}

export function parseServer(text: string): string {
  if (/^(xmpps?|wss?):\/\/\S+$/.test(text) && URL.canParse(text)) return text;
  throw new InvalidArgumentError('A server is xmpp://HOST:PORT, xmpps://HOST:PORT or wss://HOST/PATH.');
}

const ADDRESS_FORM = 'An address looks like juliet@capulet.example.';

/** The account that somebody has logged in with, and its folder. */
export async function findAccount(
  { data }: DataOptions,
  { environment }: CliIo,
): Promise<Result<{ readonly stored: StoredAccount; readonly folder: string }, CliFault>> {
  const folder = dataFolder(data, environment);
  const stored = await readAccountFile(folder);
  if (!stored.ok) return stored;
  if (stored.value !== undefined) return ok({ stored: stored.value, folder });
  return err({
    message: `nobody has logged in (${folder} holds no account)`,
    advice: 'First: omemo-calls login YOU@YOUR.SERVER',
  });
}
