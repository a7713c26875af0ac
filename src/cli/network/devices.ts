/**
 * `devices`: the keys of a contact, or one's own, as they are published now and as they were seen before, with what was
 * decided about each, in groups to read out and as a QR code.
 *
 * The server could show any key. What makes one the contact's is that two people compare it.
 */
import { err, ok } from '../../base/result.ts';
import type { Result } from '../../base/result.ts';
import type { BareJid } from '../../jid.ts';
import { writeVerificationUri } from '../../omemo/key-fingerprint.ts';
import type { OmemoAccount } from '../../omemo/create.ts';
import type { TrustLevel } from '../../omemo/port.ts';
import type { DeviceId, IdentityKey } from '../../stanzas/omemo.ts';
import type { CliIo } from '../io.ts';
import type { ExitCode } from '../run.ts';
import { LINE_COLUMNS, wrapped } from '../text.ts';
import { findAccount } from './account-options.ts';
import type { DataOptions } from './account-options.ts';
import type { StoredAccount } from './account-file.ts';
import { believeAuthority } from './authority.ts';
import { createServerConnection } from './client.ts';
import { faultText } from './fault.ts';
import type { CliFault } from './fault.ts';
import { keyLines, lightOnDark, qrLines } from './key-text.ts';
import { openOmemo } from './open-omemo.ts';
import { findPassword } from './password.ts';
import { readPublishedKeys } from './published-keys.ts';
import type { PublishedKey } from './published-keys.ts';

export interface DevicesOptions extends DataOptions {
  /** Only what was seen before; nothing is asked. */
  readonly offline?: true;
  /** Only this one. */
  readonly device?: DeviceId;
  /** False: no QR code. */
  readonly qr: boolean;
}

export async function runDevices(contact: BareJid | undefined, options: DevicesOptions, io: CliIo): Promise<ExitCode> {
  const shown = await showDevices(contact, options, io);
  io.endSoon();
  if (io.signal.aborted) return 130;
  if (shown.ok) return 0;
  io.err(faultText(shown.error));
  return 1;
}

async function showDevices(
  contact: BareJid | undefined,
  options: DevicesOptions,
  io: CliIo,
): Promise<Result<void, CliFault>> {
  const found = await findAccount(options, io);
  if (!found.ok) return found;
  const { stored, folder } = found.value;
  const account = contact ?? stored.account;
  const published = options.offline === true ? ok(undefined) : await askServer(account, stored, io);
  if (!published.ok) return published;
  const opened = await openOmemo(folder, stored.account);
  if (!opened.ok) return opened;
  const all = rowsOf(account, opened.value.omemo, published.value);
  const rows = all.filter(({ deviceId }) => deviceId === (options.device ?? deviceId));
  await opened.value.close();
  if (all.length > 0 && rows.length === 0) {
    const advice = `omemo-calls devices ${account} shows all.`;
    return err({ message: `there is no such device: ${account} has none with the number ${options.device}`, advice });
  }
  const asked = account === stored.account ? 'own' : 'others';
  if (rows.length === 0) return err(noDevices(account, options.offline === true ? 'offline' : asked));
  io.out(`${account}:\n`);
  for (const row of rows) io.out(`${rowLines(row, account).join('\n')}\n`);
  const usable = rows.flatMap(({ deviceId, identityKey, level }) =>
    identityKey === undefined || level === 'distrusted' || level === 'foreign' ? [] : [{ deviceId, identityKey }],
  );
  // One device with two keys is for people to sort out, not for a camera.
  const isClear = new Set(usable.map(({ deviceId }) => deviceId)).size === usable.length;
  if (options.qr && usable.length > 0 && isClear) showCode(account, usable, io);
  return ok(undefined);
}

async function askServer(
  account: BareJid,
  stored: StoredAccount,
  io: CliIo,
): Promise<Result<readonly PublishedKey[], CliFault>> {
  if (stored.ca !== undefined) {
    const believed = await believeAuthority(stored.ca);
    if (!believed.ok) return believed;
  }
  const password = await findPassword(stored.account, stored.password, io);
  if (!password.ok) return password;
  const connection = await createServerConnection({ ...stored, password: password.value });
  const connected = await connection.connect(io.signal);
  if (!connected.ok) return connected;
  const published = await readPublishedKeys(connection, account);
  await connection.leave();
  return published;
}

export interface Row {
  readonly deviceId: DeviceId;
  readonly identityKey: IdentityKey | undefined;
  /** `own`: of this device here. `foreign`: published as its key, and not its key. */
  readonly level: TrustLevel | 'foreign' | 'own' | 'unseen';
  /** Undefined where nobody was asked. */
  readonly isPublished: boolean | undefined;
}

