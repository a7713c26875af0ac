/**
 * From a parsed request to an event of what changes in a running call: compares what arrived with the contents and the
 * ICE session that the call has.
 *
 * Nothing is decrypted here and nothing changes.
 *
 * Spec: XEP-0166 1.1.2 #def-action; XEP-0176 1.1.1 #protocol-restarts.
 */
import type { AnsweredContents, ChangeProtection, NamedContents } from '../../machines/changes.words.ts';
import type { OfferedContents, PeerChange } from '../../machines/changes.words.ts';
import type { SenderDevice } from '../../machines/events.ts';
import type { DescribedContent, SessionDescription } from '../media/port.ts';
import type { IceCredentials } from '../stanzas/ice-udp.ts';
import type { ContentName } from '../stanzas/identifiers.ts';
import type { MediaKinds, ReceivedJingle } from '../stanzas/jingle.ts';
import { compareDevice } from '../transform/binding.ts';
import type { Binding } from '../transform/binding.ts';
import { readCertificate } from '../transform/certificate.ts';
import type { KnownCertificates } from '../transform/certificate.ts';
import { readChangeProtection, wholeContents } from './changed-contents.ts';
import type { ReadChangeProtection } from './changed-contents.ts';

/** What a request is compared with. */
export interface ChangeFacts {
  /** The peer's description of the call. */
  readonly remote: SessionDescription;
  readonly binding: Binding | undefined;
  readonly known: () => KnownCertificates;
  /** What the peer offers, and nobody has answered. */
  readonly offer: ReceivedJingle | undefined;
  /** What we are adding: the media as soon as the user wants it, the contents once they are described. */
  readonly adding: MediaKinds;
  readonly added: readonly DescribedContent[];
  /** The ICE session of a restart that we have refused. */
  readonly refused: IceCredentials | undefined;
}

/**
 * The event; undefined for a transport-info that belongs to the ICE session there is, for contents that the peer has
 * added before, and for every other action.
 */
export function classifyChange(facts: ChangeFacts, jingle: ReceivedJingle): PeerChange | undefined {
  switch (jingle.action) {
    case 'content-add': {
      if (isRepeated(facts, jingle)) return undefined;
      const read = readChangeProtection(jingle);
      const [protection, device] = protectedBy(facts, read);
      return { type: 'peer.contentAdd', protection, device, contents: offeredIn(facts, jingle, read) };
    }
    case 'content-accept': {
      const read = readChangeProtection(jingle);
      const [protection, device] = protectedBy(facts, read);
      return { type: 'peer.contentAccept', protection, device, contents: answeredIn(facts, jingle) };
    }
    case 'content-reject':
      return { type: 'peer.contentReject', contents: namedIn(facts, jingle) === 'added' ? 'added' : 'other' };
    case 'content-remove':
      return { type: 'peer.contentRemove', contents: removedIn(facts, jingle) };
    case 'content-modify':
      // Also of what is only offered yet: Dino says so that it will send nothing, before it accepts what we add.
      return { type: 'peer.contentModify', contents: namedIn(facts, jingle) === 'unknown' ? 'unknown' : 'some' };
    case 'transport-info': {
      if (newCredentialsIn(facts.remote, jingle) === undefined) return undefined;
      const hasSome = jingle.contents.some(
        ({ transport }) => transport !== undefined && transport.candidates.length > 0,
      );
      // The peer has given it up for ours, and its candidates are no answer to that.
      const { refused } = facts;
      const credentials = credentialsIn(jingle);
      if (hasSome && refused && credentials && isSame(refused, credentials)) return undefined;
      return { type: 'peer.newCredentials', candidates: hasSome ? 'some' : 'none' };
    }
    default:
      return undefined;
  }
}

/**
 * The ICE credentials of another session than the call's, content by content; undefined where the element does not name
 * one for each transport. What is bundled shares those of the others.
 */
export function newCredentialsIn(
  { contents }: SessionDescription,
  jingle: ReceivedJingle,
): ReadonlyMap<ContentName, IceCredentials> | undefined {
  const fresh = new Map<ContentName, IceCredentials>();
  // By the credentials that they take the place of: contents that share a transport have the same.
  const renewals = new Map<string, IceCredentials>();
  for (const { name, transport } of jingle.contents) {
    const before = contents.find((content) => content.name === name)?.transport.credentials;
    const { credentials } = transport ?? {};
    if (before === undefined || credentials === undefined || isSame(before, credentials)) return undefined;
    fresh.set(name, credentials);
    renewals.set(keyOf(before), credentials);
  }
  for (const { name, transport } of contents) {
    const credentials = fresh.get(name) ?? renewals.get(keyOf(transport.credentials));
    if (credentials === undefined) return undefined;
    fresh.set(name, credentials);
  }
  return fresh;
}

