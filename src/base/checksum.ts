/**
 * A short sum of a text, to recognise it by where the text itself is not to be kept.
 *
 * No cryptographic hash: whoever wants to can make another text of the same sum. It is for places where that gains
 * nobody anything.
 */

/** 64 bits and the length: texts that chance makes differ have different sums. */
export function checksumOf(text: string): string {
  let one = 0x811c_9dc5;
  let other = 0x9e37_79b9;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    // FNV-1a, with its own prime and with that of xxHash.
    one = Math.imul(one ^ unit, 0x0100_0193);
    other = Math.imul(other ^ unit, 0x9e37_79b1);
  }
  return `${text.length}-${hex(mixed(one))}${hex(mixed(other))}`;
}

/** The last units would else show in the low bits only. MurmurHash3's finish. */
function mixed(sum: number): number {
  let bits = sum;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85eb_ca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2_ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

function hex(bits: number): string {
  return bits.toString(16).padStart(8, '0');
}
