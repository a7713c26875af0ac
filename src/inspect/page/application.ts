/**
 * The page that opened this one, or that holds it in a frame: an application that tells of its machines, with
 * `createBrowserInspector` of @statelyai/inspect or with messages of its own.
 */
import { isObject } from '../../base/json.ts';
import type { InspectMessage } from '../message.ts';
import { readMessage } from '../read-message.ts';
import type { Inspector } from './inspector.ts';
import { hearingOf } from './origin.ts';

/** What @statelyai/inspect waits for before it sends anything; it then sends what it has kept as well. */
const CONNECTED = { type: '@statelyai.connected' };
const DISCONNECTED = '@statelyai.disconnected';
/** An opener can go from site to site: each would have a question of its own. */
const MOST_ASKED = 3;

/**
 * Listens to it, if there is one. Says whether there is.
 *
 * @param showsProgram  whether the page shows what a program tells already
 */
export function listenToApplication(inspector: Inspector, showsProgram: boolean): boolean {
  const application = window.parent === window ? (window.opener as Window | null) : window.parent;
  if (application === null) return false;
  const allowed = new Set<string>();
  const asked = new Set<string>();
  const connect = (origin: string) => application.postMessage(CONNECTED, origin);

  function consider(origin: string): void {
    if (asked.has(origin) || asked.size === MOST_ASKED) return;
    asked.add(origin);
    const who = origin === 'null' ? 'A page without an address' : origin;
    if (hearingOf(origin, location.origin, showsProgram) === 'refuse') {
      inspector.tell(`${who} is not listened to here, beside the program. Give it ${addressWithoutToken()}`, 'bad');
      return;
    }
    inspector.ask(`${who} has opened this page and wants to show its machines in it.`, 'Show them', () => {
      allowed.add(origin);
      // What came until now was not taken, and comes again. A page without an address can be called only so.
      connect(origin === 'null' ? '*' : origin);
    });
  }

  let isHeard = false;
  function hear(message: InspectMessage, origin: string): void {
    if (!isHeard && !showsProgram) inspector.tell(origin);
    isHeard = true;
    inspector.add(message);
  }

  window.addEventListener('message', ({ source, origin, data }: MessageEvent<unknown>) => {
    // Whoever else sends messages here is not listened to, wherever it comes from.
    if (source !== application || !isObject(data)) return;
    const isAllowed = allowed.has(origin) || hearingOf(origin, location.origin, showsProgram) === 'listen';
    if (isAllowed && data['type'] === DISCONNECTED) return inspector.tell(`${origin} tells no more.`);
    const read = readMessage(data);
    if (!read.ok) {
      if (isAllowed) inspector.tell(`a message that is none: ${read.error}`, 'bad');
    } else if (read.value !== undefined) {
      if (isAllowed) hear(read.value, origin);
      else consider(origin);
    }
  });
  // To anybody: it says nothing but that this is an inspector, and who it is for is not known yet.
  connect('*');
  return true;
}

function addressWithoutToken(): string {
  return `${location.origin}${location.pathname}`;
}
