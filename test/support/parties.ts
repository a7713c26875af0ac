/** Who calls whom in tests: the parties of the XEPs, what they are called, and which certificates they have. */
import type { BareJid, FullJid } from '../../src/jid.ts';
import { bareOf, parseFullJid } from '../../src/jid.ts';
import type { DtlsFingerprintValue } from '../../src/stanzas/dtls.ts';
import { parseDtlsFingerprintValue } from '../../src/stanzas/dtls.ts';
import type { DeviceId } from '../../src/stanzas/omemo.ts';
import { parseDeviceId } from '../../src/stanzas/omemo.ts';

/** One resource with one OMEMO device and one DTLS certificate. */
export interface Identity {
  readonly account: FullJid;
  /** Whose resource it is. */
  readonly contact: BareJid;
  readonly deviceId: DeviceId;
  readonly dtlsFingerprint: DtlsFingerprintValue;
  /** Decides session ids, stanza ids and ICE credentials. */
  readonly seed: number;
}

function fullJid(text: string): FullJid {
  return parseFullJid(text)!;
}

/** A SHA-256 fingerprint that tells by its bytes whose it is: it counts up from `first`. */
export function dtlsFingerprint(first: number): DtlsFingerprintValue {
  const bytes = Array.from({ length: 32 }, (_, index) => ((first + index) & 255).toString(16).padStart(2, '0'));
  return parseDtlsFingerprintValue(bytes.join(':'), 'sha-256')!;
}

function identity(name: string, deviceId: string, seed: number): Identity {
  const account = fullJid(name);
  const certificate = dtlsFingerprint(seed * 16);
  return {
    account,
    contact: bareOf(account),
    deviceId: parseDeviceId(deviceId)!,
    dtlsFingerprint: certificate,
    seed,
  };
}

/** The caller, unless a test says otherwise. */
export const ROMEO = identity('romeo@montague.example/orchard', '1111', 1);
/** The callee. */
export const JULIET = identity('juliet@capulet.example/balcony', '2222', 2);
/** The callee's other resource, with a device of its own. */
export const JULIETS_TABLET = identity('juliet@capulet.example/chamber', '2223', 3);
/** Another contact of the caller. */
export const NURSE = identity('nurse@capulet.example/kitchen', '3333', 4);
/** In nobody's roster; also the name of whoever sits in the server. */
export const TYBALT = identity('tybalt@capulet.example/street', '4444', 5);