/** @param answer  of the server, if it was asked */
export function rowsOf(
  account: BareJid,
  omemo: OmemoAccount,
  answer: readonly PublishedKey[] | undefined,
): readonly Row[] {
  const published = answer ?? [];
  const { ownDevice, ownIdentityKey } = omemo;
  const known = omemo.identityKeysOf(account);
  const isKnown = ({ deviceId, identityKey }: PublishedKey): boolean =>
    known.some((key) => key.deviceId === deviceId && key.identityKey === identityKey);
  const isOfOwnDevice = ({ deviceId }: PublishedKey): boolean =>
    account === ownDevice.account && deviceId === ownDevice.deviceId;
  const isOwn = (key: PublishedKey): boolean => isOfOwnDevice(key) && key.identityKey === ownIdentityKey;
  const own: readonly Row[] =
    account === ownDevice.account
      ? [{ deviceId: ownDevice.deviceId, identityKey: ownIdentityKey, level: 'own', isPublished: answer?.some(isOwn) }]
      : [];
  const seen = known.map(({ deviceId, identityKey, trustLevel }) => ({
    ...{ deviceId, identityKey, level: trustLevel },
    isPublished: answer?.some((each) => each.deviceId === deviceId && each.identityKey === identityKey),
  }));
  const unseen = published
    .filter((key) => !isKnown(key) && !isOwn(key))
    .map((key) => {
      const level = isOfOwnDevice(key) && key.identityKey !== undefined ? 'foreign' : 'unseen';
      return { deviceId: key.deviceId, identityKey: key.identityKey, level, isPublished: true } as const;
    });
  return [...own, ...seen, ...unseen];
}

const LEVEL_WORDS: Readonly<Record<Row['level'], string>> = {
  own: 'this device',
  verified: 'verified',
  blind: 'blind: nobody has compared this key yet',
  undecided: 'undecided: new beside one that was compared',
  distrusted: 'distrusted',
  foreign: 'NOT the key of this device, though it is published as its key',
  unseen: 'published, not used in any call yet',
};

function rowLines({ deviceId, identityKey, level, isPublished }: Row, account: BareJid): readonly string[] {
  const [first = '', second = ''] = identityKey === undefined ? [] : keyLines(identityKey);
  const head = `  device ${deviceId}: ${LEVEL_WORDS[level]}${isPublished === false ? ' (not published now)' : ''}`;
  if (identityKey === undefined) return [head, '    no key can be read'];
  const lines = [head, `    ${first}`, `    ${second}`];
  if (level !== 'unseen') return lines;
  const digits = `${first}${second}`.replaceAll(' ', '');
  return [...lines, `    once compared: omemo-calls trust ${account} ${deviceId} verified \\`, `      --key ${digits}`];
}

function showCode(
  account: BareJid,
  keys: readonly { deviceId: DeviceId; identityKey: IdentityKey }[],
  io: CliIo,
): void {
  const uri = writeVerificationUri({ account, keys });
  const code = qrLines(uri);
  io.out('\n');
  if ((code[0]?.length ?? 0) > LINE_COLUMNS) {
    io.out('So many keys are no code that fits a terminal: --device NUMBER shows one.\n');
    return;
  }
  for (const line of code) io.out(`${io.colours ? lightOnDark(line) : line}\n`);
  io.out(`${uri}\n\n`);
  for (const line of wrapped(CODE_MEANS, LINE_COLUMNS)) io.out(`${line}\n`);
}

const CODE_MEANS =
  'A client that scans this takes the keys as compared: show the code of your own devices to your contacts, and ' +
  "scan a contact's only after you have compared it, or to see whether it is the one that you know.";

/** What to say where there is no key to show. `own`: of the account that is logged in, which is there for sure. */
export function noDevices(account: BareJid, asked: 'offline' | 'others' | 'own'): CliFault {
  const why = 'A client with OMEMO has to be logged in there once; this one publishes its device with the first call.';
  switch (asked) {
    case 'offline':
      return { message: `no key of ${account} was seen yet`, advice: 'Without --offline the server is asked.' };
    case 'own':
      return { message: `${account} has published no OMEMO devices`, advice: why };
    case 'others':
      // ejabberd answers for users that there are not as for those without the node.
      return {
        message: `${account} has published no OMEMO devices, or there is no such user`,
        advice: `See that the address is spelled right. ${why}`,
      };
  }
}
