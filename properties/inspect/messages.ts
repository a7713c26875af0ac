/** What both kinds of files that are played say in the same way. */
import { stanzaMessage } from '../../src/inspect/inspection.ts';
import type { InspectMessage } from '../../src/inspect/message.ts';
import { NS_CLIENT } from '../../src/xml/namespaces.ts';
import { parseXml } from '../../src/xml/parse.ts';

/** What is to be seen of a stanza about calls; nothing of any other. */
export function stanzasIn(xml: string): readonly InspectMessage[] {
  const parsed = parseXml(xml, { defaultNamespace: NS_CLIENT });
  const message = parsed.ok ? stanzaMessage(parsed.value) : undefined;
  return message === undefined ? [] : [message];
}

/** The first line of what was thrown: the rest is where. */
export function reasonOf(thrown: unknown): string {
  const [line = ''] = (thrown instanceof Error ? thrown.message : String(thrown)).split('\n');
  return line;
}
