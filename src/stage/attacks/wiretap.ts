/**
 * A server in the middle of a plain call: it answers each side in the other's name, with media of its own, and hears
 * both.
 *
 * This is no trick: it is what XEP-0320 leaves open, done with the project's own codecs and the same media engine as
 * everyone's.
 */
import type { Passing } from '../../adapters/memory-wire.ts';
import { describeJingle } from '../../media/described.ts';
import type { DescriptionKind } from '../../media/described.ts';
import type { SessionDescription } from '../../media/port.ts';
import type { ReceivedJingle } from '../../stanzas/jingle.ts';
import { readIq, writeIq } from '../../stanzas/stanza.ts';
import { readProtection } from '../../transform/protection.ts';
import { JULIET, ROMEO } from '../party.ts';
import type { AttackMeans, Heard, Tamper } from './attack.ts';
import { jingleRequestIn } from './edit.ts';
import type { JingleRequest } from './edit.ts';
import { isOwnId, WiretapEnd } from './wiretap-end.ts';

export interface Wiretap {
  /** Takes over media requests from the plain offer on; everything else passes. */
  readonly tamper: Tamper;
  readonly heard: () => Heard;
}

interface Ends {
  readonly romeo: WiretapEnd;
  readonly juliet: WiretapEnd;
}

/** Lies in wait for one plain call of romeo's. */
export function createWiretap(means: AttackMeans): Wiretap {
  let ends: Ends | undefined;
  let offered: SessionDescription | undefined;

  const beginWith = (offer: ReceivedJingle): void => {
    const { sessionId } = offer;
    offered = plainDescription(offer, 'offer');
    ends = {
      romeo: new WiretapEnd(means, sessionId, ROMEO, JULIET),
      juliet: new WiretapEnd(means, sessionId, JULIET, ROMEO),
    };
    ends.juliet.offer(offered?.contents.map(({ description }) => description.media) ?? []);
  };
  const goOnWith = (answer: ReceivedJingle): void => {
    const described = plainDescription(answer, 'answer');
    if (described !== undefined) ends?.juliet.receiveAnswer(described);
    // Not before juliet has answered: had she refused, romeo would be left with a call to nobody.
    if (offered !== undefined) ends?.romeo.answer(offered);
  };
  const tamper: Tamper = (passing) => {
    if (answersUs(passing)) return [];
    const request = jingleRequestIn(passing);
    switch (request?.jingle.action) {
      case 'session-initiate':
        means.say('keeps the offer and makes juliet one of its own');
        beginWith(request.jingle);
        return [acknowledge(passing, request)];
      case 'session-accept':
        means.say('keeps the answer and gives romeo one of its own');
        goOnWith(request.jingle);
        return [acknowledge(passing, request)];
      case 'transport-info':
        (passing.from === ROMEO.resource ? ends?.romeo : ends?.juliet)?.receiveCandidates(request.jingle);
        return [acknowledge(passing, request)];
      case 'session-terminate':
        ends?.romeo.close();
        ends?.juliet.close();
        return [passing];
      default:
        return [passing];
    }
  };
  return {
    tamper,
    heard: () => ({ romeo: ends?.romeo.heardPackets ?? 0, juliet: ends?.juliet.heardPackets ?? 0 }),
  };
}

/** A description whose certificates stand in the clear: the only kind a server can take apart. */
function plainDescription(jingle: ReceivedJingle, kind: DescriptionKind): SessionDescription | undefined {
  const read = readProtection(jingle);
  const described = read.protection === 'plain' ? describeJingle(read.jingle, kind) : undefined;
  return described?.ok === true ? described.value : undefined;
}

/** The result the sender waits for, in the name of whom the request was for. */
function acknowledge({ from, to }: Passing, { iq }: JingleRequest): Passing {
  const stanza = writeIq({ kind: 'iq', type: 'result', id: iq.id, from: to, to: from, children: [] });
  return { from: to, to: from, stanza };
}

function answersUs({ stanza }: Passing): boolean {
  const iq = readIq(stanza);
  return iq.ok && (iq.value.type === 'result' || iq.value.type === 'error') && isOwnId(iq.value.id);
}
