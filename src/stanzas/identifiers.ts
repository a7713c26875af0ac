/** Identifiers that several specifications share, each a type of its own so that one cannot stand in for another. */
import type { Brand } from '../base/brand.ts';

/** Jingle's `sid`, which is also the `id` of the JMI elements. XEP-0166 #def; XEP-0353 #intent. */
export type SessionId = Brand<string, 'SessionId'>;
/** The `name` of a Jingle content, which is also its SDP `mid`. XEP-0166 #def-content. */
export type ContentName = Brand<string, 'ContentName'>;
/** The `id` of a message or IQ. RFC 6120 #8.1.3. */
export type StanzaId = Brand<string, 'StanzaId'>;
