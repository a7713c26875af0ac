/**
 * Puts the core in the place of a recorded callee: its keys and sessions are imported, the caller's stanzas are played
 * to it in their order, and what it answers is kept.
 *
 * Media is a stand-in, since the recorded caller is not there to connect to.
 */
import type { Policy } from '../../../machines/context.ts';
import { CallManager } from '../../call/call-manager.ts';
import type { CallReport } from '../../call/reports.ts';
import { err, ok } from '../../base/result.ts';
import type { Result } from '../../base/result.ts';
import { bareOf } from '../../jid.ts';
import type { Media, SessionDescription } from '../../media/port.ts';
import { createStandInMedia } from '../../media/scripted.ts';
import { createOmemo } from '../../omemo/create.ts';
import type { OmemoAccount } from '../../omemo/create.ts';
import { importKeys } from '../../omemo/import-keys.ts';
import { createMemoryStore } from '../../omemo/memory-store.ts';
import type { DtlsFingerprintValue } from '../../stanzas/dtls.ts';
import type { XmlElement } from '../../xml/element.ts';
import { NS_CLIENT } from '../../xml/namespaces.ts';
import { parseXml } from '../../xml/parse.ts';
import { refusalIn } from '../../stage/refusal.ts';
import type { RefusalCause } from '../../stage/refusal.ts';
import type { RecordedParty, Recording } from './recording.ts';

/** What happens in a replay, in order. */
export type ReplayEvent =
  | { readonly kind: 'played'; readonly stanza: XmlElement }
  | { readonly kind: 'answered'; readonly stanza: XmlElement }
  /** The offer came through OMEMO, or in clear, with these certificates. */
  | { readonly kind: 'offer'; readonly certificates: readonly CertificateOfContent[] }
  | { readonly kind: 'report'; readonly report: CallReport }
  /** The core itself ended the call. */
  | { readonly kind: 'refused'; readonly because: RefusalCause };

export interface CertificateOfContent {
  readonly content: string;
  readonly value: DtlsFingerprintValue;
}

/** The certificate of the stand-in, as good as any other: SHA-256 of nothing in particular. */
export const OWN_CERTIFICATE = Array.from({ length: 32 }, (_, index) =>
  index.toString(16).toUpperCase().padStart(2, '0'),
).join(':') as DtlsFingerprintValue;

/**
 * Plays the caller of a recording to the core.
 *
 * @returns one line about what cannot be used, where something in the recording cannot
 */
export async function replayCaller(
  { callee, fromCaller }: Recording,
  policy: Policy,
  observe: (event: ReplayEvent) => void,
): Promise<Result<void, string>> {
  const omemo = await openDevice(callee);
  if (!omemo.ok) return omemo;
  const manager: CallManager = new CallManager({
    account: callee.resource,
    wire: { send: (stanza) => observe({ kind: 'answered', stanza }) },
    media: observedStandIn((offer) => observe({ kind: 'offer', certificates: certificatesOf(offer) })),
    omemo: omemo.value,
    policy,
    sharesPresenceWith: () => true,
    report: (report) => {
      observe({ kind: 'report', report });
      const { sessionId, peer } = report;
      if (report.kind === 'incoming') manager.accept({ peer: bareOf(peer), sessionId });
    },
    trace: (entry) => {
      const because = refusalIn(entry);
      if (because !== undefined) observe({ kind: 'refused', because });
    },
  });
  try {
    for (const xml of fromCaller) {
      const stanza = parseXml(xml, { defaultNamespace: NS_CLIENT });
      if (!stanza.ok) return err(`a recorded stanza is no XML as XMPP has it: ${stanza.error.kind}`);
      observe({ kind: 'played', stanza: stanza.value });
      manager.receive(stanza.value);
      await manager.settled();
    }
    return ok(undefined);
  } finally {
    manager.close();
  }
}

/** The OMEMO device of one side of the recording, with its sessions. */
export async function openDevice({
  resource,
  keys,
  sessionRecords,
}: RecordedParty): Promise<Result<OmemoAccount, string>> {
  const account = bareOf(resource);
  const store = createMemoryStore();
  const imported = await importKeys(store, account, keys);
  if (!imported.ok) return err(`the keys of ${account} cannot be used: ${imported.error.kind}`);
  const omemo = await createOmemo({ account, store });
  for (const { account: peer, deviceId, record } of sessionRecords) {
    if (peer === account) continue;
    const taken = await omemo.importSession({ account: peer, deviceId }, record);
    if (!taken.ok) return err(`a session record of ${account} cannot be used: ${taken.error.kind}`);
  }
  return ok(omemo);
}

function observedStandIn(onOffer: (offer: SessionDescription) => void): Media {
  const media = createStandInMedia({ seed: 1, dtlsFingerprint: OWN_CERTIFICATE });
  return {
    open(report) {
      const mediaSession = media.open(report);
      return {
        ...mediaSession,
        createAnswer(offer) {
          onOffer(offer);
          return mediaSession.createAnswer(offer);
        },
      };
    },
  };
}

function certificatesOf({ contents }: SessionDescription): readonly CertificateOfContent[] {
  return contents.map(({ name, transport }) => ({ content: name, value: transport.fingerprint.value }));
}
