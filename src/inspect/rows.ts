/**
 * The lane: what happened as the rows of a sequence diagram. Where stanzas were seen they are the arrows; where only a
 * trace is there, its events of the peer and its orders to send are.
 *
 * Pure; knows nothing of the page.
 */
import { describeEvent } from '../../machines/table-text.ts';
import { parseJid } from '../jid.ts';
import { sayEvent } from './event-words.ts';
import type { SeenFingerprint, SeenStanza } from './message.ts';
import type { Actor, Happening, Moment } from './timeline.ts';
import { isCallMachine } from './words.ts';

export type RowKind = 'note' | 'stanza' | 'step';

export interface Row {
  /** The happening that it shows. */
  readonly number: number;
  readonly kind: RowKind;
  readonly actor: string | undefined;
  /** Lines of life, by name. Of an arrow both; of a step only `from`; of what is said over all of them, none. */
  readonly from?: string;
  readonly to?: string;
  readonly text: string;
  /** What the arrow carries, or what the step orders. */
  readonly detail: string;
  readonly tone: 'danger' | 'encrypted' | 'forged' | 'good' | 'plain' | 'quiet' | 'title';
}

export const SERVER = 'server';
const OWN = 'this side';
const CONTACT = 'contact';
const MACHINES = 'machines';

/** The lines of life, from left to right. */
export function lanesOf(happenings: readonly Happening[]): readonly string[] {
  const parties: string[] = [];
  let hasServer = false;
  const see = (name: string) => {
    if (name !== SERVER && !parties.includes(name)) parties.push(name);
  };
  const areNamed = titlesIn(happenings).size <= MOST_LANES;
  const devices = new Set(happenings.flatMap((each) => (each.kind === 'step' ? [each.actor.party] : [])));
  for (const happening of happenings) {
    if (happening.kind === 'step') see(laneOf(happening.actor, areNamed));
    if (happening.kind === 'deed') hasServer = true;
    if (happening.kind !== 'stanza') continue;
    hasServer = true;
    const { from, to, leg } = happening.stanza;
    if (leg !== 'fromServer') see(nameOf(from, devices));
    if (leg !== 'toServer') see(nameOf(to, devices));
  }
  if (hasServer) return parties.length < 2 ? [...parties, SERVER] : [parties[0] ?? '', SERVER, ...parties.slice(1)];
  return parties.length === 1 && isOfCalls(happenings) ? [...parties, CONTACT] : parties;
}

function isOfCalls(happenings: readonly Happening[]): boolean {
  return happenings.some((each) => each.kind === 'step' && each.actor.peer !== undefined);
}

/** The rows of one happening. */
export function rowsOf(happening: Happening, lanes: readonly string[]): readonly Row[] {
  const { number } = happening;
  switch (happening.kind) {
    case 'stanza':
      return [stanzaRow(number, happening.stanza, new Set(lanes))];
    case 'deed':
      return [
        { number, kind: 'stanza', actor: undefined, from: SERVER, text: happening.words, detail: '', tone: 'forged' },
      ];
    case 'call':
      return [{ number, kind: 'note', actor: undefined, text: `Call ${happening.call}`, detail: '', tone: 'title' }];
    case 'remark': {
      const tone = happening.isBad ? 'danger' : 'title';
      return [{ number, kind: 'note', actor: undefined, text: happening.words, detail: '', tone }];
    }
    case 'note': {
      const from = happening.party === '' ? OWN : happening.party;
      return [{ number, kind: 'note', actor: undefined, from, text: happening.words, detail: '', tone: 'quiet' }];
    }
    case 'verdict':
      return [];
    case 'step':
      return stepRows(number, happening.actor, happening.moment, happening.fault, lanes);
  }
}

/** The account by name; or one device of it, where calls are told of device by device. */
function nameOf(address: string, devices: ReadonlySet<string>): string {
  const parsed = parseJid(address) ?? address;
  const slash = parsed.indexOf('/');
  const device = slash === -1 ? '' : parsed.slice(slash + 1);
  if (device !== '' && devices.has(device)) return device;
  const [name = address] = parsed.split('@');
  return name;
}

/** What machines there are that are not followed by a trace, by the name that a lane would have. */
function titlesIn(happenings: readonly Happening[]): ReadonlySet<string> {
  const steps = happenings.flatMap((each) => (each.kind === 'step' ? [each.actor] : []));
  return new Set(steps.filter(isOther).map(laneTitle));
}

function isOther({ party, peer }: Actor): boolean {
  return party === '' && peer === undefined;
}

/** One for all that are called alike; of calls, one for each side. */
function laneTitle({ machine, title }: Actor): string {
  return isCallMachine(machine) ? machine : title;
}

/** More would leave no room for words. */
const MOST_LANES = 4;

/** @param isNamed  whether there is a lane for all that are called like it */
function laneOf(actor: Actor, isNamed: boolean): string {
  if (!isOther(actor)) return actor.party === '' ? OWN : actor.party;
  return isNamed ? laneTitle(actor) : MACHINES;
}

