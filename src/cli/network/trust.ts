/** `trust`: records what the user thinks of one key of a device. Says which key it was about. */
import { err, ok } from '../../base/result.ts';
import type { Result } from '../../base/result.ts';
import type { BareJid } from '../../jid.ts';
import type { TrustLevel } from '../../omemo/port.ts';
import type { OmemoAccount } from '../../omemo/create.ts';
import type { DeviceId, IdentityKey } from '../../stanzas/omemo.ts';
import type { CliIo } from '../io.ts';
import type { ExitCode } from '../run.ts';
import { findAccount } from './account-options.ts';
import type { DataOptions } from './account-options.ts';
import { faultText } from './fault.ts';
import type { CliFault } from './fault.ts';
import { keyLines } from './key-text.ts';
import { openOmemo } from './open-omemo.ts';

export interface TrustOptions extends DataOptions {
  /** The key that was compared; may be left out where only one of the device was seen. */
  readonly key?: IdentityKey;
}

export interface TrustDecision {
  readonly account: BareJid;
  readonly deviceId: DeviceId;
  readonly level: TrustLevel;
}

export async function runTrust(decision: TrustDecision, options: TrustOptions, io: CliIo): Promise<ExitCode> {
  const decided = await decide(decision, options, io);
  if (decided.ok) return 0;
  io.err(faultText(decided.error));
  return 1;
}

async function decide(decision: TrustDecision, options: TrustOptions, io: CliIo): Promise<Result<void, CliFault>> {
  const found = await findAccount(options, io);
  if (!found.ok) return found;
  const { stored, folder } = found.value;
  const opened = await openOmemo(folder, stored.account);
  if (!opened.ok) return opened;
  const recorded = await record(decision, options, opened.value.omemo);
  await opened.value.close();
  if (!recorded.ok) return recorded;
  const { account, deviceId, level } = decision;
  io.out(`Device ${deviceId} of ${account} is ${level} from now on, with the key\n`);
  for (const line of keyLines(recorded.value)) io.out(`  ${line}\n`);
  return ok(undefined);
}

async function record(
  { account, deviceId, level }: TrustDecision,
  { key }: TrustOptions,
  omemo: OmemoAccount,
): Promise<Result<IdentityKey, CliFault>> {
  const { ownDevice } = omemo;
  if (account === ownDevice.account && deviceId === ownDevice.deviceId) {
    return err({ message: `${deviceId} is this device itself`, advice: 'What others think of it, they decide.' });
  }
  const seen = omemo.identityKeysOf(account).filter((known) => known.deviceId === deviceId);
  const [only, ...more] = seen;
  const identityKey = key ?? (more.length === 0 ? only?.identityKey : undefined);
  if (identityKey === undefined) {
    return err({
      message:
        only === undefined
          ? `there is no such device: no key of device ${deviceId} of ${account} was seen yet`
          : `device ${deviceId} of ${account} has shown ${seen.length} keys`,
      advice: `omemo-calls devices ${account} shows them; name the one that you compared: --key HEX.`,
    });
  }
  const recorded = await omemo.setTrust({ account, deviceId, identityKey }, level);
  if (recorded.ok) return ok(identityKey);
  return err({ message: 'the decision could not be stored', advice: 'See that there is space on the disk.' });
}
