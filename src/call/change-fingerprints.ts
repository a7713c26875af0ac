/**
 * The fingerprints of contents on their way: ours are encrypted for the one device of the call, the peer's are proved
 * to be of it.
 */
import type { ChangesEvent } from '../../machines/changes.words.ts';
import { invariant } from '../base/errors.ts';
import type { DtlsSetup } from '../stanzas/dtls.ts';
import type { ReceivedJingle } from '../stanzas/jingle.ts';
import type { EncryptedJingle, PlainJingle } from '../transform/protection.ts';
import type { CallOmemo } from './call-omemo.ts';
import type { ChangeMedia } from './change-media.ts';
import type { Addition } from './changed-description.ts';
import { readChangeProtection, wholeContents } from './changed-contents.ts';
import type { ChangingCall } from './changing-call.ts';

export class ChangeFingerprints {
  readonly #call: ChangingCall;
  readonly #media: ChangeMedia;
  readonly #tell: (event: ChangesEvent) => void;
  /** Of the peer, once proved. */
  #proved: PlainJingle | undefined;
  /** Ours, until they leave. */
  #encrypted: EncryptedJingle | undefined;

  constructor(call: ChangingCall, media: ChangeMedia, tell: (event: ChangesEvent) => void) {
    this.#call = call;
    this.#media = media;
    this.#tell = tell;
  }

  /** Our contents on their way, as they leave. */
  own(protection: 'encrypted' | 'plain' | 'stub'): EncryptedJingle | PlainJingle {
    const encrypted = this.#encrypted;
    this.#encrypted = undefined;
    const jingle = protection === 'encrypted' ? encrypted : this.#ownPlain();
    invariant(jingle !== undefined, 'contents leave encrypted only after they were encrypted');
    return jingle;
  }

  /** Encrypts ours; `omemo.encrypted` or `omemo.impossible` follows. */
  encrypt(): void {
    const keep = (jingle: EncryptedJingle) => (this.#encrypted = jingle);
    this.#requireOmemo().encrypt(this.#ownPlain(), keep, ({ event }) =>
      this.#tell({ type: event.type === 'omemo.encrypted' ? 'omemo.encrypted' : 'omemo.impossible' }),
    );
  }

  /** Proves the peer's; `omemo.decrypted` or `omemo.refused` follows. */
  decrypt(jingle: ReceivedJingle | undefined): void {
    const read = jingle && readChangeProtection(jingle);
    invariant(read?.protection === 'encrypted', 'only encrypted contents are decrypted');
    const { account, knownCertificates } = this.#call;
    const sender = { account, deviceId: read.senderDeviceId };
    const keep = (proved: PlainJingle) => (this.#proved = proved);
    this.#requireOmemo().decrypt(read.jingle, sender, knownCertificates, keep, ({ event }) =>
      this.#tell({ type: event.type === 'omemo.decrypted' ? 'omemo.decrypted' : 'omemo.refused' }),
    );
  }

  /**
   * What the peer sent, with fingerprints that are proved; undefined where something is missing for an engine.
   *
   * @param setup  of what came without a transport
   */
  whole(jingle: ReceivedJingle | undefined, setup: DtlsSetup): Addition | undefined {
    const { remote } = this.#call.engine;
    const proved = this.#proved;
    this.#proved = undefined;
    if (jingle === undefined || remote === undefined) return undefined;
    const read = readChangeProtection(jingle);
    if (read.protection === 'stub') return wholeContents(jingle, undefined, remote, setup);
    const accepted = read.protection === 'plain' ? read.jingle : proved;
    return accepted && wholeContents(jingle, accepted, remote, setup);
  }

  #ownPlain(): PlainJingle {
    return { contents: this.#media.added, groups: this.#media.pending?.local.groups ?? [] };
  }

  #requireOmemo(): CallOmemo {
    invariant(this.#call.omemo !== undefined, 'an encrypted call has OMEMO');
    return this.#call.omemo;
  }
}
