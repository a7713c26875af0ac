/** The OMEMO of the recorded calls (test/interop): keys and sessions as they were before the call, and its messages. */
import { readFileSync } from 'node:fs';
import { decodeBase64 } from '../../src/base/base64.ts';
import type { DeviceKeyMaterial } from '../../src/omemo/import-keys.ts';
import { type OmemoMessage, readOmemoMessage } from '../../src/stanzas/omemo.ts';
import type { XmlElement } from '../../src/xml/element.ts';
import { NS_OMEMO } from '../../src/xml/namespaces.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { childElements, isNamed } from '../../src/xml/read.ts';
import { deviceOf } from '../../src/testing/omemo/check.ts';
import { valueOf } from './value-of.ts';

export type Recording = 'dino-0.4.2-audio.json' | 'dino-0.4.2-prekey-audio.json';

export const alice = deviceOf('alice@interop.test', 1_124_071_515);
export const bob = deviceOf('bob@interop.test', 323_196_813);

interface RecordedAccount extends DeviceKeyMaterial {
  readonly sessions: readonly { readonly name: string; readonly record: string }[];
}

interface RecordingJson {
  readonly keys: Readonly<Record<string, RecordedAccount>>;
  readonly stanzas: readonly { readonly xml: string }[];
  readonly expected: readonly { readonly stanza: number; readonly plaintext: string; readonly from: string }[];
}

function read(recording: Recording): RecordingJson {
  return JSON.parse(readFileSync(new URL(`../interop/${recording}`, import.meta.url), 'utf8')) as RecordingJson;
}

/** An account's keys. */
export function recordedKeys(recording: Recording, { account }: typeof alice): DeviceKeyMaterial {
  return read(recording).keys[account]!;
}

/** An account's session with the other, in the C library's encoding. */
export function recordedSession(recording: Recording, own: typeof alice, peer: typeof alice): Uint8Array {
  const { sessions } = read(recording).keys[own.account]!;
  return decodeBase64(sessions.find(({ name }) => name === peer.account)!.record)!;
}

/** What alice and bob encrypted, in order, and what it says. */
export function recordedMessages(recording: Recording): readonly { message: OmemoMessage; plaintext: string }[] {
  const { expected, stanzas } = read(recording);
  return expected.map(({ stanza, plaintext }) => {
    const encrypted = find(valueOf(parseXml(stanzas[stanza]!.xml)), NS_OMEMO, 'encrypted')!;
    return { message: valueOf(readOmemoMessage(encrypted)), plaintext };
  });
}

function find(element: XmlElement, namespace: string, name: string): XmlElement | undefined {
  if (isNamed(element, namespace, name)) return element;
  for (const child of childElements(element)) {
    const found = find(child, namespace, name);
    if (found !== undefined) return found;
  }
  return undefined;
}
