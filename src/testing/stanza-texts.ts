/**
 * Stanzas about calls as text, each as the codecs of this project write it, for whoever tests a reader or a call core
 * of their own.
 *
 * Spec: those of `src/stanzas/`.
 */
import fc from 'fast-check';
import { carbon, iq, message } from '../../properties/arbitraries/stanza.ts';
import { jingleMessage } from '../../properties/arbitraries/jingle-message.ts';
import { receivedJingle } from '../../properties/arbitraries/jingle.ts';
import { omemoBundle } from '../../properties/arbitraries/omemo-bundle.ts';
import { writeCarbon } from '../stanzas/carbons.ts';
import { writeJingle } from '../stanzas/jingle.ts';
import { writeJingleMessage } from '../stanzas/jingle-message.ts';
import { writeOmemoBundle } from '../stanzas/omemo-bundle.ts';
import { writeIq, writeMessage } from '../stanzas/stanza.ts';
import type { XmlElement } from '../xml/element.ts';
import { NS_CLIENT } from '../xml/namespaces.ts';
import { serializeXml } from '../xml/serialize.ts';

/** A message with a Jingle message in it, or a carbon; an IQ set with a Jingle request; a result with a bundle. */
export const stanzaElement: fc.Arbitrary<XmlElement> = fc.oneof(
  fc
    .tuple(message, jingleMessage)
    .map(([frame, word]) => writeMessage({ ...frame, children: [writeJingleMessage(word)] })),
  fc.tuple(message, carbon).map(([frame, copy]) => writeMessage({ ...frame, children: [writeCarbon(copy)] })),
  fc
    .tuple(iq, receivedJingle)
    .map(([frame, jingle]) => writeIq({ ...frame, type: 'set', children: [writeJingle(jingle)] })),
  fc
    .tuple(iq, omemoBundle)
    .map(([frame, bundle]) => writeIq({ ...frame, type: 'result', children: [writeOmemoBundle(bundle)] })),
);

/** The same as text, as it comes out of a stream of `jabber:client`. */
export const stanzaText: fc.Arbitrary<string> = stanzaElement.map((stanza) => serializeXml(stanza, NS_CLIENT));
