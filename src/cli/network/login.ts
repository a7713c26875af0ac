/** `login`: tries an account on its server, makes its OMEMO device, and stores it once all that has worked. */
import { resolve } from 'node:path';
import { err, ok } from '../../base/result.ts';
import type { Result } from '../../base/result.ts';
import type { BareJid } from '../../jid.ts';
import type { CliIo } from '../io.ts';
import type { ExitCode } from '../run.ts';
import { dataFolder, readAccountFile, writeAccountFile } from './account-file.ts';
import type { DataOptions } from './account-options.ts';
import { believeAuthority } from './authority.ts';
import { createServerConnection } from './client.ts';
import { faultText } from './fault.ts';
import type { CliFault } from './fault.ts';
import { keyLines } from './key-text.ts';
import { openOmemo } from './open-omemo.ts';
import { findPassword } from './password.ts';
import { checkPep } from './server-checks.ts';

export interface LoginOptions extends DataOptions {
  readonly server?: string;
  readonly ca?: string;
  /** False: it is asked for each time. */
  readonly storePassword: boolean;
}

export async function runLogin(account: BareJid, options: LoginOptions, io: CliIo): Promise<ExitCode> {
  const done = await login(account, options, io);
  io.endSoon();
  if (io.signal.aborted) return 130;
  if (done.ok) return 0;
  io.err(faultText(done.error));
  return 1;
}

async function login(account: BareJid, options: LoginOptions, io: CliIo): Promise<Result<void, CliFault>> {
  const folder = dataFolder(options.data, io.environment);
  const before = await readAccountFile(folder);
  if (!before.ok) return before;
  if (before.value !== undefined && before.value.account !== account) {
    return err({
      message: `${folder} is the folder of ${before.value.account}`,
      advice: `Take one of its own for ${account}: --data DIR.`,
    });
  }
  const ca = options.ca === undefined ? undefined : resolve(options.ca);
  if (ca !== undefined) {
    const believed = await believeAuthority(ca);
    if (!believed.ok) return believed;
  }
  const password = await findPassword(account, undefined, io);
  if (!password.ok) return password;
  const { server } = options;
  const connection = await createServerConnection({ account, password: password.value, server });
  const connected = await connection.connect(io.signal);
  if (!connected.ok) return connected;
  const missing = await checkPep(connection, account);
  await connection.leave();

  const opened = await openOmemo(folder, account);
  if (!opened.ok) return opened;
  const { ownDevice, ownIdentityKey } = opened.value.omemo;
  await opened.value.close();
  const stored = { account, server, ca, password: options.storePassword ? password.value : undefined };
  const written = await writeAccountFile(folder, stored);
  if (!written.ok) return written;
  io.out(`Logged in as ${account}.\n`);
  io.out(`Its OMEMO device is ${ownDevice.deviceId}, with the key\n`);
  for (const line of keyLines(ownIdentityKey)) io.out(`  ${line}\n`);
  io.out(
    options.storePassword
      ? `Account, password and keys are in ${folder}, in the clear, for you only.\n`
      : `Account and keys are in ${folder}; the password is not.\n`,
  );
  if (missing !== undefined) io.err(faultText(missing));
  return ok(undefined);
}
