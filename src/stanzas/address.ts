/**
 * The addresses a candidate may name: IPv4 and IPv6 literals, and the `.local` names behind which browsers hide them.
 *
 * Any other name is refused, because resolving it would tell its owner that a call takes place, and when.
 *
 * Spec: RFC 8839 #5.1 (connection-address); RFC 4291 #2.2; draft-ietf-mmusic-mdns-ice-candidates-03 #3.1.
 */

const IPV4_OCTET = /^(?:0|[1-9][0-9]{0,2})$/;
const IPV6_GROUP = /^[0-9A-Fa-f]{1,4}$/;
const MDNS_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.local$/;
const IPV6_GROUPS = 8;

/**
 * The address as it was written, or undefined where it is none of the three. IPv6 zones are refused: they are local.
 */
export function parseCandidateAddress(text: string): string | undefined {
  return isIpv4(text) || isIpv6(text) || MDNS_NAME.test(text) ? text : undefined;
}

function isIpv4(text: string): boolean {
  const octets = text.split('.', 5);
  return octets.length === 4 && octets.every((octet) => IPV4_OCTET.test(octet) && Number(octet) <= 255);
}

function isIpv6(text: string): boolean {
  const [head, tail, more] = text.split('::', 3);
  if (head === undefined || more !== undefined) return false;
  if (tail === undefined) return countIpv6Groups(head) === IPV6_GROUPS;
  // `::` stands for at least one group of zeros. RFC 4291 allows it for one, though RFC 5952 would not write it so.
  const before = head === '' ? 0 : countIpv6Groups(head);
  const after = tail === '' ? 0 : countIpv6Groups(tail);
  return !head.includes('.') && before + after < IPV6_GROUPS;
}

/** How many 16-bit groups the text has, an IPv4 tail counting two; more than any address where one of them is none. */
function countIpv6Groups(text: string): number {
  const groups = text.split(':');
  const last = groups.at(-1) ?? '';
  const hexGroups = last.includes('.') ? groups.slice(0, -1) : groups;
  if (!hexGroups.every((group) => IPV6_GROUP.test(group))) return Number.POSITIVE_INFINITY;
  if (hexGroups.length === groups.length) return groups.length;
  return isIpv4(last) ? groups.length + 1 : Number.POSITIVE_INFINITY;
}
