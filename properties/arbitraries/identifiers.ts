/** Names of sessions, contents, stanzas, accounts and resources. */
import fc from 'fast-check';
import type { BareJid, FullJid, Jid } from '../../src/jid.ts';
import type { ContentName, SessionId, StanzaId } from '../../src/stanzas/identifiers.ts';
import { lineText, textOver, tokenText, wordText } from './text.ts';

export const sessionId: fc.Arbitrary<SessionId> = fc
  .oneof(fc.uuid(), wordText(40), textOver('abcXYZ019+/=', 1, 40))
  .map((text) => text as SessionId);

export const contentName: fc.Arbitrary<ContentName> = fc
  .oneof(fc.constantFrom('audio', 'video', '0', '1'), tokenText(12))
  .map((text) => text as ContentName);

export const stanzaId: fc.Arbitrary<StanzaId> = fc.oneof(fc.uuid(), wordText(40)).map((text) => text as StanzaId);

const domain = fc.constantFrom('montague.example', 'capulet.example', 'xn--zrich-kva.example', '[::1]', '例え.テスト');
const local = textOver('abcdefghijklmnopqrstuvwxyz0123456789.-_äπ日\\', 1, 12);

const bareJid: fc.Arbitrary<BareJid> = fc
  .oneof(
    domain,
    fc.tuple(local, domain).map((parts) => parts.join('@')),
  )
  .map((text) => text as BareJid);

export const fullJid: fc.Arbitrary<FullJid> = fc
  .tuple(
    bareJid,
    lineText(16).map((text) => text.replace(/\p{Noncharacter_Code_Point}/gu, '') || 'phone'),
  )
  .map((parts) => parts.join('/') as FullJid);

export const jid: fc.Arbitrary<Jid> = fc.oneof(bareJid, fullJid);
