/**
 * Identity keys as people compare them: eight groups of eight digits to read out, and the `xmpp:` URI of a QR code.
 *
 * Knows nothing of trust. What a scanned URI says about a key is for the application to record, with `setTrust`.
 *
 * Spec: RFC 5122 #2 (URIs); the query keys `omemo-sid-ID` are those Conversations and Dino read and write.
 */
import { decodeBase64, encodeBase64 } from '../base/base64.ts';
import { MAX_VERIFICATION_URI_CHARACTERS } from '../base/limits.ts';
import type { Result } from '../base/result.ts';
import { err, ok } from '../base/result.ts';
import type { BareJid } from '../jid.ts';
import { parseBareJid } from '../jid.ts';
import type { DeviceId, IdentityKey } from '../stanzas/omemo.ts';
import { parseDeviceId, parseIdentityKey } from '../stanzas/omemo.ts';

/** An account and keys of its devices, as one device vouches for them. */
export interface VerificationUri {
  readonly account: BareJid;
  /** Each device once. */
  readonly keys: readonly { readonly deviceId: DeviceId; readonly identityKey: IdentityKey }[];
}

export type VerificationUriFault =
  /** No `xmpp:` URI with a query. */
  | { readonly kind: 'notAUri' }
  /** The URI names no account. */
  | { readonly kind: 'badAccount' }
  | { readonly kind: 'noKeys' }
  /** A device id or a key that is none. */
  | { readonly kind: 'badKey' }
  /** One device with two keys: whoever made it is mistaken, or worse. */
  | { readonly kind: 'contradictoryKeys' };

/** The type byte in front of a Curve25519 key on the wire; people do not compare it. */
const CURVE25519_TYPE = 0x05;
const GROUP_DIGITS = 8;

/** The key as clients show it: 64 lower-case hexadecimal digits in groups of eight, without the type byte. */
export function identityKeyFingerprint(identityKey: IdentityKey): string {
  return (hexOf(identityKey).match(new RegExp(`.{${GROUP_DIGITS}}`, 'g')) ?? []).join(' ');
}

/** The URI that a QR code holds: scanned by another client, the keys in it count as compared. */
export function writeVerificationUri({ account, keys }: VerificationUri): string {
  const pairs = keys.map(({ deviceId, identityKey }) => `omemo-sid-${deviceId}=${hexOf(identityKey)}`);
  // `@` separates the parts of the address and stays; everything else that a URI may not hold is escaped.
  const path = account.split('@').map(encodeURIComponent).join('@');
  return `xmpp:${path}?${pairs.join(';')}`;
}

/**
 * Reads a scanned URI. Query parts that are not about OMEMO, such as `join`, are passed over.
 *
 * Refuses the whole URI where one key in it is wrong: a code that was tampered with is not half right.
 */
export function readVerificationUri(text: string): Result<VerificationUri, VerificationUriFault> {
  const [, path, query] = text.length <= MAX_VERIFICATION_URI_CHARACTERS ? (URI.exec(text.trim()) ?? []) : [];
  if (path === undefined || query === undefined) return err({ kind: 'notAUri' });
  const account = accountIn(path);
  if (account === undefined) return err({ kind: 'badAccount' });
  const keys = new Map<DeviceId, IdentityKey>();
  // Links on web pages separate by `&`, the URI itself by `;`. RFC 5122 #2.5.
  for (const pair of query.split(/[;&]/)) {
    const [, id, hex] = PAIR.exec(pair) ?? [];
    if (id === undefined || hex === undefined) {
      if (pair.startsWith('omemo-sid-')) return err({ kind: 'badKey' });
      continue;
    }
    const deviceId = parseDeviceId(id);
    const identityKey = identityKeyIn(hex);
    if (deviceId === undefined || identityKey === undefined) return err({ kind: 'badKey' });
    if ((keys.get(deviceId) ?? identityKey) !== identityKey) return err({ kind: 'contradictoryKeys' });
    keys.set(deviceId, identityKey);
  }
  if (keys.size === 0) return err({ kind: 'noKeys' });
  return ok({ account, keys: [...keys].map(([deviceId, identityKey]) => ({ deviceId, identityKey })) });
}

const URI = /^xmpp:(?:\/\/[^/?#]*\/)?([^?#/]+)\?([^#]*)(?:#.*)?$/i;
const PAIR = /^omemo-sid-(\d{1,10})=([0-9a-f]{64}|05[0-9a-f]{64})$/i;

function accountIn(path: string): BareJid | undefined {
  try {
    return parseBareJid(decodeURIComponent(path));
  } catch {
    // An escape that stands for no character.
    return undefined;
  }
}

function hexOf(identityKey: IdentityKey): string {
  const bytes = decodeBase64(identityKey) ?? new Uint8Array();
  return Array.from(bytes.subarray(1), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Some clients leave the type byte on. */
function identityKeyIn(hex: string): IdentityKey | undefined {
  const digits = hex.slice(-64).match(/../g) ?? [];
  const bytes = Uint8Array.of(CURVE25519_TYPE, ...digits.map((pair) => Number.parseInt(pair, 16)));
  return parseIdentityKey(encodeBase64(bytes));
}
