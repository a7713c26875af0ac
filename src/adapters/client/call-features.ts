/**
 * What a client with calls says that it can do. Others look for these before they show a button for a call.
 *
 * Spec: XEP-0030 2.5.0; XEP-0115 1.6.0 #ver-gen; XEP-0163 1.2.2 #notify-filterednotifications.
 */
import { writeCaps, capsText } from '../../stanzas/disco.ts';
import type { DiscoInfo } from '../../stanzas/disco.ts';
import type { XmlElement } from '../../xml/element.ts';
import {
  NODE_OMEMO_DEVICE_LIST,
  NS_CAPS,
  NS_DISCO_INFO,
  NS_DTLS,
  NS_EXTERNAL_SERVICES,
  NS_GROUPING,
  NS_ICE_UDP,
  NS_JINGLE,
  NS_JINGLE_MESSAGE,
  NS_RTP,
  NS_RTP_AUDIO,
  NS_RTP_FEEDBACK,
  NS_RTP_HEADER_EXTENSIONS,
  NS_RTP_SOURCES,
  NS_RTP_VIDEO,
} from '../../xml/namespaces.ts';

/** In the order of their specifications. */
export const CALL_FEATURES: readonly string[] = [
  NS_DISCO_INFO,
  NS_CAPS,
  NS_JINGLE,
  NS_RTP,
  NS_RTP_AUDIO,
  NS_RTP_VIDEO,
  NS_ICE_UDP,
  NS_EXTERNAL_SERVICES,
  NS_RTP_FEEDBACK,
  NS_RTP_HEADER_EXTENSIONS,
  NS_DTLS,
  NS_GROUPING,
  NS_RTP_SOURCES,
  NS_JINGLE_MESSAGE,
  // What our contacts' devices are, we want to be told. XEP-0163 #notify-filterednotifications.
  `${NODE_OMEMO_DEVICE_LIST}+notify`,
];

export interface Caps {
  /** What others ask about: the software and the hash. */
  readonly node: string;
  /** For presence. */
  readonly element: XmlElement;
}

/** The hash of what we can do; undefined where there is no WebCrypto, as in a page that did not come over HTTPS. */
export async function capsOf(info: DiscoInfo, software: string): Promise<Caps | undefined> {
  // Typed as always there, which it is not.
  const subtle = globalThis.crypto.subtle as SubtleCrypto | undefined;
  if (subtle === undefined) return undefined;
  const digest = await subtle.digest('SHA-1', new TextEncoder().encode(capsText(info)));
  const ver = btoa(String.fromCharCode(...new Uint8Array(digest)));
  return { node: `${software}#${ver}`, element: writeCaps(software, ver) };
}
