/** Each way a call can begin, at either side. */
import fc from 'fast-check';
import { ROLES } from '../../machines/step.ts';
import { INPUTS } from '../machines/explore.ts';
import type { WatchedCall } from '../monitors/monitor.ts';

export const callInput = fc.constantFrom(...INPUTS);

export const watchedCall: fc.Arbitrary<WatchedCall> = fc.record({ role: fc.constantFrom(...ROLES), input: callInput });
