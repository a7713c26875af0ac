/** What the application has set for its calls, asked for one contact. */
import type { CallInput, Policy } from '../../machines/context.ts';
import type { BareJid } from '../jid.ts';
import { DEFAULT_DEADLINES } from './deadlines.ts';
import type { CallManagerOptions } from './options.ts';

type Options = Pick<
  CallManagerOptions,
  'deadlines' | 'directCalls' | 'omemo' | 'pastCalls' | 'policy' | 'sharesPresenceWith' | 'whenBusy'
>;

export class CallSettings {
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  get whenBusy(): NonNullable<Options['whenBusy']> {
    return this.#options.whenBusy ?? 'reject';
  }

  get whenCalledDirectly(): NonNullable<Options['directCalls']> {
    return this.#options.directCalls ?? 'ring';
  }

  /** How old a proposal may be that still rings: no older than a call would have rung here. */
  get ringsWithinMs(): number {
    const { ringMs } = { ...DEFAULT_DEADLINES, ...this.#options.deadlines };
    return Math.min(this.#options.pastCalls?.ringWithinMs ?? ringMs, ringMs);
  }

  /** How old a proposal may be that anything is told of. */
  get tellsWithinMs(): number {
    return this.#options.pastCalls?.tellWithinMs ?? Number.POSITIVE_INFINITY;
  }

  /** Whether the contact may learn that we are there. */
  presenceFor(contact: BareJid): CallInput['presence'] {
    return this.#options.sharesPresenceWith?.(contact) === true ? 'shared' : 'hidden';
  }

  policyFor(contact: BareJid): Policy {
    const { policy = 'opportunistic' } = this.#options;
    return typeof policy === 'function' ? policy(contact) : policy;
  }

  /** Whether a call can have OMEMO: only where the account has it. */
  omemoFor(call: CallInput['omemo']): CallInput['omemo'] {
    return this.#options.omemo === undefined ? 'disabled' : call;
  }
}
