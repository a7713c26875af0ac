/**
 * What a call costs the core beside StanzaJS's Jingle session manager: session-initiate, session-accept and
 * session-terminate of two contents, and the answers, between two accounts that hear each other. No engine, no
 * OMEMO. The offer that StanzaJS sends is the one our core has written.
 *
 * StanzaJS keeps what it can read of a stanza and lets everything pass; its sessions have no deadline, consent or
 * trace. Our callee says `ringing` as well, which is a request and an answer more.
 */
import { createSeededIds } from '../../src/adapters/seeded-random.ts';
import { createVirtualClock } from '../../src/adapters/virtual-clock.ts';
import { invariant } from '../../src/base/errors.ts';
import { CallManager } from '../../src/call/call-manager.ts';
import { bareOf } from '../../src/jid.ts';
import type { FullJid } from '../../src/jid.ts';
import { NS_CLIENT } from '../../src/xml/namespaces.ts';
import type { XmlElement } from '../../src/xml/element.ts';
import { serializeXml } from '../../src/xml/serialize.ts';
import { FIXED_MEDIA } from './fixed-media.ts';
import { interleave, type InterleaveOptions } from './interleave.ts';
import { benchRow } from './row.ts';
import type { BenchRow } from './row.ts';
import { asElement, asText, createStanzaPair, readStanza } from './stanza-sessions.ts';

const ROMEO = 'romeo@montague.example/orchard' as FullJid;
const JULIET = 'juliet@capulet.example/balcony' as FullJid;

/** What a core is handed: a text of the stream, or the element that a client library has made of it. */
type Received = string | XmlElement;

/** A direct call between two cores, as often as it is called, each to its end at both. */
function createOwnPair(carry: (stanza: XmlElement) => Received, watch: (stanza: Received) => void = () => {}) {
  const managers = new Map<FullJid, CallManager>();
  const call = { endsLeft: 0, hangUp: () => {} };
  const start = (own: FullJid, peer: FullJid, seed: number) => {
    const manager: CallManager = new CallManager({
      account: own,
      omemo: undefined,
      ids: createSeededIds(seed),
      // No deadline of a benchmark is to ring, nor to keep the process alive.
      clock: createVirtualClock(0),
      media: FIXED_MEDIA,
      wire: {
        send(stanza) {
          const received = carry({ ...stanza, attributes: new Map([...stanza.attributes, ['from', own]]) });
          watch(received);
          queueMicrotask(() => void managers.get(peer)?.receive(received));
        },
      },
      sharesPresenceWith: () => true,
      report(report) {
        if (report.kind === 'ended') call.endsLeft -= 1;
        if (report.kind !== 'incoming' && report.kind !== 'accepted') return;
        const key = { peer: bareOf(report.peer), sessionId: report.sessionId };
        if (report.kind === 'incoming') manager.accept(key);
        else if (own === ROMEO) call.hangUp = () => manager.hangUp(key);
      },
    });
    managers.set(own, manager);
    return manager;
  };
  const caller = start(ROMEO, JULIET, 1);
  const callee = start(JULIET, ROMEO, 2);
  return async () => {
    call.endsLeft = 2;
    caller.placeCall({ to: JULIET, media: ['audio', 'video'] });
    while (call.endsLeft > 0) {
      await Promise.all([caller.settled(), callee.settled()]);
      call.hangUp();
      call.hangUp = () => {};
    }
  };
}

const ownAsText = (stanza: XmlElement) => serializeXml(stanza, NS_CLIENT);
const ownAsElement = (stanza: XmlElement) => stanza;

export async function benchDispatch(options: InterleaveOptions = {}): Promise<readonly BenchRow[]> {
  const sent: Received[] = [];
  await createOwnPair(ownAsText, (stanza) => sent.push(stanza))();
  const [offer] = sent;
  invariant(typeof offer === 'string', 'a call begins with a session-initiate, written as text');
  const { contents = [] } = readStanza(offer).jingle;
  const ends = { caller: ROMEO, callee: JULIET };
  const times = await interleave(
    {
      ownText: createOwnPair(ownAsText),
      stanzaText: createStanzaPair(ends, contents, asText),
      ownElement: createOwnPair(ownAsElement),
      stanzaElement: createStanzaPair(ends, contents, asElement),
    },
    options,
  );
  return [
    ...rowsOf('as text', times.ownText, times.stanzaText),
    ...rowsOf('as elements', times.ownElement, times.stanzaElement),
  ];
}

function rowsOf(how: string, own: number, stanza: number): readonly BenchRow[] {
  const name = `dispatch: a call at both ends, stanzas ${how}`;
  return [
    benchRow({ name, value: 1e9 / own, unit: 'per s' }),
    benchRow({ name: `${name}, time`, value: own / stanza, unit: 'x', ratioTo: "StanzaJS's session manager" }),
  ];
}
