/**
 * One ICE candidate as Jingle has it and as the `candidate:` line an engine takes and gives.
 *
 * A line may come from an engine or from a user of the command line; it is read by the grammar either way. Extensions
 * that Jingle has no attribute for (`ufrag`, `network-cost`) are dropped.
 *
 * Spec: RFC 8839 #5.1; RFC 6544 #4.5 for TCP; XEP-0176 1.1.1 #protocol-syntax.
 */
import type { Result } from '../base/result.ts';
import { err, ok } from '../base/result.ts';
import type { IceCandidate } from '../stanzas/ice-udp.ts';
import type { FieldChecker, SdpWriteFault } from './sdp-grammar.ts';
import { fieldChecker } from './sdp-grammar.ts';

export interface CandidateReadFault {
  readonly kind: 'notACandidate';
}

/**
 * The candidate as a `candidate:` line without `a=`, as `addIceCandidate` takes it, or the field that no line can hold.
 *
 * A reflexive or relayed candidate without related address gets the unspecified one, as browsers write when they hide
 * theirs: RFC 8839 #5.1 demands one there, and Firefox refuses a line without.
 */
export function writeCandidate(candidate: IceCandidate): Result<string, SdpWriteFault> {
  const check = fieldChecker(undefined);
  return check.result(candidateLine(candidate, check));
}

/** The same, inside a description: faults go to the caller's checker. */
export function candidateLine(candidate: IceCandidate, check: FieldChecker): string {
  const line = [
    `candidate:${check.text('foundation', candidate.foundation)}`,
    check.number('component', candidate.component),
    check.text('candidateProtocol', candidate.protocol),
    check.number('priority', candidate.priority),
    check.text('address', candidate.ip),
    check.number('port', candidate.port),
    'typ',
    check.text('candidateType', candidate.type),
    ...relatedFields(candidate, check),
  ];
  if (candidate.tcpType !== undefined) line.push('tcptype', check.text('tcpType', candidate.tcpType));
  line.push('generation', check.number('generation', candidate.generation));
  if (candidate.network !== undefined) line.push('network-id', check.number('network', candidate.network));
  return line.join(' ');
}

function relatedFields(candidate: IceCandidate, check: FieldChecker): readonly string[] {
  const { relatedAddress, relatedPort, type, ip } = candidate;
  if (relatedAddress !== undefined && relatedPort !== undefined) {
    return ['raddr', check.text('address', relatedAddress), 'rport', check.number('port', relatedPort)];
  }
  if (type === 'host') return [];
  return ['raddr', ip.includes(':') ? '::' : '0.0.0.0', 'rport', '0'];
}

const LINE =
  /^(?:a=)?candidate:(\S+) ([12]) (udp|tcp) (\d{1,10}) (\S+) (\d{1,5}) typ (host|srflx|prflx|relay)((?: \S+ \S+)*)$/i;

/**
 * Reads a `candidate:` line, with or without `a=`.
 *
 * Jingle wants an `id` where SDP has none, and Dino drops a candidate without. It is made from what tells the
 * candidates of one transport apart, so that reading a line twice gives the same id.
 */
export function readCandidate(line: string): Result<IceCandidate, CandidateReadFault> {
  const match = LINE.exec(line);
  if (match === null) return err({ kind: 'notACandidate' });
  const [, foundation = '', component, protocol = '', priority, ip = '', port, type = '', rest = ''] = match;
  const extensions = readExtensions(rest);
  // Half an address says nothing, and a peer may refuse the candidate for it.
  const isRelated = extensions.has('raddr') && extensions.has('rport');
  const candidate: IceCandidate = {
    component: component === '2' ? 2 : 1,
    foundation,
    generation: Number(extensions.get('generation') ?? 0),
    id: `${component}-${foundation}-${protocol.toLowerCase()}-${port}`,
    ip,
    network: numberOf(extensions.get('network-id')),
    port: Number(port),
    priority: Number(priority),
    protocol: protocol.toLowerCase() === 'tcp' ? 'tcp' : 'udp',
    relatedAddress: isRelated ? extensions.get('raddr') : undefined,
    relatedPort: isRelated ? numberOf(extensions.get('rport')) : undefined,
    tcpType: TCP_TYPES.find((known) => known === extensions.get('tcptype')),
    type: TYPES.find((known) => known === type.toLowerCase()) ?? 'host',
  };
  const isTcp = candidate.protocol === 'tcp';
  const isComplete =
    isTcp === (candidate.tcpType !== undefined) && (candidate.port > 0 || candidate.tcpType === 'active');
  // What can be read must be writable: one grammar, used in both directions.
  return isComplete && writeCandidate(candidate).ok ? ok(candidate) : err({ kind: 'notACandidate' });
}

const TYPES = ['host', 'prflx', 'relay', 'srflx'] as const;
const TCP_TYPES = ['active', 'passive', 'so'] as const;

/** The pairs of name and value after the type, the first of each name. */
function readExtensions(rest: string): ReadonlyMap<string, string> {
  const words = rest === '' ? [] : rest.slice(1).split(' ');
  const extensions = new Map<string, string>();
  for (let index = 0; index + 1 < words.length; index += 2) {
    const [name, value] = [words[index] ?? '', words[index + 1] ?? ''];
    if (!extensions.has(name)) extensions.set(name, value);
  }
  return extensions;
}

function numberOf(digits: string | undefined): number | undefined {
  return digits === undefined ? undefined : Number(digits);
}
