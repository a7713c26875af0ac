/** The wire as a story: one line for each stanza, short enough to compare a whole call with. */
import type { Passing } from '../../src/adapters/memory-wire.ts';
import { bareOf } from '../../src/jid.ts';
import type { XmlElement } from '../../src/xml/element.ts';
import {
  NS_CARBONS,
  NS_DTLS,
  NS_JINGLE,
  NS_JINGLE_MESSAGE,
  NS_OMEMO_VERIFICATION,
  NS_PUBSUB,
  NS_RTP_INFO,
} from '../../src/xml/namespaces.ts';
import { attribute, childElements } from '../../src/xml/read.ts';
import { descendants } from './hostile.ts';

/** `romeo > juliet: propose audio`. Answers of the server about its own nodes are left out. */
export function story(delivered: readonly Passing[]): readonly string[] {
  return delivered.filter(({ from }) => from.includes('/')).map(line);
}

function line({ from, to, stanza }: Passing): string {
  return `${nameOf(from)} > ${nameOf(to)}: ${summary(stanza)}`;
}

function nameOf(address: Passing['from']): string {
  return bareOf(address).split('@')[0] ?? '';
}

/** What a stanza says, in a few words. */
export function summary(stanza: XmlElement): string {
  const [payload] = childElements(stanza).filter(({ namespace }) => namespace !== 'urn:xmpp:hints');
  const type = attribute(stanza, 'type') ?? '';
  if (type === 'result' && payload === undefined) return 'ok';
  if (type === 'error')
    return `error ${descendants(stanza)
      .slice(2)
      .map(({ name }) => name)
      .join(' ')}`;
  if (payload === undefined) return stanza.name;
  if (payload.namespace === NS_JINGLE_MESSAGE) return jingleMessageSummary(payload);
  if (payload.namespace === NS_JINGLE) return jingleSummary(payload);
  if (payload.namespace === NS_PUBSUB) return `${type} pubsub`;
  if (payload.namespace === NS_CARBONS) return `carbon ${payload.name}`;
  return `${type} ${payload.name}`;
}

function jingleMessageSummary(message: XmlElement): string {
  const words = childElements(message).map((child) => {
    if (child.name === 'device') return `device ${attribute(child, 'id') ?? '?'}`;
    if (child.name === 'tie-break') return child.name;
    if (child.name === 'migrated') return `migrated to ${attribute(child, 'to') ?? '?'}`;
    if (child.name === 'description') return attribute(child, 'media') ?? '?';
    return childElements(child)
      .map(({ name }) => name)
      .join(' ');
  });
  return [message.name, ...words].join(' ');
}

function jingleSummary(jingle: XmlElement): string {
  const action = attribute(jingle, 'action') ?? '?';
  const contents = childElements(jingle).flatMap((child) => {
    if (child.name === 'reason') return childElements(child).map(({ name }) => name);
    if (child.namespace === NS_RTP_INFO) return [child.name];
    return child.name === 'content' ? [`${attribute(child, 'name') ?? '?'}${protectionOf(child)}`] : [];
  });
  return [action, ...contents].join(' ');
}

function protectionOf(content: XmlElement): string {
  const fingerprints = descendants(content).filter(({ name }) => name === 'fingerprint');
  return fingerprints
    .map(({ namespace }) =>
      namespace === NS_OMEMO_VERIFICATION ? ':encrypted' : namespace === NS_DTLS ? ':plain' : ':?',
    )
    .join('');
}
