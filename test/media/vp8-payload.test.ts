/** Frames of VP8 in RTP packets. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { vp8Payloads } from '../../src/media/werift/vp8-payload.ts';

test('only the first packet of a frame begins a partition, and together they are the frame [RFC 7741 #4.2]', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 5_000 }), (frame) => {
      const payloads = vp8Payloads(frame);
      expect(payloads.map(([descriptor]) => descriptor)).toEqual(payloads.map((_, index) => (index === 0 ? 0x10 : 0)));
      expect(payloads.flatMap((payload) => [...payload.subarray(1)])).toEqual([...frame]);
      expect(Math.max(...payloads.map(({ length }) => length))).toBeLessThanOrEqual(1_100);
      expect(payloads.every(({ length }) => length > 1)).toBe(true);
    }),
  );
});

test('a frame of nothing is no packet', () => {
  expect(vp8Payloads(new Uint8Array())).toEqual([]);
});
