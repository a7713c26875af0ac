/** What a message is to one live call of a device: as src/call routes requests, and compares proposals. */
import { standingOf } from '../../machines/between-calls.ts';
import type { ProposalFacts } from '../../machines/between-calls.ts';
import type { LiveCall } from './call-slot.ts';
import type { Content } from './wire.ts';
import { isSame } from './wire.ts';

/** Who is called directly and proposes has not seen our call yet, or means another. */
export function standingTowardsProposal({ machine }: LiveCall): ProposalFacts['withContact'] {
  const standing = standingOf(machine);
  return standing === 'calling' ? 'running' : standing;
}

export const REQUESTS: ReadonlySet<Content['kind']> = new Set([
  'answer',
  'offer',
  'terminate',
  'transportInfo',
] as const);

/** Before it, requests are answered as for a session there is not. */
export function hasProceeded({ role, machine }: LiveCall): boolean {
  if (machine.context.occasion === 'direct') return true;
  const standing = standingOf(machine);
  return role === 'callee' ? standing !== 'asking' : standing !== 'proposed' && standing !== 'yielding';
}

/** The description the call has accepted comes again: it is answered as before, and that is all. */
export function isRepeated({ arrived, held, remote }: LiveCall, content: Content): boolean {
  if (!('inside' in content)) return false;
  const { inside } = content;
  if (inside.protection === 'encrypted') {
    const { ciphertext } = inside;
    if (arrived !== undefined) return JSON.stringify(arrived) === JSON.stringify(ciphertext);
    return remote !== undefined && isSame(remote, ciphertext.certificate);
  }
  const plain = remote ?? held;
  return inside.protection === 'plain' && plain !== undefined && isSame(plain, inside.certificate);
}
