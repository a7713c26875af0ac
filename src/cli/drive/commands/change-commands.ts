/** Commands about what changes in a running call: its contents, and its ICE session. */
import type { DrivenAccount } from '../account.ts';
import type { CallKey } from '../../../call/reports.ts';
import type { ContentName } from '../../../stanzas/identifiers.ts';
import { contentNameField, mediumField, required } from '../fields.ts';
import { callCommand } from './command.ts';
import type { CommandFault } from './command.ts';

export const addContent = callCommand({ media: required(mediumField) }, ({ manager }, key, { media }) =>
  manager.changes.addContents(key, [media]),
);

const NAME = { name: required(contentNameField) };

export const acceptContent = callCommand(NAME, (account, key, { name }) =>
  isAnotherOffered(account, key, name) ? notOffered() : account.manager.changes.acceptContents(key),
);

export const rejectContent = callCommand(NAME, (account, key, { name }) =>
  isAnotherOffered(account, key, name) ? notOffered() : account.manager.changes.rejectContents(key),
);

export const removeContent = callCommand(NAME, ({ manager }, key, { name }) =>
  manager.changes.removeContent(key, name),
);

export const restartIce = callCommand({}, ({ manager }, key) => manager.changes.restartIce(key));

/** An offer is answered as a whole; a script names one of its contents. Where there is none, the core says so. */
function isAnotherOffered({ manager }: DrivenAccount, key: CallKey, name: ContentName): boolean {
  const offered = manager.changes.offered(key);
  return offered.length > 0 && !offered.includes(name);
}

function notOffered(): CommandFault {
  return { kind: 'notOffered', message: 'what is offered has no content of that name' };
}
