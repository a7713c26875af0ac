/**
 * XMPP addresses, in two kinds that never mix: an account (bare JID) and one connected resource of it (full JID).
 *
 * Comparison is by string after parsing. The server has prepared the JIDs it stamps on stanzas (RFC 7622); this module
 * lower-cases the ASCII letters of local and domain part, so that a user's own spelling finds the same account, and
 * refuses what no JID may hold.
 *
 * Spec: RFC 7622 #3.
 */
import type { Brand } from './base/brand.ts';

/** An account: `localpart@domain` or `domain`. */
export type BareJid = Brand<string, 'BareJid'>;
/** One resource of an account: `localpart@domain/resource`. */
export type FullJid = Brand<string, 'FullJid'>;
export type Jid = BareJid | FullJid;

/** UTF-8 octets of each part. RFC 7622 #3.2.1. */
const MAX_PART_BYTES = 1023;

// RFC 7622 #3.3.1 forbids these in a localpart; controls, white space and lone surrogates are forbidden everywhere.
// What Unicode has not assigned yet is let through: the server that stamped the address may know a newer Unicode.
const LOCAL_FORBIDDEN = /["&'/:<>@\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Noncharacter_Code_Point}\p{Z}]/u;
const DOMAIN_FORBIDDEN = /["&'/<>@\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Noncharacter_Code_Point}\p{Z}]/u;
// A resource may hold spaces (OpaqueString), but no control characters.
const RESOURCE_FORBIDDEN = /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/u;

const textEncoder = new TextEncoder();

/** The account named by `text`, or undefined where it is no bare JID. */
export function parseBareJid(text: string): BareJid | undefined {
  const parts = split(text);
  return parts !== undefined && parts.resource === undefined ? (parts.bare as BareJid) : undefined;
}

/** The resource named by `text`, or undefined where it is no full JID. */
export function parseFullJid(text: string): FullJid | undefined {
  const parts = split(text);
  return parts?.resource === undefined ? undefined : (`${parts.bare}/${parts.resource}` as FullJid);
}

/** Either kind of JID, or undefined where `text` is none. */
export function parseJid(text: string): Jid | undefined {
  const parts = split(text);
  if (parts === undefined) return undefined;
  return (parts.resource === undefined ? parts.bare : `${parts.bare}/${parts.resource}`) as Jid;
}

/** The account a resource belongs to; an account is its own. */
export function bareOf(jid: Jid): BareJid {
  const slash = jid.indexOf('/');
  return (slash === -1 ? jid : jid.slice(0, slash)) as BareJid;
}

export function isFullJid(jid: Jid): jid is FullJid {
  return jid.includes('/');
}

/** The server an account is at. */
export function domainOf(account: BareJid): BareJid {
  return account.slice(account.indexOf('@') + 1) as BareJid;
}

/** The resource part of a full JID. */
export function resourcePartOf(jid: FullJid): string {
  return jid.slice(jid.indexOf('/') + 1);
}

function split(text: string): { readonly bare: string; readonly resource: string | undefined } | undefined {
  const slash = text.indexOf('/');
  const bare = slash === -1 ? text : text.slice(0, slash);
  const resource = slash === -1 ? undefined : text.slice(slash + 1);
  const at = bare.indexOf('@');
  const local = at === -1 ? undefined : bare.slice(0, at);
  const domain = bare.slice(at + 1);
  if (local !== undefined && !isPart(local, LOCAL_FORBIDDEN)) return undefined;
  if (!isPart(domain, DOMAIN_FORBIDDEN)) return undefined;
  if (resource !== undefined && !isPart(resource, RESOURCE_FORBIDDEN)) return undefined;
  const account = local === undefined ? domain : `${local}@${domain}`;
  return { bare: lowerCaseAscii(account), resource };
}

function isPart(part: string, forbidden: RegExp): boolean {
  return part !== '' && !forbidden.test(part) && isShortEnough(part);
}

function isShortEnough(part: string): boolean {
  // A UTF-16 unit takes three octets at most, so what is this short need not be encoded to be measured.
  return part.length <= MAX_PART_BYTES / 3 || textEncoder.encode(part).length <= MAX_PART_BYTES;
}

function lowerCaseAscii(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
