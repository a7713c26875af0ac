/** How many RTP packets libwebrtc received: it tells in statistics, when it is asked. */

const ASKED_EVERY_MS = 250;

export class PacketCount {
  readonly #counts: Map<RTCPeerConnection, number>;
  #ofClosed = 0;

  /** @param counts  of each connection that is not closed; a test looks into it */
  constructor(counts = new Map<RTCPeerConnection, number>()) {
    this.#counts = counts;
  }

  /** Over all connections, those that are over too; up to a moment ago. */
  get count(): number {
    let sum = this.#ofClosed;
    for (const each of this.#counts.values()) sum += each;
    return sum;
  }

  /** Asks a connection until it is closed. */
  follow(connection: RTCPeerConnection): void {
    this.#counts.set(connection, 0);
    const timer = setInterval(() => {
      if (connection.connectionState !== 'closed') {
        void this.#ask(connection);
        return;
      }
      clearInterval(timer);
      this.#ofClosed += this.#counts.get(connection) ?? 0;
      // Whoever takes calls for months must not keep every one of them.
      this.#counts.delete(connection);
    }, ASKED_EVERY_MS);
  }

  async #ask(connection: RTCPeerConnection): Promise<void> {
    let received = 0;
    // Closed meanwhile, it has no statistics.
    const report = await connection.getStats().catch(() => undefined);
    report?.forEach((stats: { readonly type?: unknown; readonly packetsReceived?: unknown }) => {
      if (stats.type === 'inbound-rtp') received += Number(stats.packetsReceived ?? 0);
    });
    if (received > 0 && this.#counts.has(connection)) this.#counts.set(connection, received);
  }
}
