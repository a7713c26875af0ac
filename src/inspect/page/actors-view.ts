/** Every actor there is, each under the one it belongs to, with its state and its verdict. */
import type { Actor, Moment } from '../timeline.ts';
import { wordsOfVerdict } from '../verdict-words.ts';
import { isCallMachine } from '../words.ts';
import { h, setAttribute, setText } from './dom.ts';
import type { ViewModel } from './view-model.ts';

export interface ActorsView {
  readonly element: HTMLElement;
  update(): void;
  /** Chooses the one before or after the chosen one. */
  move(by: -1 | 1): void;
}

interface Item {
  readonly element: HTMLButtonElement;
  readonly state: HTMLElement;
}

export function createActorsView(model: ViewModel): ActorsView {
  const count = h('span', { class: 'count' });
  const list = h('div', { class: 'actors', role: 'group', 'aria-label': 'Actors' });
  const heading = h('span', {}, 'Calls');
  const element = h(
    'section',
    { class: 'pane actors-pane', 'aria-label': 'Calls' },
    h('header', {}, h('h2', {}, heading, ' ', count)),
    list,
  );
  const items = new Map<string, Item>();
  let order = '';

  return {
    element,
    update() {
      const { timeline, at, actor: chosen } = model;
      const actors = inOrder(timeline.actors);
      setText(count, String(actors.length));
      const what = nameForAll(actors);
      setText(heading, what);
      setAttribute(element, 'aria-label', what);
      for (const actor of actors) {
        const item = items.get(actor.id) ?? makeItem(actor, () => model.choose(actor.id));
        items.set(actor.id, item);
        updateItem(item, timeline.momentAt(actor.id, at), actor.id === chosen?.id);
      }
      const next = actors.map(({ id }) => id).join('\n');
      if (next === order) return;
      order = next;
      list.replaceChildren(...actors.flatMap(({ id }) => items.get(id)?.element ?? []));
      for (const id of [...items.keys()]) if (!actors.some((actor) => actor.id === id)) items.delete(id);
    },
    move(by) {
      const actors = inOrder(model.timeline.actors);
      const next = actors[actors.findIndex(({ id }) => id === model.actor?.id) + by];
      if (next === undefined) return;
      model.choose(next.id);
      items.get(next.id)?.element.scrollIntoView({ block: 'nearest' });
    },
  };
}

/** What actors are, all of them. */
export function nameForAll(actors: readonly Actor[]): 'Calls' | 'Machines' {
  return actors.every(({ machine }) => isCallMachine(machine)) ? 'Calls' : 'Machines';
}

/** Each followed by those that belong to it. */
function inOrder(actors: readonly Actor[]): readonly Actor[] {
  const of = new Map<string | undefined, Actor[]>();
  const parents = new Map(actors.map(({ id, parent: each }) => [id, each]));
  for (const actor of actors) {
    const parent = isUnder(actor, parents) ? actor.parent : undefined;
    of.set(parent, [...(of.get(parent) ?? []), actor]);
  }
  const under = (parent: string | undefined): readonly Actor[] =>
    (of.get(parent) ?? []).flatMap((actor) => [actor, ...under(actor.id)]);
  return under(undefined);
}

/** Whether it belongs to one that is listed. Not where somebody says that each belongs to the other. */
function isUnder({ id, parent }: Actor, parents: ReadonlyMap<string, string | undefined>): boolean {
  if (parent === undefined || !parents.has(parent)) return false;
  const seen = new Set<string>();
  for (let at: string | undefined = parent; at !== undefined && !seen.has(at); at = parents.get(at)) {
    if (at === id) return false;
    seen.add(at);
  }
  return true;
}

const ARROWS: Readonly<Record<string, string>> = { caller: '↗', callee: '↙', changes: '⟳' };

function makeItem(actor: Actor, choose: () => void): Item {
  const state = h('span', { class: 'state-name' });
  const whose = actor.party === '' ? '' : `${actor.party} `;
  const element = h(
    'button',
    { type: 'button', class: actor.parent === undefined ? 'actor' : 'actor inner' },
    h('span', { class: 'role', 'aria-hidden': 'true' }, ARROWS[actor.machine] ?? '◆'),
    h('span', { class: 'title' }, `${whose}${actor.title}`),
    state,
  );
  element.addEventListener('click', choose);
  return { element, state };
}

function updateItem({ element, state }: Item, moment: Moment | undefined, isChosen: boolean): void {
  const isStopped = moment?.event?.type === 'xstate.stop';
  setText(state, moment === undefined ? 'not yet' : isStopped ? `${moment.state}, stopped` : moment.state);
  setAttribute(element, 'aria-pressed', isChosen ? 'true' : 'false');
  const tone =
    moment === undefined ? 'absent' : moment.followed?.machine === 'changes' ? 'open' : wordsOfVerdict(moment).tone;
  setAttribute(element, 'data-tone', tone);
  element.classList.toggle('over', moment?.isOver === true);
}
