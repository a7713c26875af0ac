/** What could happen now: every event that the table has an answer to, and what it would do. */
import { possibleNow } from '../follow.ts';
import type { Possible } from '../follow.ts';
import { sayEvent } from '../event-words.ts';
import { waysIn } from '../chart/read-machine.ts';
import type { Actor, Moment } from '../timeline.ts';
import { h, setAttribute, setText } from './dom.ts';

export interface PossibleView {
  readonly element: HTMLElement;
  show(actor: Actor | undefined, moment: Moment | undefined): void;
}

export function createPossibleView(): PossibleView {
  const count = h('span', { class: 'count' });
  const list = h('ul', { class: 'possible', tabindex: 0, 'aria-label': 'What could happen now' });
  const message = h('p', { class: 'message' });
  const showRefused = h('input', { type: 'checkbox', id: 'refused' });
  const refused = h('label', { class: 'switch' }, showRefused, ' and what would be refused');
  const head = h('header', {}, h('h2', {}, 'What could happen now ', count), refused);
  const element = h(
    'section',
    { class: 'pane possible-pane', 'aria-label': 'What could happen now' },
    head,
    list,
    message,
  );
  let shown: readonly [Actor | undefined, Moment | undefined] | undefined;

  function draw(): void {
    const [actor, moment] = shown ?? [];
    const all = actor === undefined || moment === undefined ? [] : possibleFor(actor, moment);
    const seen = all.filter(({ outcome }) => showRefused.checked || outcome !== 'refused');
    setText(count, moment === undefined ? '' : String(seen.length));
    list.replaceChildren(...seen.map(makeItem));
    setText(message, messageFor(moment, seen.length));
    // Only tables say what is refused.
    setAttribute(refused, 'hidden', moment?.followed === undefined);
  }
  showRefused.addEventListener('change', draw);

  return {
    element,
    show(actor, moment) {
      if (shown !== undefined && moment === shown[1]) return;
      shown = [actor, moment];
      draw();
    },
  };
}

type Shown = Pick<Possible, 'effects' | 'outcome' | 'text' | 'to'>;

/** Of a call what its table says; of any other machine what stands in its definition, conditions not decided. */
function possibleFor({ definition }: Actor, { followed, isOver, state }: Moment): readonly Shown[] {
  if (followed !== undefined) return possibleNow(followed);
  if (definition === undefined || isOver) return [];
  return waysIn(definition, state).map(({ event, guard, effects, to }) => ({
    text: guard === '' ? sayEvent(event) : `${sayEvent(event)} [${guard}]`,
    to: to ?? state,
    effects: effects.join(', '),
    outcome: to === undefined ? 'acts' : 'moves',
  }));
}

function messageFor(moment: Moment | undefined, count: number): string {
  if (moment === undefined || count > 0) return '';
  if (moment.isOver) return 'Nothing any more: it is over.';
  if (moment.followed === undefined) return 'Nothing that is known of.';
  return moment.followed.candidates.length === 0
    ? 'This call did what no machine of this version does, so that nothing is known of it.'
    : 'Nothing any more: the call has ended.';
}

function makeItem({ text, to, effects, outcome }: Shown): HTMLLIElement {
  const where = outcome === 'moves' ? `→ ${to}` : outcome === 'acts' ? 'stays' : 'refused';
  return h(
    'li',
    { class: `${outcome} ${to === 'ended' ? 'ends' : ''}` },
    h('code', {}, text),
    h('span', { class: 'where' }, where),
    h('span', { class: 'does' }, effects),
  );
}
