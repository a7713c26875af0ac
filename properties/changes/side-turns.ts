/** Everything that can happen to one side next: a message, a word of the user or the engine, a deadline. */
import { changeTimersIn, startChanges, stepChanges } from '../../machines/changes.step.ts';
import type { ChangesSnapshot, ChangesStep } from '../../machines/changes.step.ts';
import type { ChangesEvent, ChangesInput, NamedContents } from '../../machines/changes.words.ts';
import { describeEvent } from '../../machines/table-text.ts';
import type { Message, Side, Task } from './side.ts';
import { addedContent, announcedCredentials, FIRST_CONTENT, holdsCandidates, NONE } from './side.ts';
import { carryOut, changed } from './side-orders.ts';
import type { Occasion, Outcome } from './side-orders.ts';

export type StepChanges = (snapshot: ChangesSnapshot, event: ChangesEvent) => ChangesStep;

/** How both sides are set up. */
export interface Turns {
  readonly start: (input: ChangesInput) => ChangesStep;
  readonly step: StepChanges;
  /** How contents of the peer travel in this call. */
  readonly protection: 'encrypted' | 'plain';
  /** Whether a content of the one side is as much as the other side's user wants to add. */
  readonly isCovered: boolean;
}

/** Both sides run the machine that ships. */
export const SHIPPED = { start: startChanges, step: stepChanges } as const;

export interface Turn extends Outcome {
  /** For a story. */
  readonly what: string;
}

/** All that can happen next. */
export function turnsOf(side: Side, turns: Turns): readonly Turn[] {
  return [...readings(side, turns), ...wishes(side, turns), ...results(side, turns), ...rings(side, turns)];
}

function take(side: Side, event: ChangesEvent, { step }: Turns, occasion: Occasion = {}): Outcome {
  const { snapshot, effects } = step(side.snapshot, event);
  let outcome: Outcome = { side: { ...side, snapshot }, sent: [] };
  for (const effect of effects) outcome = carryOut(outcome, effect, occasion);
  return outcome;
}

function turn(side: Side, event: ChangesEvent, turns: Turns, occasion?: Occasion): Turn {
  return { what: describeEvent(event), ...take(side, event, turns, occasion) };
}

/** The next message of the stream. */
function readings(side: Side, turns: Turns): readonly Turn[] {
  const [message, ...inbox] = side.inbox;
  if (message === undefined) return [];
  const [event, facts] = eventOf(message, side, turns);
  const before = { ...side, ...facts, inbox };
  // What a refused yes was about, the answer to it does not say.
  const content = side.acceptance?.content;
  if (event !== undefined) return [turn(before, event, turns, { message, ...(content && { content }) })];
  // Of no interest to this machine: the call's own acknowledges it.
  const sent: readonly Message[] =
    isRequest(message) && message.id !== NONE ? [{ kind: 'result', id: message.id }] : [];
  return [{ what: `reads ${message.kind}`, side: before, sent }];
}

const isRequest = ({ kind }: Message): boolean => kind !== 'result' && kind !== 'error';

/** As `classifyChange` and `CallChanges.settle` have it. */
function eventOf(message: Message, side: Side, turns: Turns): readonly [ChangesEvent | undefined, Partial<Side>?] {
  const { protection } = turns;
  const device = protection === 'encrypted' ? 'pinned' : 'unbound';
  switch (message.kind) {
    case 'result':
    case 'error':
      return settled(message, side);
    case 'credentials': {
      const { credentials, candidates } = message;
      const isOld = credentials === side.remote || (candidates === 'some' && credentials === side.refused);
      return [isOld ? undefined : { type: 'peer.newCredentials', candidates }];
    }
    case 'add': {
      const isKnown = ((side.running | side.offer) & message.content) !== 0;
      const contents = isKnown ? 'unusable' : isAdding(side) && turns.isCovered ? 'covered' : 'more';
      return [{ type: 'peer.contentAdd', protection, device, contents }];
    }
    case 'accept': {
      const contents = isAdding(side) && message.content === addedContent(side) ? 'agreed' : 'unknown';
      return [{ type: 'peer.contentAccept', protection, device, contents }];
    }
    case 'reject':
      return [{ type: 'peer.contentReject', contents: message.content === addedContent(side) ? 'added' : 'other' }];
    case 'remove':
      return [{ type: 'peer.contentRemove', contents: named(side, message.content) }];
  }
}

function settled({ kind, id }: Message, side: Side): readonly [ChangesEvent | undefined, Partial<Side>?] {
  const { acceptance, request, snapshot } = side;
  if (acceptance?.id === id) {
    const contents = running(side, acceptance.content);
    return [kind === 'error' ? { type: 'peer.acceptRefused', contents } : undefined, { acceptance: null }];
  }
  if (request !== id) return [undefined];
  const isRestart = snapshot.state.startsWith('restarting.');
  if (isRestart) {
    return [{ type: kind === 'error' ? 'peer.restartRefused' : 'peer.restartAcknowledged' }, { request: NONE }];
  }
  return [kind === 'error' ? { type: 'peer.addRefused' } : undefined, { request: NONE }];
}

const isAdding = ({ snapshot }: Side): boolean => snapshot.state.startsWith('adding.');

function running(side: Side, content: number): 'all' | 'some' | 'unknown' {
  if ((side.running & content) === 0) return 'unknown';
  return side.running === content ? 'all' : 'some';
}

