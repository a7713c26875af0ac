/** One actor at one moment: its verdict in words, the deadlines that run, what it remembers, what it has ordered. */
import { describeEffects } from '../../../machines/table-text.ts';
import { sayEvent } from '../event-words.ts';
import type { Moment, RunningDeadline } from '../timeline.ts';
import { wordsOfVerdict } from '../verdict-words.ts';
import { h, setText } from './dom.ts';

export interface FactsView {
  readonly element: HTMLElement;
  /**
   * @param fault  what the tables say of its last step, where no machine takes it
   * @param nowMs  the time it is at that moment
   */
  show(moment: Moment | undefined, seen: { isCall: boolean; fault: string | undefined; nowMs: number }): void;
}

export function createFactsView(): FactsView {
  const title = h('strong');
  const why = h('p');
  const verdict = h('div', { class: 'verdict', role: 'status' }, title, why);
  const deadlines = h('ul', { class: 'deadlines', 'aria-label': 'Deadlines that run' });
  const context = h('dl', { class: 'context' });
  const orders = h('p', { class: 'orders' });
  const wrong = h('p', { class: 'wrong' });
  const nothing = h('p', { class: 'orders' });
  const element = h(
    'section',
    { class: 'pane facts-pane', tabindex: 0, 'aria-label': 'Verdict and context' },
    verdict,
    deadlines,
    h('h3', {}, 'Last step'),
    wrong,
    orders,
    h('h3', {}, 'Remembers'),
    context,
    nothing,
  );
  verdict.hidden = true;
  let shown: Moment | undefined;
  let bars: readonly (() => void)[] = [];
  let now = 0;

  return {
    element,
    show(moment, { isCall, fault, nowMs }) {
      now = nowMs;
      if (moment !== shown) {
        shown = moment;
        verdict.hidden = moment === undefined || !isCall;
        if (moment !== undefined) {
          const words = wordsOfVerdict(moment);
          verdict.className = `verdict ${words.tone}`;
          setText(title, words.title);
          setText(why, words.why);
        }
        const running = (moment?.deadlines ?? []).map((deadline) => makeDeadline(deadline, () => now));
        deadlines.replaceChildren(...running.map(({ item }) => item));
        bars = running.map(({ tick }) => tick);
        context.replaceChildren(...contextRows(moment?.context ?? {}));
        setText(orders, ordersOf(moment));
        setText(wrong, fault === undefined ? '' : `No machine does this: ${fault}.`);
        setText(nothing, rememberedOf(moment));
      }
      for (const tick of bars) tick();
    },
  };
}

function ordersOf(moment: Moment | undefined): string {
  if (moment === undefined) return '';
  const { event, effects, from, state } = moment;
  const cause =
    event === undefined
      ? 'It began.'
      : `${sayEvent(event.type)}: ${from === state ? 'it stays' : `${from} → ${state}`}.`;
  return effects.length === 0 ? cause : `${cause} Ordered: ${describeEffects(effects)}.`;
}

/** What there is to say where nothing is listed. */
function rememberedOf(moment: Moment | undefined): string {
  if (moment === undefined) return 'It has not begun yet.';
  if (Object.keys(moment.context).length > 0) return '';
  return moment.followed === undefined ? 'Nothing.' : 'What that is, nobody knows any more.';
}

function makeDeadline({ timer, sinceMs, lastsMs }: RunningDeadline, now: () => number) {
  const left = h('span', { class: 'left' });
  const bar = h('i');
  const item = h('li', {}, h('span', {}, timer), h('div', { class: 'bar', 'aria-hidden': 'true' }, bar), left);
  const tick = () => {
    const remainingMs = Math.max(0, sinceMs + lastsMs - now());
    bar.style.width = `${(remainingMs / lastsMs) * 100}%`;
    setText(left, `${(remainingMs / 1000).toFixed(1)} s of ${lastsMs / 1000} s`);
  };
  return { item, tick };
}

function contextRows(context: Readonly<Record<string, unknown>>): readonly HTMLElement[] {
  return Object.entries(context).map(([name, value]) => {
    const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
    const isOpen = value === null || value === 'nothing' || value === 'none' || value === '?';
    return h(
      'div',
      { class: isOpen ? 'open' : '' },
      h('dt', {}, name),
      h('dd', {}, value === null ? '–' : text.slice(0, 400)),
    );
  });
}
