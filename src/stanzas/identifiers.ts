/**
 * Identifiers that several specifications share, each a type of its own so that one cannot stand in for another.
 *
 * Spec: XEP-0166 1.1.2 #def; XEP-0353 0.8.0 #intent; RFC 6120 #8.1.3.
 */
import type { Brand } from '../base/brand.ts';
import { IDENTIFIER_LIMITS } from '../base/limits.ts';
import { token, word } from './grammar.ts';

/** Jingle's `sid`, which is also the `id` of the JMI elements. XEP-0166 #def; XEP-0353 #intent. */
export type SessionId = Brand<string, 'SessionId'>;
/** The `name` of a Jingle content, which is also its SDP `mid`. XEP-0166 #def-content. */
export type ContentName = Brand<string, 'ContentName'>;
/** The `id` of a message or IQ. RFC 6120 #8.1.3. */
export type StanzaId = Brand<string, 'StanzaId'>;

const sessionIdText = word(IDENTIFIER_LIMITS.sessionIdCharacters);
const contentNameText = token(IDENTIFIER_LIMITS.contentNameCharacters);
const stanzaIdText = word(IDENTIFIER_LIMITS.stanzaIdCharacters);

/**
 * A session id, or undefined where it is empty, too long, or holds white space or control characters.
 *
 * Wider than XEP-0166's NMTOKEN: deployed clients use base64, with `/`, `+` and `=`.
 */
export function parseSessionId(text: string): SessionId | undefined {
  return sessionIdText(text) as SessionId | undefined;
}

/** A content name that can stand in an SDP `mid` and in a group line: a token. RFC 5888 #4. */
export function parseContentName(text: string): ContentName | undefined {
  return contentNameText(text) as ContentName | undefined;
}

/** A stanza's id, or undefined where it is empty, too long, or holds white space or control characters. */
export function parseStanzaId(text: string): StanzaId | undefined {
  return stanzaIdText(text) as StanzaId | undefined;
}
