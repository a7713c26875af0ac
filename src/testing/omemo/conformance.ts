/**
 * Everything the core expects of an OMEMO implementation, as a list of checks for any test framework.
 *
 * Each check works on devices of its own and can be run alone, in any order, or at the same time as others.
 *
 * Spec: src/omemo/port.ts; docs/guides/own-omemo.md.
 */
import type { OmemoCheck, OmemoUnderTest } from './check.ts';
import { MESSAGE_CHECKS } from './message-checks.ts';
import { SESSION_CHECKS } from './session-checks.ts';
import { TRUST_CHECKS } from './trust-checks.ts';

/** The checks of an implementation. Nothing has run yet. */
export function omemoConformance(subject: OmemoUnderTest): readonly OmemoCheck[] {
  return [...SESSION_CHECKS, ...MESSAGE_CHECKS, ...TRUST_CHECKS].map(({ name, promise, run }) => ({
    name,
    promise,
    run: () => run(subject),
  }));
}
