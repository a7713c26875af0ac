/**
 * The core in the place of our end of a recording: it hears what that end heard, its user does what that user did, and
 * whatever else it says it says by itself. OMEMO is a stand-in, since nobody has the keys any more.
 */
import { createVirtualClock } from '../../src/adapters/virtual-clock.ts';
import { ok } from '../../src/base/result.ts';
import { CallManager } from '../../src/call/call-manager.ts';
import type { CallManagerOptions, PlaceCallOptions } from '../../src/call/options.ts';
import type { CallReport } from '../../src/call/reports.ts';
import { bareOf, parseFullJid, parseJid } from '../../src/jid.ts';
import type { BareJid } from '../../src/jid.ts';
import type { Omemo } from '../../src/omemo/port.ts';
import type { ContentName, SessionId, StanzaId } from '../../src/stanzas/identifiers.ts';
import { readJingle } from '../../src/stanzas/jingle.ts';
import type { ReceivedJingle } from '../../src/stanzas/jingle.ts';
import type { DeviceId } from '../../src/stanzas/omemo.ts';
import type { XmlElement } from '../../src/xml/element.ts';
import { NS_JINGLE } from '../../src/xml/namespaces.ts';
import { attribute, childElements } from '../../src/xml/read.ts';
import { elementOf } from '../stanzas/cases.ts';
import { descendants, says } from '../support/hostile.ts';
import { dtlsFingerprint } from '../support/parties.ts';
import { wordFor } from '../support/pair.ts';
import { summary } from '../support/story.ts';
import { fakeOmemo, JULIETS_KEY, sealed } from '../transform/fake-omemo.ts';
import { recordedMedia } from './recorded-media.ts';
import type { RecordedStanza } from './recordings.ts';

/** What the user had set otherwise than by default. */
export type RecordedSettings = Pick<CallManagerOptions, 'policy'> & Pick<PlaceCallOptions, 'omemo'>;

export interface Replayed {
  /** What the core sent, in short. */
  readonly says: readonly string[];
  /** What our end sent in the recording. */
  readonly said: readonly string[];
  /** What the user was told, one word each. */
  readonly told: readonly string[];
}

/** Whatever Dino encrypted comes out as this. */
const DINOS = dtlsFingerprint(128);

export async function replay(
  recording: readonly RecordedStanza[],
  client: string,
  { policy, omemo }: RecordedSettings = {},
): Promise<Replayed> {
  const entries = recording
    .filter((each) => each.client === client)
    .map(({ dir, xml }) => ({ dir, stanza: elementOf(xml) }));
  const sent = entries.flatMap(({ dir, stanza }) => (dir === 'sent' ? [stanza] : []));
  // The answers in the recording are to these.
  const ids = sent.filter(isOurs).map((stanza) => attribute(stanza, 'id') as StanzaId);
  const account = parseFullJid(client)!;
  const outbox: XmlElement[] = [];
  const reports: CallReport[] = [];
  const manager = new CallManager({
    account,
    omemo: standIn(bareOf(account), deviceIn(sent)),
    media: recordedMedia(sent.flatMap(jingleIn)),
    clock: createVirtualClock(0),
    ids: { newSessionId: () => 'nobody asks' as SessionId, newStanzaId: () => ids.shift() ?? ('more' as StanzaId) },
    sharesPresenceWith: () => true,
    wire: { send: (stanza) => void outbox.push(stanza) },
    report: (report) => void reports.push(report),
    ...(policy === undefined ? {} : { policy }),
  });
  const said: string[] = [];
  const saysNow: string[] = [];
  for (const { dir, stanza } of entries) {
    await quiet(manager);
    if (dir === 'received') manager.receive(stanza);
    else {
      if (outbox.length === 0) act(manager, stanza, omemo);
      await quiet(manager);
      said.push(summary(stanza));
      saysNow.push(...outbox.splice(0, 1).map(summary));
    }
  }
  await quiet(manager);
  saysNow.push(...outbox.map(summary));
  manager.close();
  return { says: saysNow, said, told: reports.map(wordFor) };
}

/** Does as the user did, where the core waits for that before it says this. */
function act(manager: CallManager, stanza: XmlElement, omemo: PlaceCallOptions['omemo']): void {
  const to = bareOf(parseJid(attribute(stanza, 'to') ?? '')!);
  const payload = childElements(stanza)[0]!;
  const sessionId = (attribute(payload, 'sid') ?? attribute(payload, 'id')) as SessionId;
  const key = { peer: to, sessionId };
  const media = descendants(stanza).flatMap(
    (found) => (found.name === 'description' ? [attribute(found, 'media')] : []) as ('audio' | 'video')[],
  );
  if (says(stanza, 'propose')) {
    manager.placeCall({ to, media, sessionId, ...(omemo === undefined ? {} : { omemo }) });
  } else if (says(stanza, 'proceed')) manager.accept(key);
  else if (says(stanza, 'reject')) manager.reject(key);
  else if (says(stanza, 'retract') || says(stanza, 'session-terminate')) manager.hangUp(key);
  else if (says(stanza, 'content-add')) manager.changes.addContents(key, media);
  else if (says(stanza, 'content-remove')) manager.changes.removeContent(key, contentNameIn(payload));
  else if (says(stanza, 'content-accept')) manager.changes.acceptContents(key);
}

function contentNameIn(jingle: XmlElement): ContentName {
  return attribute(childElements(jingle)[0]!, 'name') as ContentName;
}

/** Until cryptography and media have nothing to do any more, nor to tell. */
async function quiet(manager: CallManager): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) {
    await manager.settled();
    await new Promise((resolve) => void setImmediate(resolve));
  }
}

/** Whether it is no answer. */
function isOurs(stanza: XmlElement): boolean {
  return !['error', 'result'].includes(attribute(stanza, 'type') ?? '');
}

function jingleIn(stanza: XmlElement): readonly ReceivedJingle[] {
  const [payload] = childElements(stanza);
  const read = payload?.namespace === NS_JINGLE ? readJingle(payload) : undefined;
  return read?.ok === true ? [read.value] : [];
}

/** Our own device, as `proceed` or an encrypted offer named it. */
function deviceIn(sent: readonly XmlElement[]): DeviceId {
  const named = sent.flatMap(descendants).flatMap((found) => {
    if (found.name === 'device') return attribute(found, 'id') ?? [];
    return found.name === 'header' ? (attribute(found, 'sid') ?? []) : [];
  });
  return Number(named[0] ?? '1') as DeviceId;
}

function standIn(account: BareJid, deviceId: DeviceId): Omemo {
  const fake = fakeOmemo();
  return {
    ...fake,
    ownDevice: { account, deviceId },
    encrypt: (device, plaintext) =>
      Promise.resolve(ok({ identityKey: JULIETS_KEY, message: sealed(plaintext, deviceId, device.deviceId) })),
    decrypt: () => Promise.resolve(ok({ identityKey: JULIETS_KEY, plaintext: DINOS })),
    hasSession: () => Promise.resolve(ok(true)),
    startSession: () => Promise.resolve(ok(JULIETS_KEY)),
    ownBundle: () => Promise.reject(new Error('nobody publishes anything here')),
    bundleChanged: () => false,
    trustOf: () => 'blind',
    setTrust: () => Promise.resolve(ok(undefined)),
  };
}
