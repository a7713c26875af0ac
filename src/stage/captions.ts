/** Stanzas in the words of whoever sends them: what one would say instead of sending XML. */
import { bareOf } from '../jid.ts';
import { JULIET, ROMEO } from './party.ts';
import type { Role } from './party.ts';
import type { Span, Tone } from './span.ts';
import type { StanzaEvent } from './stage-events.ts';
import type { FingerprintSummary, StanzaSummary } from '../inspect/stanza-summary.ts';
import { summarize } from '../inspect/stanza-summary.ts';

/** Lines of text. */
export type Caption = readonly (readonly Span[])[];

/** A certificate's fingerprint that fits beside other words. */
export function shortFingerprint(value: string): string {
  const pairs = value.split(':');
  return `${pairs.slice(0, 4).join(':')}…${pairs.slice(-2).join(':')}`;
}

/** What the sender of a stanza knows, and no reader of the stanza does. */
export interface SenderKnowledge {
  /** The certificate it encrypts. Undefined for the server, which cannot know. */
  readonly certificate: string | undefined;
  readonly hasPublishedKeys: boolean;
}

/** The caption of a stanza, or undefined where it is not worth a line. */
export function captionOf(event: StanzaEvent, sender: SenderKnowledge): Caption | undefined {
  const summary = summarize(event.stanza);
  if (summary === undefined) return undefined;
  const words = wordsOf(summary, sender);
  if (words === undefined) return undefined;
  const receiver = bareOf(event.to) === bareOf(JULIET.resource) ? JULIET : ROMEO;
  const fingerprints = 'fingerprints' in summary ? linesOf(summary.fingerprints, receiver, sender.certificate) : [];
  return [[{ text: words, tone: toneOf(event) }], ...fingerprints];
}

function toneOf({ forged, leg, from }: StanzaEvent): Tone {
  if (forged) return 'bad';
  if (leg === 'fromServer') return 'server';
  return bareOf(from) === bareOf(ROMEO.resource) ? 'romeo' : 'juliet';
}

function wordsOf(summary: StanzaSummary, { hasPublishedKeys }: SenderKnowledge): string | undefined {
  switch (summary.says) {
    case 'publishDevices':
      return `My OMEMO devices: ${summary.deviceIds.join(', ')}`;
    case 'publishKeys':
      return hasPublishedKeys
        ? 'My keys again: one has been used'
        : `Public keys of my OMEMO device ${summary.deviceId}`;
    case 'requestKeys':
      return `The public keys of her ${summary.deviceId}?`;
    case 'keys':
      return `Here: ${summary.preKeyCount} one-time keys and more`;
    case 'propose':
      return `May I call you? ${capital((summary.media ?? []).join(' and '))}.`;
    case 'ringing':
      return 'It is ringing here.';
    case 'proceed':
      return summary.device?.kind === 'device'
        ? `I'll take it. My OMEMO device is ${summary.device.deviceId}.`
        : "I'll take it. (No OMEMO device.)";
    case 'reject':
      return `No: ${summary.reason ?? 'declined'}.`;
    case 'retract':
      return `I take my call back: ${summary.reason ?? 'cancelled'}.`;
    case 'session-initiate':
      return `Offer: ${mediaOf(summary.fingerprints)}. Certificate:`;
    case 'session-accept':
      return `Answer: ${mediaOf(summary.fingerprints)}. Certificate:`;
    case 'transport-info':
      return addressWords(summary.candidates);
    case 'session-terminate':
      return summary.reason === 'success' ? 'I hang up.' : `I end this: ${summary.reason ?? 'no reason'}.`;
    default:
      return undefined;
  }
}

function linesOf(
  fingerprints: readonly FingerprintSummary[],
  receiver: Role,
  ownCertificate: string | undefined,
): Caption {
  const ways = fingerprints.map((fingerprint) => wayOf(fingerprint, receiver));
  const areAllAlike = ways.every(({ text }) => text === ways[0]?.text);
  const [first] = fingerprints;
  if (areAllAlike && first !== undefined) return [lineOf(first, receiver, ownCertificate)];
  return fingerprints.map((fingerprint) => [
    { text: `${fingerprint.media ?? fingerprint.content}: `, tone: 'plain' },
    ...lineOf(fingerprint, receiver, ownCertificate),
  ]);
}

function lineOf(fingerprint: FingerprintSummary, receiver: Role, ownCertificate: string | undefined): readonly Span[] {
  const value = fingerprint.kind === 'plain' ? fingerprint.value : ownCertificate;
  const shown = value === undefined ? '' : `${shortFingerprint(value)}  `;
  return [{ text: shown, tone: 'plain' }, wayOf(fingerprint, receiver)];
}

function wayOf(fingerprint: FingerprintSummary, receiver: Role): Span {
  if (fingerprint.kind === 'plain') return { text: 'IN CLEAR', tone: 'bad' };
  const { by, for: recipientDeviceId = 0 } = fingerprint;
  const stranger = by !== undefined && by !== ROMEO.deviceId && by !== JULIET.deviceId ? ` by ${by}` : '';
  return { text: `encrypted${stranger} for device ${recipientDeviceId} of ${receiver.name}`, tone: 'good' };
}

function mediaOf(fingerprints: readonly FingerprintSummary[]): string {
  return [...new Set(fingerprints.map(({ media, content }) => media ?? content))].join(', ');
}

function addressWords(candidates: readonly { readonly ip: string; readonly port: number }[]): string {
  const [first, ...others] = candidates;
  if (first === undefined) return 'No more addresses.';
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  return `Reach me at ${first.ip}:${first.port}${more}`;
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
