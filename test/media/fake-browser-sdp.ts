/** What the fake browser says and understands: as little SDP as the engine can be sent. */

export interface Section {
  readonly mid: string;
  readonly kind: string;
  readonly isOpen: boolean;
  readonly direction: string;
  readonly ufrag: string | undefined;
}

export interface Described {
  readonly sections: readonly Section[];
  readonly bundle: readonly string[];
  readonly setup: string | undefined;
}

/** Whose text it is. */
interface Author {
  readonly setup: string;
  /** One letter, which makes the certificate and the credentials the author's own. */
  readonly name: string;
  /** How often ICE was restarted. */
  readonly session: number;
}

export function write(sections: readonly Section[], bundle: readonly string[], author: Author): string {
  const { setup, name, session } = author;
  const fingerprint = Array.from({ length: 32 }, () => name.repeat(2)).join(':');
  const lines = sections.flatMap(({ mid, kind, isOpen, direction }) => [
    `m=${kind} ${isOpen ? 9 : 0} UDP/TLS/RTP/SAVPF ${kind === 'audio' ? 111 : 96}`,
    `a=mid:${mid}`,
    ...(isOpen
      ? [
          `a=ice-ufrag:ufrag${name}${session}`,
          `a=ice-pwd:passwordOfEnd${name}InSession${session}`,
          `a=fingerprint:sha-256 ${fingerprint}`,
          `a=setup:${setup}`,
          `a=${direction}`,
          'a=rtcp-mux',
          'a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid',
          kind === 'audio' ? 'a=rtpmap:111 opus/48000/2' : 'a=rtpmap:96 VP8/90000',
        ]
      : []),
  ]);
  const group = bundle.length > 0 ? [`a=group:BUNDLE ${bundle.join(' ')}`] : [];
  return ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 't=0 0', ...group, ...lines, ''].join('\r\n');
}

export function openMids(sections: readonly Section[]): readonly string[] {
  return sections.filter(({ isOpen }) => isOpen).map(({ mid }) => mid);
}

export function parse(sdp: string): Described {
  const [head = '', ...parts] = sdp.split(/^m=/m);
  const sections = parts.map(
    (part): Section => ({
      mid: /^a=mid:(\S+)/m.exec(part)?.[1] ?? '',
      kind: /^\w+/.exec(part)?.[0] ?? '',
      isOpen: !/^\w+ 0 /.test(part),
      direction: /^a=(sendrecv|sendonly|recvonly|inactive)/m.exec(part)?.[1] ?? 'sendrecv',
      ufrag: /^a=ice-ufrag:(\S+)/m.exec(part)?.[1],
    }),
  );
  const bundle = /^a=group:BUNDLE (.*)\r$/m.exec(head)?.[1]?.split(' ') ?? [];
  return { sections, bundle, setup: /^a=setup:(\w+)/m.exec(sdp)?.[1] };
}
