/** VP8 in RTP. */

/** As much as fits in a packet on every path, beside the headers of RTP, SRTP, UDP and IP. */
const PAYLOAD_BYTES = 1_100;

/**
 * One frame as the payloads of RTP packets, of which the last is to carry the marker. None for an empty frame.
 *
 * Spec: RFC 7741 #4.2.
 */
export function vp8Payloads(frame: Uint8Array): readonly Uint8Array[] {
  const payloads: Uint8Array[] = [];
  for (let start = 0; start < frame.length; start += PAYLOAD_BYTES - 1) {
    const part = frame.subarray(start, start + PAYLOAD_BYTES - 1);
    const payload = new Uint8Array(1 + part.length);
    // The descriptor without extensions: S, the beginning of a partition, on the first; the partition is the frame.
    payload[0] = start === 0 ? 0x10 : 0x00;
    payload.set(part, 1);
    payloads.push(payload);
  }
  return payloads;
}
