/**
 * Messages that somebody else wrote down, sent or damaged. Only what belongs to a message is taken over, in words that
 * it can have: reading one is what makes it fit to be passed on.
 */
import { isObject } from '../base/json.ts';
import type { JsonFault } from '../base/json.ts';
import { err, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import { isTraceEntry, readTraceEntry } from '../call/read-trace-entry.ts';
import type { TraceEntry } from '../call/trace.ts';
import { parseJid } from '../jid.ts';
import { parseSessionId } from '../stanzas/identifiers.ts';
import type { InspectMessage, SeenEvent, SeenFingerprint, SeenSnapshot, SeenStanza } from './message.ts';
import { plainCopy } from './plain-copy.ts';
import { cleanContext, cleanDecision, cleanEffect, cleanState, cleanWord, knownEvent, WITHHELD } from './words.ts';

/** Characters of a name, or of what a server says it did. */
const NAME_CHARACTERS = 64;
const SENTENCE_CHARACTERS = 400;
/** Characters of a machine's definition. */
const DEFINITION_CHARACTERS = 400_000;
const MOST_FINGERPRINTS = 32;
/** Of a stanza's media. `postMessage` brings lists of millions of holes in no time. */
const MOST_MEDIA = 32;

/** The message that a value of JSON is; undefined where it is an object about something else. */
export function readMessage(value: unknown): Result<InspectMessage | undefined, string> {
  if (!isObject(value)) return err('it is no JSON object');
  if (typeof value['type'] === 'string' && value['type'].startsWith('@xstate.')) return readXState(value);
  if (isObject(value['stanza'])) return readStanza(value['stanza']);
  if (isObject(value['report'])) return ok(readVerdict(value['report'], value['party']));
  if (typeof value['server'] === 'string') return ok({ server: bounded(value['server'], SENTENCE_CHARACTERS) });
  if (typeof value['note'] === 'string') {
    const bad = value['tone'] === 'bad' ? { tone: 'bad' as const } : {};
    return ok({ note: bounded(value['note'], SENTENCE_CHARACTERS), ...bad });
  }
  if (typeof value['call'] === 'number') return ok({ call: value['call'] });
  if (!('trace' in value) && !isTraceEntry(value)) return ok(undefined);
  const entry = readTraceEntry('trace' in value ? value['trace'] : value);
  if (!entry.ok) return err(describeJsonFault(entry.error));
  return ok({ trace: cleanEntry(entry.value), ...partyOf(value['party']) });
}

export function describeJsonFault({ kind, path }: JsonFault): string {
  const place = path === '' ? 'the entry' : path;
  switch (kind) {
    case 'missing':
      return `${place} is missing from the entry`;
    case 'tooMany':
      return `${place} has too many items`;
    default:
      return `${place} is nothing that an entry of a trace can have there`;
  }
}

/** An entry in the words of the machines. Session id and peer stay as they are: they name the call. */
export function cleanEntry(entry: TraceEntry): TraceEntry {
  if (entry.kind === 'dropped') return entry;
  if (entry.kind === 'decided') return { ...entry, decision: cleanDecision(entry.decision) } as TraceEntry;
  const machine = entry.kind === 'start' || entry.kind === 'step' ? entry.role : 'changes';
  const { kind, atMs, sessionId, peer, role } = entry;
  const words = {
    ...{ kind, atMs, sessionId, peer, role },
    to: cleanState(machine, entry.to),
    effects: entry.effects.map(cleanEffect),
  };
  const rest =
    'input' in entry
      ? { input: cleanContext(entry.input) }
      : { from: cleanState(machine, entry.from), event: knownEvent(entry.event) ?? { type: WITHHELD } };
  return { ...words, ...rest } as unknown as TraceEntry;
}

function partyOf(party: unknown): { readonly party?: string } {
  return typeof party === 'string' && party !== '' ? { party: bounded(party, NAME_CHARACTERS) } : {};
}

/** What others wrote moves no cursor and ends. */
function bounded(text: string, most: number): string {
  return text.slice(0, most).replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '\u{FFFD}');
}

const LEGS = ['fromServer', 'through', 'toServer'] as const;
/** Actions, verbs, reasons: all of them are such words. */
const WORD = /^[a-zA-Z][a-zA-Z-]{0,39}$/;
const MEDIA: ReadonlySet<unknown> = new Set(['audio', 'video']);

