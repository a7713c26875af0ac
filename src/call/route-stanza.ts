/** The first look at a stanza: a message, a request, or the answer to one of ours. */
import { NS_JINGLE } from '../xml/namespaces.ts';
import { attribute, firstChild } from '../xml/read.ts';
import type { XmlElement } from '../xml/element.ts';
import { readStanza, writeMalformedIqError } from '../stanzas/stanza.ts';
import { isEndOfArchive } from './route-archive.ts';
import { isAboutCalls, routeMessage } from './route-message.ts';
import { routeRequest } from './route-request.ts';
import { drop } from './routing.ts';
import type { Routing } from './routing.ts';

/** Takes one stanza, now or after the step under way. Says whether it was about calls. */
export function routeStanza(routing: Routing, stanza: XmlElement): boolean {
  const { turns, requests } = routing.environment;
  const read = readStanza(stanza);
  if (!read.ok) return refuseUnreadable(routing, stanza);
  const value = read.value;
  if (value.kind === 'message') {
    if (!isAboutCalls(routing, value)) {
      // Not ours alone: whoever keeps messages encrypted wants to know of devices too.
      turns.whenIdle(() => routing.environment.heard(value));
      return false;
    }
    turns.whenIdle(() => routeMessage(routing, value));
    return true;
  }
  if (value.type === 'error' || value.type === 'result') {
    const isPending = requests.expects(value);
    turns.whenIdle(() => requests.receive(value));
    // The archive was asked by the application, which goes on with the answer.
    if (isEndOfArchive(routing, value)) turns.whenIdle(() => routing.pastCalls.settle());
    return isPending;
  }
  if (value.type !== 'set' || !isAboutJingle(stanza)) return false;
  turns.whenIdle(() => routeRequest(routing, value));
  return true;
}

/** Even a request whose frame cannot be read is answered, if it is one about calls and there is somebody to answer. */
function refuseUnreadable(routing: Routing, stanza: XmlElement): boolean {
  const isRequest = attribute(stanza, 'type') === 'set' && isAboutJingle(stanza);
  const reply = isRequest ? writeMalformedIqError(stanza) : undefined;
  if (reply === undefined) return false;
  drop(routing, 'malformedRequest');
  routing.environment.wire.send(reply);
  return true;
}

function isAboutJingle(stanza: XmlElement): boolean {
  return firstChild(stanza, NS_JINGLE, 'jingle') !== undefined;
}
