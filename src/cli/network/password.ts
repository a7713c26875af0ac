/**
 * Where passwords come from: the environment, the account file, or a person. Never from the command line, which every
 * user of the machine can read.
 */
import { err, ok } from '../../base/result.ts';
import type { Result } from '../../base/result.ts';
import type { BareJid } from '../../jid.ts';
import type { CliIo } from '../io.ts';
import type { CliFault } from './fault.ts';

const PASSWORD_VARIABLE = 'OMEMO_CALLS_PASSWORD';

/** @param stored  the one of the account file, if that is to be used */
export async function findPassword(
  account: BareJid,
  stored: string | undefined,
  { environment, askSecret }: CliIo,
): Promise<Result<string, CliFault>> {
  const given = environment[PASSWORD_VARIABLE];
  if (given !== undefined && given !== '') return ok(given);
  if (stored !== undefined) return ok(stored);
  const typed = await askSecret?.(`Password of ${account}: `);
  if (typed !== undefined && typed !== '') return ok(typed);
  return err({
    message: `there is no password for ${account}`,
    advice: `Type it when you are asked for it, or put it into the environment variable ${PASSWORD_VARIABLE}.`,
  });
}
