/** The transceivers of the fake browser, and the tracks that they send and receive. */
import type { PeerTransceiver } from '../../src/media/peer-connection.ts';

export interface FakeTrack {
  readonly kind: string;
  isStopped: boolean;
  stop(): void;
}

export interface Transceiver extends PeerTransceiver {
  mid: string | null;
  readonly kind: string;
  readonly isByTrack: boolean;
  isStopped: boolean;
  track: FakeTrack | null;
  readonly receiver: { readonly track: FakeTrack };
}

export function transceiverOf(kind: string, isByTrack: boolean, direction: string): Transceiver {
  const self: Transceiver = {
    mid: null,
    kind,
    isByTrack,
    direction,
    isStopped: false,
    track: null,
    receiver: { track: trackOf(kind) },
    sender: {
      get track() {
        return self.track;
      },
      replaceTrack: async (track) => (self.track = track),
    },
    stop() {
      self.isStopped = true;
    },
  };
  return self;
}

export function trackOf(kind: string): FakeTrack {
  const track: FakeTrack = { kind, isStopped: false, stop: () => (track.isStopped = true) };
  return track;
}
