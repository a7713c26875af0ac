/** A bad line between a client and its server: everything comes late, and some of it later still. */
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { createSeededRandom } from '../../src/adapters/seeded-random.ts';

export interface SlowLineOptions {
  /** Where the server listens: `xmpp://127.0.0.1:5222`. */
  readonly server: string;
  /** One way, in milliseconds. */
  readonly latencyMs: number;
  /** The share of packets that are lost. TCP sends them again: what follows waits for that. */
  readonly loss: number;
  readonly seed: number;
}

export interface SlowLine {
  /** Where a client connects instead. */
  readonly address: string;
  /** How many packets were lost. */
  readonly lost: () => number;
  readonly close: () => Promise<void>;
}

/** How long TCP waits at least before it sends again what was not acknowledged, on Linux. */
const RESENT_AFTER_MS = 200;

export async function openSlowLine({ server, latencyMs, loss, seed }: SlowLineOptions): Promise<SlowLine> {
  const random = createSeededRandom(seed);
  const { port, hostname } = new URL(server.replace('xmpp:', 'http:'));
  const sockets = new Set<Socket>();
  let lost = 0;
  const delayed = (from: Socket, to: Socket): void => {
    let nextAtMs = 0;
    const later = (run: () => void): void => {
      const isLost = random() < loss;
      if (isLost) lost += 1;
      const atMs = performance.now() + latencyMs + (isLost ? RESENT_AFTER_MS + latencyMs : 0);
      // In order, as a stream is.
      nextAtMs = Math.max(nextAtMs, atMs);
      setTimeout(run, nextAtMs - performance.now());
    };
    from.on('data', (bytes) => later(() => void to.write(bytes)));
    from.on('close', () => later(() => to.destroy()));
    from.on('error', () => from.destroy());
  };
  const line = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    }
    delayed(client, upstream);
    delayed(upstream, client);
  });
  await new Promise<void>((resolve) => void line.listen(0, '127.0.0.1', resolve));
  return {
    address: `xmpp://127.0.0.1:${(line.address() as AddressInfo).port}`,
    lost: () => lost,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => void line.close(resolve));
    },
  };
}
