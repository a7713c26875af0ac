/** The OMEMO device of a folder, opened for this process alone; made where there is none yet. */
import { mkdir } from 'node:fs/promises';
import { UsageError } from '../../base/errors.ts';
import { err, ok } from '../../base/result.ts';
import type { Result } from '../../base/result.ts';
import type { BareJid } from '../../jid.ts';
import { createOmemo } from '../../omemo/create.ts';
import type { OmemoAccount } from '../../omemo/create.ts';
import type { BackendFault } from '../../omemo-store/backend.ts';
import { openFileStore } from '../../omemo-store/file-store.ts';
import type { DurableStore } from '../../omemo-store/durable-store.ts';
import { omemoFolder } from './account-file.ts';
import type { CliFault } from './fault.ts';

export interface OpenOmemo {
  readonly omemo: OmemoAccount;
  readonly close: () => Promise<void>;
}

export async function openOmemo(folder: string, account: BareJid): Promise<Result<OpenOmemo, CliFault>> {
  const path = omemoFolder(folder);
  await mkdir(path, { recursive: true, mode: 0o700 }).catch(() => undefined);
  const store = await openFileStore({ folder: path });
  // Nothing here is sealed, so that a key could only be missing.
  if (!store.ok) return err(storeFault(store.error.kind === 'wrongKey' ? 'otherFormat' : store.error.kind, path));
  const omemo = await openDevice(store.value, account, path);
  if (!omemo.ok) {
    await store.value.close();
    return omemo;
  }
  return ok({ omemo: omemo.value, close: () => store.value.close() });
}

async function openDevice(
  store: DurableStore,
  account: BareJid,
  path: string,
): Promise<Result<OmemoAccount, CliFault>> {
  try {
    return ok(await createOmemo({ account, store }));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    if (error.kind !== 'storeOfAnotherDevice') return err(storeFault('damaged', path));
    return err({
      message: `the keys in ${path} are those of another account`,
      advice: `Take a folder of its own for ${account}: --data DIR.`,
    });
  }
}

function storeFault(kind: BackendFault['kind'], path: string): CliFault {
  switch (kind) {
    case 'inUse':
      return {
        message: `the keys in ${path} are in use by another omemo-calls`,
        advice: 'End that one first; or log in with --data DIR for another device of the account.',
      };
    case 'damaged':
      return {
        message: `the keys in ${path} are damaged`,
        advice: 'Move the folder away: the next login makes a new device, whose key contacts have to compare again.',
      };
    case 'otherFormat':
      return {
        message: `${path} holds something else than keys of this version`,
        advice: 'Choose another folder with --data DIR.',
      };
    case 'unavailable':
      return { message: `${path} cannot be opened`, advice: 'See that you may write there and that there is space.' };
  }
}