/** The first ones that a transport-info names. */
export function credentialsIn({ action, contents }: ReceivedJingle): IceCredentials | undefined {
  if (action !== 'transport-info') return undefined;
  return contents.find(({ transport }) => transport?.credentials !== undefined)?.transport?.credentials;
}

function isSame(one: IceCredentials, other: IceCredentials): boolean {
  return one.ufrag === other.ufrag || one.pwd === other.pwd;
}

// Neither part can hold a space, so the pair is unambiguous.
function keyOf({ ufrag, pwd }: IceCredentials): string {
  return `${ufrag} ${pwd}`;
}

function protectedBy(
  { binding, known }: ChangeFacts,
  read: ReadChangeProtection,
): readonly [ChangeProtection, SenderDevice] {
  if (read.protection === 'encrypted') return ['encrypted', compareDevice(binding, read.senderDeviceId)];
  // As in an offer: what is plain shows at once whose it cannot be.
  if (read.protection === 'plain' && !readCertificate(read.jingle, known()).ok) return ['mixed', 'unbound'];
  return [read.protection, 'unbound'];
}

function offeredIn(facts: ChangeFacts, jingle: ReceivedJingle, read: ReadChangeProtection): OfferedContents {
  const { contents } = jingle;
  const isTaken = contents.some(({ name }) => isKnown(facts, name));
  const media = contents.flatMap(({ description }) => (description === undefined ? [] : [description.media]));
  const isWhole =
    contents.length > 0 &&
    media.length === contents.length &&
    contents.every(({ transport }) => transport !== undefined) &&
    (read.protection !== 'stub' || wholeContents(jingle, undefined, facts.remote, 'actpass') !== undefined);
  if (isTaken || !isWhole) return 'unusable';
  const wanted = [...facts.adding];
  const isCovered = media.every((kind) => {
    const index = wanted.indexOf(kind);
    if (index >= 0) wanted.splice(index, 1);
    return index >= 0;
  });
  return isCovered ? 'covered' : 'more';
}

/**
 * Whether the peer adds what it has added already: a content is its creator and its name, whatever else is said of it.
 * To reject it would be a word about the one that runs, or that the user is asked about.
 */
function isRepeated({ remote, offer }: ChangeFacts, { contents }: ReceivedJingle): boolean {
  const known = [...remote.contents, ...(offer?.contents ?? [])];
  return contents.some(({ creator, name }) => known.some((one) => one.creator === creator && one.name === name));
}

function isKnown({ remote, offer }: ChangeFacts, wanted: ContentName): boolean {
  return [...remote.contents, ...(offer?.contents ?? [])].some(({ name }) => name === wanted);
}

/** An answer has the contents we added, each with its medium. */
function answeredIn({ added }: ChangeFacts, { contents }: ReceivedJingle): AnsweredContents {
  const isNamed = (wanted: ContentName) => contents.some(({ name }) => name === wanted);
  if (!added.some(({ name }) => isNamed(name))) return 'unknown';
  const isWhole =
    added.length === contents.length &&
    added.every(({ name, description: { media } }) =>
      contents.some((content) => content.name === name && content.description?.media === media),
    );
  return isWhole ? 'agreed' : 'other';
}

/**
 * What is gone already holds nothing back: both sides may have removed it at once, and a request may name more.
 */
function removedIn(facts: ChangeFacts, jingle: ReceivedJingle): NamedContents {
  const running = runningIn(
    facts.remote,
    jingle.contents.map(({ name }) => name),
  );
  return running === 'unknown' ? namedIn(facts, jingle) : running;
}

/** How many of the call's contents are among these. */
export function runningIn(
  { contents }: SessionDescription,
  names: readonly ContentName[],
): Extract<NamedContents, 'all' | 'some' | 'unknown'> {
  const count = contents.filter(({ name }) => names.includes(name)).length;
  if (count === 0) return 'unknown';
  return count === contents.length ? 'all' : 'some';
}

function namedIn({ remote, offer, added }: ChangeFacts, { contents }: Pick<ReceivedJingle, 'contents'>): NamedContents {
  const names = new Set(contents.map(({ name }) => name));
  const areIn = (known: readonly { readonly name: ContentName }[]) =>
    names.size > 0 && [...names].every((wanted) => known.some(({ name }) => name === wanted));
  if (areIn(remote.contents)) return names.size === remote.contents.length ? 'all' : 'some';
  if (areIn(added)) return 'added';
  return areIn(offer?.contents ?? []) ? 'offered' : 'unknown';
}