function readStanza(stanza: Readonly<Record<string, unknown>>): Result<InspectMessage, string> {
  const { from, to, says, forged, media, reason, candidates, fingerprints } = stanza;
  const [sender, receiver] = [addressOf(from), addressOf(to)];
  const leg = LEGS.find((each) => each === stanza['leg']);
  if (sender === undefined || receiver === undefined || leg === undefined || !isWord(says)) {
    return err('a stanza has "from", "to", "leg" and "says", and here one of them is none');
  }
  const device = announced(stanza['device']);
  const seen: SeenStanza = {
    ...{ from: sender, to: receiver, leg, says, forged: forged === true },
    ...(Array.isArray(media) && {
      media: media.slice(0, MOST_MEDIA).filter((kind) => MEDIA.has(kind)) as readonly string[],
    }),
    ...(device !== undefined && { device }),
    ...(isWord(reason) && { reason }),
    fingerprints: Array.isArray(fingerprints) ? fingerprints.slice(0, MOST_FINGERPRINTS).flatMap(readFingerprint) : [],
    candidates: Array.isArray(candidates) ? candidates.length : count(candidates),
  };
  return ok({ stanza: seen });
}

function isWord(value: unknown): value is string {
  return typeof value === 'string' && WORD.test(value);
}

function count(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : 0;
}

function addressOf(value: unknown): string | undefined {
  return typeof value === 'string' ? parseJid(value) : undefined;
}

function announced(device: unknown): SeenStanza['device'] {
  if (device === 'invalid' || device === 'none' || isDeviceId(device)) return device;
  if (!isObject(device)) return undefined;
  if (isDeviceId(device['deviceId'])) return device['deviceId'];
  return device['kind'] === 'none' ? 'none' : 'invalid';
}

function isDeviceId(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 2 ** 32;
}

function readFingerprint(value: unknown): readonly SeenFingerprint[] {
  if (!isObject(value) || (value['kind'] !== 'encrypted' && value['kind'] !== 'plain')) return [];
  const { kind, media, by } = value;
  return [
    {
      kind,
      ...(MEDIA.has(media) && { media: media as string }),
      ...(isDeviceId(by) && { by }),
      ...(isDeviceId(value['for']) && { for: value['for'] }),
    },
  ];
}

/** Of what the application was told, the verdict: who it is with, and by which device; never by which key. */
function readVerdict(report: Readonly<Record<string, unknown>>, party: unknown): InspectMessage | undefined {
  const { kind, sessionId, peer, verdict } = report;
  if (kind !== 'authentication' || !isObject(verdict) || typeof sessionId !== 'string') return undefined;
  const [with_, id] = [addressOf(peer), parseSessionId(sessionId)];
  if (with_ === undefined || id === undefined) return undefined;
  const { state, deviceId, trust, because } = verdict;
  return {
    ...partyOf(party),
    report: {
      kind,
      sessionId: id,
      peer: with_,
      verdict: {
        state: cleanWord(state) ?? WITHHELD,
        ...(isDeviceId(deviceId) && { deviceId }),
        ...(trust !== undefined && { trust: cleanWord(trust) ?? WITHHELD }),
        ...(because !== undefined && { because: cleanWord(because) ?? WITHHELD }),
      },
    },
  };
}

/**
 * What @statelyai/inspect sends. Of a machine of calls only its words are taken; any other is its developer's own, who
 * has sent of it what is to be seen.
 */
function readXState(value: Readonly<Record<string, unknown>>): Result<InspectMessage | undefined, string> {
  const { type, sessionId, name, parentId, definition, createdAt } = value;
  if (typeof sessionId !== 'string') return err('an XState event names its actor with "sessionId"');
  const base = {
    sessionId: bounded(sessionId, NAME_CHARACTERS),
    createdAt: typeof createdAt === 'string' ? createdAt.slice(0, NAME_CHARACTERS) : '',
  };
  const snapshot = readSnapshot(value['snapshot']);
  switch (type) {
    case '@xstate.actor':
      return ok({
        ...{ type, ...base, snapshot, name: bounded(typeof name === 'string' ? name : sessionId, 200) },
        ...(typeof parentId === 'string' && { parentId: bounded(parentId, NAME_CHARACTERS) }),
        ...(typeof definition === 'string' && { definition: definition.slice(0, DEFINITION_CHARACTERS) }),
      });
    case '@xstate.event':
      return ok({ type, ...base, event: readEvent(value['event']) });
    case '@xstate.snapshot':
      return ok({ type, ...base, event: readEvent(value['event']), snapshot });
    default:
      return ok(undefined);
  }
}

function readEvent(event: unknown): SeenEvent {
  const type = isObject(event) && typeof event['type'] === 'string' ? bounded(event['type'], 200) : WITHHELD;
  const facts = isObject(event) ? (plainCopy(event) as object) : {};
  return { ...facts, type };
}

function readSnapshot(value: unknown): SeenSnapshot {
  const snapshot = isObject(value) ? value : {};
  const { status, context } = snapshot;
  return {
    status: typeof status === 'string' ? bounded(status, NAME_CHARACTERS) : 'active',
    value: plainCopy(snapshot['value']),
    context: isObject(context) ? (plainCopy(context) as SeenSnapshot['context']) : {},
  };
}
