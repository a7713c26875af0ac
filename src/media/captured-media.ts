/**
 * What was captured for a connection, and the transceivers that send it. Media whose contents are over is let go: a
 * camera that nobody sees any more must not stay on.
 */
import type { PeerConnection, PeerTransceiver } from './peer-connection.ts';

interface Capture {
  readonly transceivers: Set<PeerTransceiver>;
  readonly release: () => void;
}

export class CapturedMedia {
  #captures: readonly Capture[] = [];

  /**
   * Keeps what stops captured media, until that is asked for or all its transceivers are stopped.
   *
   * @param transceivers  those that came with it
   */
  add(transceivers: readonly PeerTransceiver[], release: () => void): void {
    this.#captures = [...this.#captures, { transceivers: new Set(transceivers), release }];
  }

  /** These are over, with the tracks that they send. */
  stop(transceivers: readonly PeerTransceiver[]): void {
    for (const transceiver of transceivers) {
      // Read before: a stopped sender has none.
      const { track } = transceiver.sender;
      transceiver.stop();
      track?.stop();
    }
    this.#letGo(transceivers);
  }

  /** The same of transceivers whose sections stay open. */
  silence(transceivers: readonly PeerTransceiver[]): void {
    for (const transceiver of transceivers) {
      const { sender, receiver } = transceiver;
      const { track } = sender;
      transceiver.direction = 'inactive';
      // The direction holds from the next description on; tracks end at once.
      sender.replaceTrack(null).catch(() => undefined);
      track?.stop();
      receiver.track.stop();
    }
    this.#letGo(transceivers);
  }

  /** Everything is over. */
  release(): void {
    const captures = this.#captures;
    this.#captures = [];
    for (const { release } of captures) release();
  }

  /** Releases what was captured for these only. */
  #letGo(transceivers: readonly PeerTransceiver[]): void {
    const [over, going] = [new Set<Capture>(), new Set<Capture>(this.#captures)];
    for (const capture of this.#captures) {
      const gone = transceivers.filter((transceiver) => capture.transceivers.delete(transceiver));
      if (gone.length === 0 || capture.transceivers.size > 0) continue;
      over.add(capture);
      going.delete(capture);
    }
    this.#captures = [...going];
    for (const { release } of over) release();
  }
}

/** The transceivers that have come since. */
export function transceiversSince(
  connection: PeerConnection,
  known: ReadonlySet<PeerTransceiver>,
): readonly PeerTransceiver[] {
  return connection.getTransceivers().filter((transceiver) => !known.has(transceiver));
}
