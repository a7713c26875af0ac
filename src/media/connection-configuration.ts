/** What of the configuration of an RTCPeerConnection follows from a call. */
import type { MediaCall } from './port.ts';

/** A part of `RTCConfiguration`: mutable, as that is. */
export interface ConnectionConfiguration {
  iceServers: { urls: string; username?: string; credential?: string }[];
  iceTransportPolicy: 'all' | 'relay';
}

export function configurationOf(call: MediaCall | undefined): ConnectionConfiguration {
  const { servers = [], addresses = 'all' } = call?.network ?? {};
  return {
    iceServers: servers.map((server) => ({ ...server })),
    iceTransportPolicy: addresses === 'relayed' ? 'relay' : 'all',
  };
}
