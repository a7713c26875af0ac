/** The parts of a persona's stanzas, as text, and what it looks for in those it gets. */
import type { XmlElement } from '../../src/xml/element.ts';
import { attribute, childElements } from '../../src/xml/read.ts';
import { descendants } from './hostile.ts';
import type { Traits } from './persona-traits.ts';

export const CANDIDATE =
  "<candidate component='1' foundation='1' generation='0' id='c1' ip='192.0.2.7' network='0' port='50007' " +
  "priority='2122260223' protocol='udp' type='host'/>";

/** One content of an offer or answer. Contents of one bundle have one number. */
export function personaContent(traits: Traits, media: string, fingerprints: string, iceNumber: number): string {
  const crypto = "<crypto crypto-suite='AES_CM_128_HMAC_SHA1_80' key-params='inline:a2V5' tag='1'/>";
  const encryption = traits.writesCrypto ? `<encryption>${crypto}</encryption>` : '';
  const codec =
    media === 'video'
      ? "<payload-type id='97' name='VP8' clockrate='90000'/>"
      : "<payload-type id='96' name='opus' clockrate='48000' channels='2'/>";
  const inside = `${codec}${encryption}<rtcp-mux/>`;
  const rtp = `<description xmlns='urn:xmpp:jingle:apps:rtp:1' media='${media}'>${inside}</description>`;
  const transport = ice(iceNumber, fingerprints + (traits.candidates === 'inside' ? CANDIDATE : ''));
  return `<content creator='initiator' name='${media}' senders='both'>${rtp}${transport}</content>`;
}

/** A camera that is turned on during the call; without a transport of its own it is a stub. */
export function addedContent(name: string, creator: 'initiator' | 'responder', transport: string | undefined): string {
  const codec = "<payload-type id='97' name='VP8' clockrate='90000'/><rtcp-mux/>";
  const rtp = `<description xmlns='urn:xmpp:jingle:apps:rtp:1' media='video'>${codec}</description>`;
  const stub = "<transport xmlns='urn:xmpp:jingle:transports:ice-udp:1'/>";
  return `<content creator='${creator}' name='${name}' senders='both'>${rtp}${transport ?? stub}</content>`;
}

export function ice(number: number, inside: string): string {
  const credentials = `ufrag='pers${number}' pwd='CA3JmaSYJPYeKu0Xcx9d9${number}'`;
  return `<transport xmlns='urn:xmpp:jingle:transports:ice-udp:1' ${credentials}>${inside}</transport>`;
}

/** The media of the descriptions in it. */
export function mediaIn(payload: XmlElement): readonly string[] {
  return descendants(payload).flatMap((found) =>
    found.name === 'description' ? [attribute(found, 'media') ?? ''] : [],
  );
}

export function reasonIn(payload: XmlElement): string {
  const [found] = descendants(payload).filter(({ name }) => name === 'reason');
  return found === undefined ? 'none' : (childElements(found)[0]?.name ?? 'none');
}
