/** What could happen now: every event that the table has an answer to, and what it would do. */
import { possibleNow } from '../follow.ts';
import type { Followed, Possible } from '../follow.ts';
import { h, setText } from './dom.ts';

export interface PossibleView {
  readonly element: HTMLElement;
  show(followed: Followed | undefined): void;
}

export function createPossibleView(): PossibleView {
  const count = h('span', { class: 'count' });
  const list = h('ul', { class: 'possible', tabindex: 0, 'aria-label': 'What could happen now' });
  const message = h('p', { class: 'message' });
  const showRefused = h('input', { type: 'checkbox', id: 'refused' });
  const head = h(
    'header',
    {},
    h('h2', {}, 'What could happen now ', count),
    h('label', { class: 'switch' }, showRefused, ' and what would be refused'),
  );
  const element = h(
    'section',
    { class: 'pane possible-pane', 'aria-label': 'What could happen now' },
    head,
    list,
    message,
  );
  let shown: Followed | undefined;
  let isDrawn = false;

  function draw(): void {
    const all = shown === undefined ? [] : possibleNow(shown);
    const seen = all.filter(({ outcome }) => showRefused.checked || outcome !== 'refused');
    setText(count, shown === undefined ? '' : String(seen.length));
    list.replaceChildren(...seen.map(makeItem));
    setText(message, messageFor(shown, seen.length));
  }
  showRefused.addEventListener('change', draw);

  return {
    element,
    show(followed) {
      if (isDrawn && followed === shown) return;
      isDrawn = true;
      shown = followed;
      draw();
    },
  };
}

function messageFor(followed: Followed | undefined, count: number): string {
  if (followed === undefined) return 'Only of calls it is known what could happen.';
  if (followed.candidates.length === 0)
    return 'This call did what no machine of this version does, so that nothing is known of it.';
  return count === 0 ? 'Nothing any more: the call has ended.' : '';
}

function makeItem({ text, to, effects, outcome }: Possible): HTMLLIElement {
  const where = outcome === 'moves' ? `→ ${to}` : outcome === 'acts' ? 'stays' : 'refused';
  return h(
    'li',
    { class: `${outcome} ${to === 'ended' ? 'ends' : ''}` },
    h('code', {}, text),
    h('span', { class: 'where' }, where),
    h('span', { class: 'does' }, effects),
  );
}
