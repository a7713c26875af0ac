/**
 * Tells a staged call as it happens: stanzas as arrows between lanes, what each side finds out beside its own lane,
 * what a hostile server does in the middle.
 */
import type { TraceEntry } from '../../call/trace.ts';
import { bareOf } from '../../jid.ts';
import type { Jid } from '../../jid.ts';
import { captionOf, shortFingerprint } from '../../stage/captions.ts';
import type { Lane, Lanes, Place } from './lanes.ts';
import { JULIET, ROMEO } from '../../stage/party.ts';
import { refusalIn } from '../../stage/refusal.ts';
import type { Observe, PartyName, StageEvent, StanzaEvent } from '../../stage/stage-events.ts';
import { summarize } from '../../inspect/stanza-summary.ts';
import { REFUSAL_WORDS } from '../../stage/words.ts';

/** An observer that draws what it sees. */
export function createStory(lanes: Lanes): Observe {
  const story = new Story(lanes);
  return (event) => story.tell(event);
}

class Story {
  readonly #lanes: Lanes;
  readonly #certificates = new Map<PartyName, string>();
  readonly #published = new Set<PartyName>();
  /** The certificates that the two were told of. */
  readonly #described = new Map<PartyName, string>();
  readonly #decrypted = new Set<PartyName>();

  constructor(lanes: Lanes) {
    this.#lanes = lanes;
  }

  tell(event: StageEvent): void {
    switch (event.kind) {
      case 'call':
        return this.#begin(event.number);
      case 'stanza':
        return this.#drawStanza(event);
      case 'deed':
        return this.#lanes.centred(`[ the server ${event.words} ]`, 'bad');
      case 'certificate':
        return this.#noteCertificate(event);
      case 'trace':
        return this.#noteStep(event.party, event.entry);
      case 'report':
        return;
    }
  }

  #begin(number: number): void {
    this.#decrypted.clear();
    this.#lanes.gap();
    if (number > 1) this.#lanes.centred('- another call -', 'title');
  }

  #drawStanza(event: StanzaEvent): void {
    const [sender, receiver] = [laneOf(event.from), laneOf(event.to)];
    if (sender === undefined || receiver === undefined) return;
    const caption = captionOf(event, {
      certificate: event.forged ? undefined : this.#certificates.get(sender),
      hasPublishedKeys: this.#published.has(sender),
    });
    if (summarize(event.stanza)?.says === 'publishKeys') this.#published.add(sender);
    if (caption === undefined) return;
    const place = placeOf(event, sender, receiver);
    for (const line of caption) this.#lanes.text(place, line);
    const from: Lane = event.leg === 'fromServer' ? 'server' : sender;
    const to: Lane = event.leg === 'toServer' ? 'server' : receiver;
    this.#lanes.arrow(from, to, event.forged ? 'bad' : 'plain');
  }

  #noteCertificate({ party, which, value }: Extract<StageEvent, { kind: 'certificate' }>): void {
    const short = shortFingerprint(value);
    switch (which) {
      case 'own':
        this.#certificates.set(party, value);
        return;
      case 'described':
        this.#described.set(party, value);
        return this.#decrypted.has(party)
          ? this.#note(party, `* decrypted: ${short}`, 'good')
          : this.#note(party, `* in clear: ${short}`, 'bad');
      case 'used':
        return this.#described.get(party) === value
          ? this.#note(party, `* media runs on ${short}: the same`, this.#decrypted.has(party) ? 'good' : 'plain')
          : this.#note(party, `* media runs on ${short}: ANOTHER`, 'bad');
    }
  }

  #noteStep(party: PartyName, entry: TraceEntry): void {
    if (entry.kind === 'step' && entry.event.type === 'omemo.decrypted') this.#decrypted.add(party);
    const refusal = refusalIn(entry);
    if (refusal !== undefined)
      this.#note(party, `* ${refusal === 'timeout' ? 'GIVEN UP' : 'REFUSED'}: ${REFUSAL_WORDS[refusal]}`, 'good');
  }

  #note(party: PartyName, text: string, tone: 'bad' | 'good' | 'plain'): void {
    this.#lanes.text(party, [{ text, tone }]);
  }
}

function laneOf(address: Jid): PartyName | undefined {
  const account = bareOf(address);
  const role = [ROMEO, JULIET].find(({ resource }) => bareOf(resource) === account);
  // The other resources of an account get copies, which are no part of the story.
  return role !== undefined && (address === account || address === role.resource) ? role.name : undefined;
}

function placeOf({ leg }: StanzaEvent, sender: PartyName, receiver: PartyName): Place {
  if (leg !== 'fromServer') return sender;
  return receiver === 'romeo' ? 'serverToRomeo' : 'serverToJuliet';
}
