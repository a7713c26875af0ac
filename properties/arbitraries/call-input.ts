/** Each way a call can begin, at either side. */
import fc from 'fast-check';
import { ROLES } from '../../machines/step.ts';
import type { Role } from '../../machines/step.ts';
import { INPUTS } from '../../machines/inputs.ts';
import type { WatchedCall } from '../monitors/monitor.ts';

export const callInputOf = (role: Role) => fc.constantFrom(...INPUTS[role]);

export const watchedCall: fc.Arbitrary<WatchedCall> = fc
  .constantFrom(...ROLES)
  .chain((role) => callInputOf(role).map((input) => ({ role, input })));
