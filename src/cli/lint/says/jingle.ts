/** A line about a Jingle request: its action, its contents, and how their fingerprints travel. */
import type { ReceivedFingerprint } from '../../../stanzas/ice-udp.ts';
import { readJingle, readJingleHeader } from '../../../stanzas/jingle.ts';
import type { JingleContent, ReceivedJingle } from '../../../stanzas/jingle.ts';
import { readRtpInfo } from '../../../stanzas/rtp-info.ts';
import type { XmlElement } from '../../../xml/element.ts';
import { reasonWords } from './jingle-message.ts';
import { counted, listed, shown, unreadable } from './words.ts';

type Content = JingleContent<readonly ReceivedFingerprint[]>;

/** `session-initiate S1: audio encrypted for 222 by 111`. */
export function saysJingle(element: XmlElement): string {
  const header = readJingleHeader(element);
  if (!header.ok) return unreadable('jingle', header.error);
  const { action, sessionId } = header.value;
  const what = `${action === 'unknown' ? 'an unknown action' : action} ${shown(sessionId)}`;
  const read = readJingle(element);
  return read.ok ? `${what}: ${detailsOf(read.value)}` : unreadable(what, read.error);
}

function detailsOf(jingle: ReceivedJingle): string {
  switch (jingle.action) {
    case 'session-initiate':
    case 'session-accept':
    case 'content-add':
    case 'content-accept':
      return protectionWords(jingle.contents);
    case 'session-terminate':
      return reasonWords(jingle.reason);
    case 'transport-info':
      return listed(jingle.contents.map(transportWords), 'no contents');
    case 'session-info':
      return listed(jingle.extensions.map(infoWords), 'is the session alive?');
    case 'content-modify':
      return listed(
        jingle.contents.map((content) => `${mediumOf(content)} sent by ${content.senders}`),
        'no contents',
      );
    case 'content-remove':
    case 'content-reject': {
      const names = listed(jingle.contents.map(mediumOf), 'no contents');
      return jingle.reason === undefined ? names : `${names}, ${reasonWords(jingle.reason)}`;
    }
    default:
      return listed(jingle.contents.map(mediumOf), 'no contents');
  }
}

/** Contents that travel alike are told together: `audio, video plain`. */
function protectionWords(contents: readonly Content[]): string {
  const alike = new Map<string, string[]>();
  for (const content of contents) {
    const protection = fingerprintWords(content);
    alike.set(protection, [...(alike.get(protection) ?? []), mediumOf(content)]);
  }
  return listed(
    [...alike].map(([protection, media]) => `${media.join(', ')} ${protection}`),
    'no contents',
  );
}

function fingerprintWords({ transport }: Content): string {
  if (transport === undefined) return 'without a transport';
  const { fingerprint, credentials } = transport;
  if (fingerprint.length === 0) return credentials === undefined ? 'as a stub' : 'without a fingerprint';
  const kinds = fingerprint.map((each) =>
    each.kind === 'plain'
      ? 'plain'
      : `encrypted for ${each.encrypted.keys.map(({ recipientDeviceId }) => recipientDeviceId).join(' and ')}` +
        ` by ${each.encrypted.senderDeviceId}`,
  );
  return kinds.length === 1 ? kinds.join('') : `with ${kinds.length} fingerprints (${kinds.join(', ')})`;
}

function transportWords(content: Content): string {
  const { transport } = content;
  const name = mediumOf(content);
  if (transport === undefined) return `${name} without a transport`;
  const { candidates, ignoredCandidates, gatheringComplete, credentials } = transport;
  const parts = [counted(candidates.length, 'candidate')];
  if (ignoredCandidates > 0) parts.push(`${ignoredCandidates} unusable`);
  if (gatheringComplete) parts.push('no more to come');
  // Credentials and no candidates: how an ICE restart begins.
  if (credentials !== undefined && candidates.length === 0) parts.push('credentials');
  return `${name} ${parts.join(' and ')}`;
}

function infoWords(payload: XmlElement): string {
  const info = readRtpInfo(payload);
  if (!info.ok) return `unknown <${shown(payload.name)}/>`;
  const content = 'content' in info.value ? info.value.content : undefined;
  return content === undefined ? info.value.kind : `${info.value.kind} ${shown(content.contentName)}`;
}

/** The medium where it is told, else the name. */
function mediumOf({ name, description }: Content): string {
  return description?.media ?? shown(name);
}
