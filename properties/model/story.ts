/**
 * The way to a state as a story: who did what, and which stanza went where, for people; and as an event list, for a
 * file that can be played against real cores and kept as a regression test.
 */
import type { Move } from './automaton.ts';
import type { Found } from './explorer.ts';
import type { System, Transition } from './system.ts';
import type { CallNumber, Content, HonestDevice, Inside, Message, Setting } from './wire.ts';
import { nameOf } from './wire.ts';

/** One step, as data. What a device does by itself, or what it is handed. */
export type StoryStep =
  | { readonly at: HonestDevice; readonly call: CallNumber; readonly does: string }
  | { readonly at: HonestDevice; readonly call: CallNumber; readonly gets: Content };

/** A counterexample or witness, as it is written to a file. */
export interface StoryFile {
  readonly format: 'omemo-calls/story';
  readonly version: 1;
  /** What it shows. */
  readonly shows: string;
  readonly setting: Pick<Setting, 'calls' | 'devices' | 'media' | 'name' | 'policy'>;
  readonly steps: readonly StoryStep[];
}

/** The steps that happen to a device. A message that is lost or only put on its way happens to nobody. */
export function storyOf({ what, way }: Found, system: System): StoryFile {
  const { calls, devices, media, name, policy } = system.setting;
  const steps = way.flatMap((transition) => stepOf(transition, system) ?? []);
  return {
    format: 'omemo-calls/story',
    version: 1,
    shows: what,
    setting: { calls, devices, media, name, policy },
    steps,
  };
}

/** The same, to be read: a line a step, with what leaves because of it. */
export function tellStory({ what, way }: Found, system: System): string {
  const lines = way.map((transition, index) => `${String(index + 1).padStart(3)}  ${tell(transition, system)}`);
  return [what, ...lines].join('\n');
}

function stepOf({ end, move, message }: Transition, system: System): StoryStep | undefined {
  const device = system.ends[end];
  if (device === undefined || move === undefined) return undefined;
  const at = device.name;
  const { call } = move;
  const got = system.alphabet.messages[message];
  return got === undefined ? { at, call, does: move.act } : { at, call, gets: got.content };
}

function tell({ kind, end, move, message }: Transition, system: System): string {
  const { alphabet, ends } = system;
  const named = alphabet.messages[message];
  const said = named === undefined ? '' : `${describeContent(named.content)}, call ${named.call}`;
  if (kind === 'drop') return `the server drops: ${said} for ${named?.to ?? '?'}`;
  if (kind === 'inject') return `the server makes up: ${said} for ${named?.to ?? '?'}`;
  const device = ends[end]?.name ?? '?';
  const again = kind === 'double' ? ', and will again' : '';
  const happening =
    named === undefined ? `${device}, call ${move?.call}: ${move?.act}` : `${device} gets ${said}${again}`;
  return [happening, ...sent(move, system)].join('\n        -> ');
}

function sent(move: Move | undefined, { alphabet }: System): readonly string[] {
  return (move?.sends ?? []).flatMap((number) => {
    const message = alphabet.messages[number];
    return message === undefined ? [] : [describeMessage(message)];
  });
}

function describeMessage({ to, call, content }: Message): string {
  return `to ${to}: ${describeContent(content)}, call ${call}`;
}

/** `session-initiate, encrypted by A for B1: A's of call 1`. */
function describeContent(content: Content): string {
  switch (content.kind) {
    case 'proceed':
      return `proceed, device ${content.announced}`;
    case 'reject':
      return content.outcome === 'tieBreak' ? 'reject with tie-break' : 'reject';
    case 'finish':
      return content.outcome === 'migrated' ? 'finish, migrated' : 'finish';
    case 'offer':
      return `session-initiate, ${describeInside(content.inside)}`;
    case 'answer':
      return `session-accept, ${describeInside(content.inside)}`;
    case 'terminate':
      return 'session-terminate';
    case 'transportInfo':
      return 'transport-info';
    case 'requestFailed':
      return 'an error for its request';
    case 'crossed':
      return 'an error with tie-break for its request';
    case 'bounce':
      return 'its own message back';
    case 'ownProceed':
      return 'a carbon of the proceed of another device';
    case 'ownReject':
      return 'a carbon of the reject of another device';
    default:
      return content.kind;
  }
}

function describeInside(inside: Inside): string {
  switch (inside.protection) {
    case 'encrypted': {
      const { from, to, certificate } = inside.ciphertext;
      return `encrypted by ${from} for ${to}: ${nameOf(certificate)}`;
    }
    case 'plain':
      return `plain: ${nameOf(inside.certificate)}`;
    case 'mixed':
      return 'one content encrypted, another plain';
  }
}
