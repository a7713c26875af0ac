/** Commands about the account: opening and closing it, trust, failures to come, figures. */
import { STATS_LIMITS } from '../../../call/options.ts';
import type { DeviceId } from '../../../stanzas/omemo.ts';
import { DrivenAccount } from '../account.ts';
import { FAULT_PLACES } from '../faults.ts';
import { MAX_EARLY_CANDIDATES } from '../media.ts';
import { bareJidField, countField, deviceIdField, required, textField, withDefault, words } from '../fields.ts';
import { OPEN_FIELDS } from '../open-options.ts';
import { readAccountText, writeAccountText } from '../snapshot.ts';
import { accountCommand, badCommand, command } from './command.ts';

export const open = command(OPEN_FIELDS, async (stage, options) => {
  if (stage.account !== undefined) return { kind: 'alreadyOpen', message: 'an account is open; "close" it first' };
  const account = await DrivenAccount.open(options, stage.emit, stage.inspection);
  if (!account.ok) return badCommand(account.error);
  // oxlint-disable-next-line no-param-reassign -- Which account is on the stage is what this command is for.
  stage.account = account.value;
  await account.value.start();
  return undefined;
});

export const close = command({}, (stage) => {
  if (stage.account === undefined) return { kind: 'notOpen', message: 'no account is open' };
  stage.account.manager.close();
  // oxlint-disable-next-line no-param-reassign -- As above.
  stage.account = undefined;
  return undefined;
});

const TRUST_FIELDS = {
  jid: required(bareJidField),
  deviceId: required(deviceIdField),
  level: required(words(['undecided', 'blind', 'verified', 'distrusted'])),
};

export const trust = accountCommand(TRUST_FIELDS, async ({ manager }, { jid: account, deviceId, level }) => {
  const device = { account, deviceId: deviceId as DeviceId, identityKey: undefined };
  const recorded = await manager.setTrust(device, level);
  return recorded.ok ? undefined : { kind: recorded.error.kind, message: 'the decision could not be stored' };
});

const FAULT_FIELDS = { at: required(words(FAULT_PLACES)), skip: withDefault(countField, 0) };

export const fault = accountCommand(FAULT_FIELDS, ({ faults }, { at, skip }) => faults.order(at, skip));

export const stats = accountCommand({}, ({ manager, media }, _, emit) => {
  const { buffered, ...figures } = manager.stats();
  emit({ out: 'stats', ...figures, buffered: buffered + media.buffered, limits: LIMITS });
});

const LIMITS = { ...STATS_LIMITS, buffered: STATS_LIMITS.buffered + MAX_EARLY_CANDIDATES };

export const snapshot = accountCommand({}, async (account, _, emit) => {
  emit({ out: 'snapshot', json: writeAccountText(await account.write()) });
});

export const restore = command({ json: required(textField) }, async (stage, { json }) => {
  const text = readAccountText(json);
  const account = text.ok ? await DrivenAccount.restore(text.value, stage.emit, stage.inspection) : text;
  if (!account.ok) return badCommand(account.error);
  stage.account?.manager.close();
  // oxlint-disable-next-line no-param-reassign -- As above.
  stage.account = account.value;
  return undefined;
});
