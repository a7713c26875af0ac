/** Commands about what is around an account: stanzas that arrive, and time. */
import type { Result } from '../../../base/result.ts';
import { err } from '../../../base/result.ts';
import { bareOf, parseFullJid } from '../../../jid.ts';
import { describeXmlFault } from '../../../xml/fault.ts';
import type { XmlElement } from '../../../xml/element.ts';
import { NS_CLIENT } from '../../../xml/namespaces.ts';
import { parseXml } from '../../../xml/parse.ts';
import type { DrivenAccount } from '../account.ts';
import { flagField, listOf, optional, required, textField, wholeNumber, withDefault, words } from '../fields.ts';
import { accountCommand, badCommand } from './command.ts';
import type { CommandFault } from './command.ts';

const MAX_STANZAS = 100_000;

export const stanza = accountCommand({ xml: required(textField) }, (account, { xml }) => receive(account, [xml]));

export const stanzas = accountCommand({ xml: required(listOf(textField, MAX_STANZAS)) }, (account, { xml }) =>
  receive(account, xml),
);

/** All of them or, where one is no XML, none. */
function receive(account: DrivenAccount, texts: readonly string[]): CommandFault | undefined {
  const elements: XmlElement[] = [];
  for (const text of texts) {
    const parsed = parse(text);
    if (!parsed.ok) return parsed.error;
    elements.push(parsed.value);
  }
  for (const element of elements) account.receive(element);
  return undefined;
}

function parse(text: string): Result<XmlElement, CommandFault> {
  const parsed = parseXml(text, { defaultNamespace: NS_CLIENT });
  return parsed.ok ? parsed : err({ kind: parsed.error.kind, message: describeXmlFault(parsed.error) });
}

/** What a date can show, in four digits of year. */
const FIRST_MS = Date.UTC(1, 0, 1);
const LAST_MS = Date.UTC(9_999, 11, 31);

const TIME_FIELDS = {
  advanceMs: required(wholeNumber(-LAST_MS, LAST_MS)),
  jump: withDefault(flagField, false),
};

export const time = accountCommand(TIME_FIELDS, async (account, { advanceMs, jump }) => {
  const { clock } = account;
  const shownMs = clock.now() + advanceMs;
  if (shownMs < FIRST_MS || shownMs > LAST_MS) return badCommand('advanceMs: no calendar goes there');
  const settle = () => account.settle();
  if (advanceMs < 0) clock.adjust(advanceMs);
  else if (jump) await clock.jump(advanceMs, settle);
  else await clock.advance(advanceMs, settle);
  return undefined;
});

const STREAM_FIELDS = {
  state: required(words(['lost', 'resumed', 'fresh'])),
  resource: optional(textField),
};

export const stream = accountCommand(STREAM_FIELDS, ({ manager }, { state, resource }) => {
  if (resource !== undefined && state !== 'fresh') return badCommand('resource: only a fresh stream has a new one');
  if (state === 'lost') return manager.connectionLost();
  if (state === 'resumed') return manager.connectionResumed();
  const { account } = manager;
  const bound = resource === undefined ? account : parseFullJid(`${bareOf(account)}/${resource}`);
  if (bound === undefined) return badCommand('resource: none that a server would bind');
  return manager.connectionReplaced(bound);
});