function stanzaRow(number: number, stanza: SeenStanza, devices: ReadonlySet<string>): Row {
  const { from, to, leg, says, forged, fingerprints, candidates, media, device, reason } = stanza;
  const carried = [
    media === undefined || media.length === 0 ? '' : media.join(' and '),
    device === undefined ? '' : typeof device === 'number' ? `device ${device}` : `device: ${device}`,
    reason ?? '',
    ...fingerprints.map(describeFingerprint),
    candidates === 0 ? '' : `${candidates} ${candidates === 1 ? 'candidate' : 'candidates'}`,
  ];
  return {
    ...{ number, kind: 'stanza', actor: undefined, text: SAYS.get(says) ?? says },
    from: leg === 'fromServer' && !forged ? SERVER : nameOf(from, devices),
    to: leg === 'toServer' ? SERVER : nameOf(to, devices),
    detail: carried.filter((part) => part !== '').join(' · '),
    tone: forged ? 'forged' : toneOf(fingerprints),
  };
}

const SAYS: ReadonlyMap<string, string> = new Map([
  ['publishKeys', 'publishes its keys'],
  ['publishDevices', 'publishes its list of devices'],
  ['requestKeys', 'asks for keys'],
]);

function describeFingerprint({ kind, media, by, for: recipient }: SeenFingerprint): string {
  const content = media === undefined ? '' : `${media}: `;
  if (kind === 'plain') return `${content}fingerprint in the clear`;
  const [sender, reader] = [
    by === undefined ? '' : ` by ${by}`,
    recipient === undefined ? '' : ` for device ${recipient}`,
  ];
  return `${content}fingerprint encrypted${sender}${reader}`;
}

function toneOf(fingerprints: readonly SeenFingerprint[]): Row['tone'] {
  if (fingerprints.some(({ kind }) => kind === 'plain')) return 'plain';
  return fingerprints.length > 0 ? 'encrypted' : 'quiet';
}

function stepRows(
  number: number,
  actor: Actor,
  { from, state, event, effects, verdict }: Moment,
  fault: string | undefined,
  lanes: readonly string[],
): readonly Row[] {
  const isNamed = lanes.includes(laneTitle(actor));
  const own = laneOf(actor, isNamed);
  const base = { number, actor: actor.id };
  const isSeen = lanes.includes(CONTACT);
  const said = event === undefined ? '' : sayWhole(event);
  const incoming: Row[] =
    isSeen && said.startsWith('peer.')
      ? [{ ...base, kind: 'stanza', from: CONTACT, to: own, text: said.slice(5), detail: '', tone: protection(said) }]
      : [];
  const outgoing: Row[] = isSeen ? effects.flatMap((effect) => sent(effect, base, own)) : [];
  // Where several share a lane, each says who it is.
  const who = isOther(actor) && (!isNamed || laneTitle(actor) !== actor.title) ? actor.title : '';
  const orders = effects.map(({ kind, ...facts }) => [kind, ...words(facts)].join(' ')).join(', ');
  const step: Row = {
    ...{ ...base, kind: 'step', from: own },
    text: from === '' ? `begins in ${state}` : state === from ? said : `${said} → ${state}`,
    detail: fault ?? (orders === '' ? who : orders),
    tone: fault !== undefined ? 'danger' : toneOfStep(state, effects, verdict),
  };
  return [...incoming, step, ...outgoing];
}

function sent(
  { kind, ...facts }: { readonly kind: string },
  base: Pick<Row, 'actor' | 'number'>,
  own: string,
): readonly Row[] {
  if (!kind.startsWith('send')) return [];
  const text = `${kind.charAt(4).toLowerCase()}${kind.slice(5)}`;
  const detail = words(facts).join(' ');
  return [{ ...base, kind: 'stanza', from: own, to: CONTACT, text, detail, tone: protection(detail) }];
}

function protection(text: string): Row['tone'] {
  if (text.includes('encrypted')) return 'encrypted';
  return text.includes('plain') ? 'plain' : 'quiet';
}

function toneOfStep(state: string, effects: Moment['effects'], verdict: Moment['verdict']): Row['tone'] {
  const end = effects.find(({ kind }) => kind === 'reportEnd') as { readonly reason?: string } | undefined;
  if (end?.reason === 'security-error') return 'danger';
  if (!effects.some(({ kind }) => kind === 'reportVerdict')) return 'quiet';
  return verdict?.state === 'authenticated' && state !== 'ended' ? 'good' : 'plain';
}

function words(facts: object): readonly string[] {
  return Object.values(facts as Readonly<Record<string, unknown>>).flatMap((fact) =>
    typeof fact === 'string' ? [fact] : words(typeof fact === 'object' && fact !== null ? fact : {}),
  );
}

/** XState's own events hold what became of somebody, which is not theirs to tell again. */
function sayWhole(event: { readonly type: string }): string {
  const type = sayEvent(event.type);
  return type === event.type ? describeEvent(wordsOf(event)) : type;
}

/** An event of any machine, as far as it can be read. */
function wordsOf(event: { readonly type: string }): { readonly type: string } {
  const facts = Object.entries(event).filter(([, fact]) => typeof fact === 'string' || typeof fact === 'number');
  return Object.fromEntries(facts) as { readonly type: string };
}
