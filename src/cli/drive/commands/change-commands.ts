/** Commands about what changes in a running call: its contents, and its ICE session. */
import type { DrivenAccount } from '../account.ts';
import type { CallKey } from '../../../call/reports.ts';
import type { ContentName } from '../../../stanzas/identifiers.ts';
import { contentNameField, mediumField, required } from '../fields.ts';
import { badCommand, callCommand } from './command.ts';
import type { CommandFault } from './command.ts';

export const addContent = callCommand({ media: required(mediumField) }, ({ manager }, key, { media }) =>
  manager.changes.addContents(key, [media]),
);

const NAME = { name: required(contentNameField) };

export const acceptContent = callCommand(NAME, (account, key, { name }) =>
  isOffered(account, key, name) ? account.manager.changes.acceptContents(key) : notOffered(),
);

export const rejectContent = callCommand(NAME, (account, key, { name }) =>
  isOffered(account, key, name) ? account.manager.changes.rejectContents(key) : notOffered(),
);

export const removeContent = callCommand(NAME, ({ manager }, key, { name }) =>
  manager.changes.removeContent(key, name),
);

export const restartIce = callCommand({}, ({ manager }, key) => manager.changes.restartIce(key));

/** An offer is answered as a whole; a script names one of its contents. */
function isOffered({ manager }: DrivenAccount, key: CallKey, name: ContentName): boolean {
  return manager.changes.offered(key).includes(name);
}

function notOffered(): CommandFault {
  return badCommand('name: no such content is offered');
}
