/**
 * Jingle requests on their way in. Each IQ set is answered exactly once, and the order of work is the order of cost:
 * find the call, ask its state, read the contents, compare the device; only the machine's answer leads to a decryption.
 *
 * Whoever is not the latched peer of a call gets, to the byte, what an unknown session gets.
 *
 * Spec: XEP-0166 1.1.2 #protocol-response #errors; RFC 6120 #8.2.3.
 */
import { readJingle, readJingleHeader } from '../stanzas/jingle.ts';
import type { JingleHeader, ReceivedJingle } from '../stanzas/jingle.ts';
import { readIqPayload, writeIqError } from '../stanzas/stanza.ts';
import type { Iq } from '../stanzas/stanza.ts';
import type { XmlElement } from '../xml/element.ts';
import type { Call } from './call.ts';
import { classifyJingle, eventTypeOf, unreadEvent } from './classify.ts';
import { DirectCalls } from './direct-calls.ts';
import { errorOf } from './refusals.ts';
import { drop } from './routing.ts';
import type { Routing } from './routing.ts';

/** Takes an IQ set with a Jingle element in it. */
export function routeRequest(routing: Routing, request: Iq): void {
  const payload = readIqPayload(request);
  const header = payload.ok ? readJingleHeader(payload.value) : payload;
  if (!payload.ok || !header.ok) {
    routing.environment.wire.send(writeIqError(request, errorOf('bad-request')));
    drop(routing, 'malformedRequest');
    return;
  }
  const call = request.from === undefined ? undefined : routing.index.withPeer(request.from, header.value.sessionId);
  // Only a session-initiate can begin a call, or have the very id of a call of ours that it crosses.
  const mayBegin = header.value.action === 'session-initiate' && (call === undefined || DirectCalls.canCross(call));
  if (mayBegin && routing.directCalls.take(request, header.value, payload.value)) return;
  if (mayBegin || call === undefined) {
    routing.environment.wire.send(writeIqError(request, errorOf('unknown-session')));
    drop(routing, 'noSuchCall');
    return;
  }
  routeToCall(routing, call, request, payload.value, header.value);
}

/** Whether a request of this kind can be about the contents or the ICE session of a running call. */
function mayChange(action: JingleHeader['action']): boolean {
  return action.startsWith('content-') || action === 'transport-info';
}

/** A content action is about the contents it names: without one there is nothing to take, and nothing to reject. */
function isAboutNothing({ action, contents }: ReceivedJingle): boolean {
  return action.startsWith('content-') && contents.length === 0;
}

function routeToCall(routing: Routing, call: Call, request: Iq, payload: XmlElement, { action }: JingleHeader): void {
  const repeated = call.data.replies.recall(request);
  if (repeated !== undefined) {
    routing.environment.wire.send(repeated);
    drop(routing, 'repeatedRequest');
    return;
  }
  const { changes } = call.data;
  if (changes !== undefined && mayChange(action)) {
    const jingle = readJingle(payload);
    if (!jingle.ok || isAboutNothing(jingle.value))
      return call.dispatch({ event: { type: 'peer.malformed' }, request });
    const event = changes.classify(jingle.value);
    if (event !== undefined) return changes.dispatch({ event, request, jingle: jingle.value });
  }
  // A replayed session-initiate in a running call is refused for its place, before a single fingerprint of it is read.
  if (!call.expects(eventTypeOf(action))) {
    call.dispatch({ event: unreadEvent(action), request });
    return;
  }
  const jingle = readJingle(payload);
  if (jingle.ok) call.dispatch({ ...classifyJingle(call.data, jingle.value), request });
  else call.dispatch({ event: { type: 'peer.malformed' }, request });
}
