/**
 * The stanza errors with which requests are refused.
 *
 * A stranger and a wrong sender get, to the byte, what an unknown session gets: `unknown-session`. Nothing in an error
 * says more than the condition.
 *
 * Spec: XEP-0166 1.1.2 #errors; RFC 6120 #8.3.3.
 */
import type { Refusal } from '../../machines/effects.ts';
import { assertNever } from '../base/errors.ts';
import type { StanzaError } from '../stanzas/stanza.ts';

export function errorOf(condition: Refusal): StanzaError {
  switch (condition) {
    case 'bad-request':
      return { type: 'modify', condition: 'bad-request', jingle: undefined };
    case 'feature-not-implemented':
      return { type: 'cancel', condition: 'feature-not-implemented', jingle: undefined };
    case 'item-not-found':
      return { type: 'cancel', condition: 'item-not-found', jingle: undefined };
    case 'out-of-order':
      return { type: 'wait', condition: 'unexpected-request', jingle: 'out-of-order' };
    case 'tie-break':
      return { type: 'cancel', condition: 'conflict', jingle: 'tie-break' };
    case 'unknown-session':
      return { type: 'cancel', condition: 'item-not-found', jingle: 'unknown-session' };
    case 'unsupported-info':
      return { type: 'modify', condition: 'feature-not-implemented', jingle: 'unsupported-info' };
    default:
      return assertNever(condition);
  }
}
