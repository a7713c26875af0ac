/** Descriptions as an honest peer sends them, and the ways in which a hostile server changes them. */
import fc from 'fast-check';
import type { BareJid } from '../../src/jid.ts';
import type { ReceivedFingerprint } from '../../src/stanzas/ice-udp.ts';
import type { JingleContent } from '../../src/stanzas/jingle.ts';
import type { DeviceId, IdentityKey } from '../../src/stanzas/omemo.ts';
import type { Binding } from '../../src/transform/binding.ts';
import type { JingleDescription, PlainJingle } from '../../src/transform/protection.ts';
import { sealed } from '../../test/transform/fake-omemo.ts';
import { dtlsFingerprint } from './dtls.ts';
import { iceTransport } from './ice-udp.ts';
import { contentName } from './identifiers.ts';
import { deviceId } from './omemo-message.ts';

export type ReceivedDescription = JingleDescription<readonly ReceivedFingerprint[]>;

/** Few, so that equal ones come up. */
export const identityKey = fc.constantFrom('BWFh', 'BWJi', 'BWNj').map((text) => text as IdentityKey);

/** Before and after the first encryption or decryption. */
export const binding: fc.Arbitrary<Binding> = fc.record({
  account: fc.constantFrom('juliet@capulet.example', 'tybalt@capulet.example').map((text) => text as BareJid),
  deviceId,
  identityKey: fc.option(identityKey, { nil: undefined }),
});

/** One to three contents that all have a transport, with nothing else in them. */
export function contentsWith<F>(fingerprint: fc.Arbitrary<F>): fc.Arbitrary<JingleDescription<F>> {
  const content: fc.Arbitrary<JingleContent<F>> = fc.record({
    name: contentName,
    creator: fc.constantFrom('initiator' as const, 'responder' as const),
    senders: fc.constantFrom('both' as const, 'initiator' as const),
    disposition: fc.constant(undefined),
    description: fc.constant(undefined),
    transport: iceTransport(fingerprint),
    extensions: fc.constant([]),
  });
  return fc
    .uniqueArray(content, { selector: ({ name }) => name, minLength: 1, maxLength: 3 })
    .map((contents) => ({ contents, groups: [] }));
}

/** A description of our own: one plain fingerprint in each content, of the one certificate the call has. */
export const plainDescription: fc.Arbitrary<PlainJingle> = dtlsFingerprint.chain((fingerprint) =>
  contentsWith(fc.constant(fingerprint)),
);

/** Any number of fingerprints of either kind in each content; of several devices, with any bytes. */
export function anyDescription(fingerprint: fc.Arbitrary<ReceivedFingerprint>): fc.Arbitrary<ReceivedDescription> {
  return contentsWith(fc.array(fingerprint, { maxLength: 2 }));
}

/** What a device sends: one encrypted fingerprint in each content, that the fake port opens. */
export function encryptedBy(senderDeviceId: DeviceId): fc.Arbitrary<ReceivedDescription> {
  return plainDescription.map(({ contents, groups }) => ({
    contents: contents.map((content) => withFingerprints(content, sealedFingerprintsOf(content, senderDeviceId))),
    groups,
  }));
}

function sealedFingerprintsOf(
  { transport }: PlainJingle['contents'][number],
  senderDeviceId: DeviceId,
): readonly ReceivedFingerprint[] {
  if (transport === undefined) return [];
  const { hash, setup, value } = transport.fingerprint;
  return [{ kind: 'omemo', hash, setup, encrypted: sealed(value, senderDeviceId) }];
}

function withFingerprints(
  content: JingleContent<unknown>,
  fingerprints: readonly ReceivedFingerprint[],
): JingleContent<readonly ReceivedFingerprint[]> {
  const { transport } = content;
  return { ...content, transport: transport === undefined ? undefined : { ...transport, fingerprint: fingerprints } };
}

/** A change of one content that makes the whole description unacceptable. */
export interface Tampering {
  readonly name: string;
  /** The fingerprints the content has afterwards; undefined takes its transport away. */
  readonly change: (fingerprints: readonly ReceivedFingerprint[]) => readonly ReceivedFingerprint[] | undefined;
}

function ofAnotherDevice(fingerprint: ReceivedFingerprint): ReceivedFingerprint {
  if (fingerprint.kind === 'plain') return fingerprint;
  const { encrypted } = fingerprint;
  // Another one in any case, and again a device id.
  const other = (encrypted.senderDeviceId === 1 ? 2 : encrypted.senderDeviceId - 1) as DeviceId;
  return { ...fingerprint, encrypted: { ...encrypted, senderDeviceId: other } };
}

export const tampering: fc.Arbitrary<Tampering> = dtlsFingerprint.chain((plain) =>
  fc.constantFrom<Tampering>(
    { name: 'a plain one before', change: (given) => [plain, ...given] },
    { name: 'a plain one after', change: (given) => [...given, plain] },
    { name: 'a plain one instead', change: () => [plain] },
    { name: 'the same one twice', change: (given) => [...given, ...given] },
    { name: 'a second one, of another device', change: (given) => [...given, ...given.map(ofAnotherDevice)] },
    { name: 'one of another device instead', change: (given) => given.map(ofAnotherDevice) },
    { name: 'none', change: () => [] },
    { name: 'no transport', change: () => undefined },
  ),
);

/** The description with the content at `at` changed. */
export function tamperWith({ contents, groups }: ReceivedDescription, at: number, { change }: Tampering) {
  const changed = contents.map((content, index) => {
    const fingerprints = content.transport === undefined ? undefined : change(content.transport.fingerprint);
    if (index !== at % contents.length) return content;
    return fingerprints === undefined ? { ...content, transport: undefined } : withFingerprints(content, fingerprints);
  });
  return { contents: changed, groups } satisfies ReceivedDescription;
}
