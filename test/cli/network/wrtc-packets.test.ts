/** What is counted of connections of libwebrtc, and that nothing is kept of those that are closed. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PacketCount } from '../../../src/cli/network/media/wrtc-packets.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** As much of a connection as is asked. */
function connection(packetsReceived: number) {
  const parts = {
    connectionState: 'connected',
    getStats: () => Promise.resolve([{ type: 'inbound-rtp', packetsReceived }]),
  };
  return parts as unknown as RTCPeerConnection & { connectionState: string };
}

test('packets of connections that are over count, and the connections are let go of', async () => {
  const held = new Map<RTCPeerConnection, number>();
  const count = new PacketCount(held);
  const [first, second] = [connection(7), connection(5)];
  count.follow(first);
  count.follow(second);
  await vi.advanceTimersByTimeAsync(250);
  expect(count.count).toBe(12);
  first.connectionState = 'closed';
  await vi.advanceTimersByTimeAsync(500);
  expect(count.count).toBe(12);
  expect([...held.keys()]).toEqual([second]);
  second.connectionState = 'closed';
  await vi.advanceTimersByTimeAsync(250);
  expect(count.count).toBe(12);
  expect(held.size).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});

test('what a connection says after its end is not counted twice', async () => {
  const count = new PacketCount();
  const slow = connection(7);
  let answer: () => void = () => undefined;
  const getStats = vi.spyOn(slow, 'getStats');
  count.follow(slow);
  await vi.advanceTimersByTimeAsync(250);
  const late = {
    forEach: (see: (each: object) => void) => see({ type: 'inbound-rtp', packetsReceived: 9 }),
  };
  getStats.mockReturnValue(new Promise((resolve) => (answer = () => resolve(late as unknown as RTCStatsReport))));
  await vi.advanceTimersByTimeAsync(250);
  slow.connectionState = 'closed';
  await vi.advanceTimersByTimeAsync(250);
  answer();
  await vi.advanceTimersByTimeAsync(250);
  expect(count.count).toBe(7);
});
