/**
 * What a transport-reject names: the contents and transports of the transport-replace that it answers, and nothing of
 * what was in them.
 *
 * Spec: XEP-0166 1.1.2 #def-action-transport-replace #def-action-transport-reject.
 */
import { element } from '../xml/element.ts';
import type { XmlElement } from '../xml/element.ts';
import type { JingleContent, ReceivedJingle } from '../stanzas/jingle.ts';

type ReceivedContent = ReceivedJingle['contents'][number];

/** A transport that this core does not speak. Its content keeps it among what it does not know. */
export function foreignTransport({ extensions }: ReceivedContent): XmlElement | undefined {
  return extensions.find(({ name }) => name === 'transport');
}

/** Whether each content names a transport to go over to. */
export function namesTransports({ contents }: ReceivedJingle): boolean {
  return (
    contents.length > 0 && contents.every((content) => (content.transport ?? foreignTransport(content)) !== undefined)
  );
}

/** The contents of the answer, each with the name of its transport: who asked knows what was in it. */
export function rejectedContents({ contents }: ReceivedJingle): readonly JingleContent<[]>[] {
  return contents.map((content): JingleContent<[]> => {
    const { creator, name, senders, transport } = content;
    const named = { creator, name, senders, disposition: undefined, description: undefined };
    if (transport !== undefined) return { ...named, transport: EMPTY_TRANSPORT, extensions: [] };
    const foreign = foreignTransport(content);
    const extensions = foreign === undefined ? [] : [element(foreign.namespace, foreign.name)];
    return { ...named, transport: undefined, extensions };
  });
}

const EMPTY_TRANSPORT = {
  credentials: undefined,
  candidates: [],
  ignoredCandidates: 0,
  fingerprint: [] as [],
  options: [],
  gatheringComplete: false,
  extensions: [],
};
