/** Stanzas as text, for tests that play the other side by hand. */
import { candidate } from './engine.ts';

const ICE = { ufrag: 'Yy0b', pwd: 'CA3JmaSYJPYeKu0Xcx9d9f' };

const NS_RTP = 'urn:xmpp:jingle:apps:rtp:1';
const NS_ICE = 'urn:xmpp:jingle:transports:ice-udp:1';

/** A Jingle message, with whatever is inside. */
export function word(
  from: string,
  to: string,
  verb: string,
  sessionId: string,
  inside = '',
  attributes = "type='chat' id='m1'",
): string {
  const element = `<${verb} xmlns='urn:xmpp:jingle-message:0' id='${sessionId}'>${inside}</${verb}>`;
  return `<message from='${from}' to='${to}' ${attributes}>${element}</message>`;
}

export function propose(from: string, to: string, sessionId: string, media: readonly string[] = ['audio']): string {
  const descriptions = media.map((kind) => `<description xmlns='urn:xmpp:jingle:apps:rtp:1' media='${kind}'/>`);
  return word(from, to, 'propose', sessionId, descriptions.join(''));
}

export function device(deviceId: string): string {
  return `<device xmlns='http://gultsch.de/xmpp/drafts/omemo/dlts-srtp-verification' id='${deviceId}'/>`;
}

/** `<reason/>` as reject, retract, finish and session-terminate have it. */
export function reason(condition: string, text?: string): string {
  const words = text === undefined ? '' : `<text>${text}</text>`;
  return `<reason xmlns='urn:xmpp:jingle:1'><${condition}/>${words}</reason>`;
}

/** A Jingle request. */
export function jingle(from: string, to: string, action: string, sessionId: string, inside = '', iqId = 'q1'): string {
  const element = `<jingle xmlns='urn:xmpp:jingle:1' action='${action}' sid='${sessionId}'>${inside}</jingle>`;
  return `<iq type='set' id='${iqId}' from='${from}' to='${to}'>${element}</iq>`;
}

export interface ContentParts {
  readonly name?: string;
  readonly media?: string;
  /** The `<fingerprint/>` elements. */
  readonly fingerprints: string;
  readonly credentials?: string;
  readonly creator?: string;
}

/** A content with Opus (or VP8) and an ICE transport, as an offer or answer has it. */
export function content(parts: ContentParts): string {
  const { name = 'audio', media = name, fingerprints, creator = 'initiator' } = parts;
  const { credentials = `ufrag='${ICE.ufrag}' pwd='${ICE.pwd}'` } = parts;
  const codec =
    media === 'video'
      ? "<payload-type id='96' name='VP8' clockrate='90000'/>"
      : "<payload-type id='111' name='opus' clockrate='48000' channels='2'/>";
  const description = `<description xmlns='${NS_RTP}' media='${media}'>${codec}<rtcp-mux/></description>`;
  const transport = `<transport xmlns='${NS_ICE}' ${credentials}>${fingerprints}</transport>`;
  return `<content creator='${creator}' name='${name}' senders='both'>${description}${transport}</content>`;
}

/** A fingerprint of XEP-0320. */
export function fingerprint(value: string, setup = 'actpass', hash = 'sha-256'): string {
  return `<fingerprint xmlns='urn:xmpp:jingle:apps:dtls:0' hash='${hash}' setup='${setup}'>${value}</fingerprint>`;
}

/** A host candidate as a transport has it. */
export function candidateElement(port: number): string {
  const { component, foundation, generation, id, ip, priority, protocol, type } = candidate(port);
  const attributes = { component, foundation, generation, id, ip, port, priority, protocol, type };
  const written = Object.entries(attributes).map(([key, value]) => `${key}='${String(value)}'`);
  return `<candidate ${written.join(' ')}/>`;
}

/** A transport-info's content with one candidate. */
export function candidateContent(name: string, port: number, credentials = ''): string {
  const transport = `<transport xmlns='${NS_ICE}' ${credentials}>${candidateElement(port)}</transport>`;
  return `<content creator='initiator' name='${name}'>${transport}</content>`;
}

/** A group of XEP-0338. */
export function bundle(names: readonly string[]): string {
  const contents = names.map((name) => `<content name='${name}'/>`).join('');
  return `<group xmlns='urn:xmpp:jingle:apps:grouping:0' semantics='BUNDLE'>${contents}</group>`;
}

/** A copy of a message that another resource got or sent, as the own server forwards it. */
export function carbon(outerFrom: string, to: string, direction: 'received' | 'sent', inner: string): string {
  const message = inner.replace('<message ', "<message xmlns='jabber:client' ");
  const forwarded = `<forwarded xmlns='urn:xmpp:forward:0'>${message}</forwarded>`;
  const copy = `<${direction} xmlns='urn:xmpp:carbons:2'>${forwarded}</${direction}>`;
  return `<message from='${outerFrom}' to='${to}' type='chat'>${copy}</message>`;
}

export function result(from: string, to: string, id: string, inside = ''): string {
  return `<iq type='result' id='${id}' from='${from}' to='${to}'>${inside}</iq>`;
}

export function iqError(from: string, to: string, id: string, condition = 'service-unavailable'): string {
  const error = `<error type='cancel'><${condition} xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>`;
  return `<iq type='error' id='${id}' from='${from}' to='${to}'>${error}</iq>`;
}
