/** Whether the server can do what calls with OMEMO need of it, asked before somebody wonders. */
import type { BareJid } from '../../jid.ts';
import { element } from '../../xml/element.ts';
import { NS_DISCO_INFO } from '../../xml/namespaces.ts';
import { attribute, childElements } from '../../xml/read.ts';
import type { ConnectionFault } from '../../adapters/client/connect-calls.ts';
import type { ServerConnection } from './client.ts';
import type { CliFault } from './fault.ts';

/** Undefined where it has PEP, or does not say. XEP-0163 #support. */
export async function checkPep(connection: ServerConnection, account: BareJid): Promise<CliFault | undefined> {
  const info = await connection.ask(account, element(NS_DISCO_INFO, 'query'));
  if (info.ok && info.value === undefined) return undefined;
  if (info.ok) {
    const identities = info.value === undefined ? [] : childElements(info.value);
    if (identities.some((each) => attribute(each, 'category') === 'pubsub' && attribute(each, 'type') === 'pep')) {
      return undefined;
    }
  } else if (info.error === 'timeout') return undefined;
  return {
    message: 'the server has no PEP (XEP-0163) for this account, where OMEMO keys are published',
    advice: 'Calls to you cannot be authenticated. Who runs the server can switch PEP on.',
  };
}

export function describeServerFault(fault: ConnectionFault): CliFault {
  switch (fault.kind) {
    case 'noCarbons':
      return {
        message: 'the server enables no carbons (XEP-0280)',
        advice: 'Your devices do not tell one another who took a call: they ring on.',
      };
    case 'noArchive':
      return {
        message: 'the server keeps no archive (XEP-0313), or does not hand it over',
        advice: 'Calls of the time before are not told as missed.',
      };
    case 'unreadable':
      return { message: 'something came that is no stanza', advice: 'It was let go.' };
  }
}