function named(side: Side, content: number): NamedContents {
  const ofRunning = running(side, content);
  if (ofRunning !== 'unknown') return ofRunning;
  if (content === addedContent(side)) return 'added';
  return content === side.offer ? 'offered' : 'unknown';
}

/** What the user may want; only what can be wanted now. */
function wishes(side: Side, turns: Turns): readonly Turn[] {
  const { left, snapshot, running: contents } = side;
  const wants: (readonly [ChangesEvent, Partial<Side>, number?])[] = [
    [{ type: 'local.acceptContent' }, {}],
    [{ type: 'local.rejectContent' }, {}],
  ];
  const spend = (name: keyof typeof left): Partial<Side> => ({ left: { ...left, [name]: left[name] - 1 } });
  if (left.additions > 0) wants.push([{ type: 'local.addContent' }, spend('additions')]);
  if (left.restarts > 0) wants.push([{ type: 'local.restartIce' }, spend('restarts')]);
  if (left.removals > 0) {
    wants.push([{ type: 'local.removeContent', contents: 'added' }, spend('removals')]);
    for (let content = FIRST_CONTENT << 1; content <= contents; content <<= 1) {
      const event = { type: 'local.removeContent', contents: 'some' } as const;
      if ((contents & content) !== 0) wants.push([event, spend('removals'), content]);
    }
  }
  return wants.flatMap(([event, facts, content]) => {
    const isPossible = turns.step(snapshot, event).effects.every(({ kind }) => kind !== 'noteUnusable');
    return isPossible ? [turn({ ...side, ...facts }, event, turns, content === undefined ? {} : { content })] : [];
  });
}

/** Deadlines that ring, as often as they may. */
function rings(side: Side, turns: Turns): readonly Turn[] {
  const { left, snapshot } = side;
  if (left.timeouts === 0) return [];
  const before = { ...side, left: { ...left, timeouts: left.timeouts - 1 } };
  return [...changeTimersIn(snapshot)].map((timer) => turn(before, { type: `timer.${timer}` }, turns));
}

/** OMEMO and the engine do one thing after the other; a candidate is found at any time. */
function results(side: Side, turns: Turns): readonly Turn[] {
  const [task, ...tasks] = side.tasks;
  const done = task === undefined ? [] : [finished({ ...side, tasks }, task, turns)];
  const canFail = task !== undefined && side.left.refusals > 0 && task.kind !== 'answerRestart';
  const failed = canFail ? [refused({ ...side, tasks }, task, turns)] : [];
  return [...done, ...failed, ...newCandidates(side, turns)];
}

function refused(side: Side, { kind }: Task, turns: Turns): Turn {
  const { left } = side;
  const before = { ...side, answer: NONE, left: { ...left, refusals: left.refusals - 1 } };
  if (kind === 'encryptContents') return turn(before, { type: 'omemo.impossible' }, turns);
  if (kind === 'decryptOffer' || kind === 'decryptAnswer') return turn(before, { type: 'omemo.refused' }, turns);
  return turn(before, { type: 'media.refused' }, turns);
}

function finished(side: Side, task: Task, turns: Turns): Turn {
  switch (task.kind) {
    case 'encryptContents':
      return turn(side, { type: 'omemo.encrypted' }, turns);
    case 'decryptOffer':
    case 'decryptAnswer':
      return turn(side, { type: 'omemo.decrypted' }, turns);
    case 'describeAddition': {
      const { nextContent } = side;
      const pending = { kind: 'addition', number: nextContent, isAnnounced: false } as const;
      return turn({ ...side, pending, nextContent: nextContent << 2 }, { type: 'media.described' }, turns);
    }
    case 'describeRestart': {
      const { nextCredentials } = side;
      const pending = { kind: 'restart', number: nextCredentials, isAnnounced: false } as const;
      return turn({ ...side, pending, nextCredentials: nextCredentials + 1 }, { type: 'media.described' }, turns);
    }
    case 'answerOffer':
      return turn(side, { type: 'media.described' }, turns);
    case 'applyAnswer':
      return turn({ ...applied(side), pending: null, answer: NONE }, { type: 'media.applied' }, turns);
    case 'answerRestart': {
      const { nextCredentials } = side;
      const facts = { local: nextCredentials, remote: task.credentials, nextCredentials: nextCredentials + 1 };
      return { what: 'follows the restart', ...changed({ side, sent: [] }, facts) };
    }
  }
}

function applied(side: Side): Side {
  const { pending, answer } = side;
  if (pending?.kind !== 'restart') return { ...side, running: side.running | addedContent(side) };
  return { ...side, local: pending.number, remote: answer };
}

const owesRestartAnswer = ({ snapshot }: Side): boolean => snapshot.context.restartAnswer === 'due';

/** The first of an ICE session is what counts. */
function newCandidates(side: Side, turns: Turns): readonly Turn[] {
  const credentials = announcedCredentials(side);
  if (credentials === side.told || holdsCandidates(side)) return [];
  const message: Message = { kind: 'credentials', id: NONE, credentials, candidates: 'some' };
  const told = { ...side, told: credentials };
  const { side: after, sent } = owesRestartAnswer(side)
    ? take(told, { type: 'media.restartAnswered' }, turns)
    : { side: told, sent: [] };
  return [{ what: 'finds a candidate', side: after, sent: [message, ...sent] }];
}
