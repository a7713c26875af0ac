/** Time travel: to the first, the one before, the next, the last; along a slider; or all of it, played. */
import { sayEvent } from '../event-words.ts';
import type { Happening } from '../timeline.ts';
import { button, h, setAttribute, setText } from './dom.ts';
import type { ViewModel } from './view-model.ts';

/** Milliseconds between two steps when it is played: time enough to read one. */
const PACE = 700;

export interface TravelView {
  readonly element: HTMLElement;
  update(): void;
  toggleLive(): void;
  togglePlay(): void;
}

export function createTravelView(model: ViewModel): TravelView {
  const slider = h('input', { type: 'range', min: 0, max: 0, value: 0, 'aria-label': 'Moment' });
  const text = h('output', { class: 'moment' });
  const play = button('Play', '▶', () => togglePlay());
  const live = button('live: follow what happens', 'live', () => toggleLive());
  live.className = 'live-switch';
  let timer: ReturnType<typeof setInterval> | undefined;
  slider.addEventListener('input', () => model.goTo(Number(slider.value)));

  function togglePlay(): void {
    if (timer === undefined) {
      if (model.at === model.last) model.goTo(0);
      timer = setInterval(() => {
        model.step(1);
        if (model.at >= (model.rows.at(-1)?.number ?? model.last)) stop();
      }, PACE);
    } else stop();
    model.changed();
  }
  function stop(): void {
    clearInterval(timer);
    timer = undefined;
    model.changed();
  }
  function toggleLive(): void {
    model.goTo(model.last);
  }

  const element = h(
    'footer',
    { class: 'travel' },
    button('To the beginning', '⇤', () => model.goTo(0)),
    button('Step back', '←', () => model.step(-1)),
    play,
    button('Step forward', '→', () => model.step(1)),
    button('To the end', '⇥', () => model.goTo(model.last)),
    slider,
    text,
    live,
  );
  return {
    element,
    toggleLive,
    togglePlay,
    update() {
      const { at, last, follows, timeline } = model;
      setAttribute(slider, 'max', Math.max(0, last));
      if (slider.value !== String(at)) slider.value = String(Math.max(0, at));
      slider.style.setProperty('--part', last <= 0 ? '0%' : `${(at / last) * 100}%`);
      const words =
        at < 0
          ? 'nothing yet'
          : describe(
              timeline.happenings[at],
              timeline.happenings.find(({ atMs }) => atMs !== undefined),
            );
      setText(text, at < 0 ? words : `${at + 1} / ${last + 1}  ${words}`);
      setAttribute(slider, 'aria-valuetext', words);
      setText(play, timer === undefined ? '▶' : '‖');
      setAttribute(play, 'aria-label', timer === undefined ? 'Play' : 'Pause');
      setAttribute(live, 'aria-pressed', follows ? 'true' : 'false');
    },
  };
}

function describe(happening: Happening | undefined, first: Happening | undefined): string {
  if (happening === undefined) return '';
  const began = first?.atMs;
  const { atMs } = happening;
  const time = atMs === undefined || began === undefined ? '' : `+${((atMs - began) / 1000).toFixed(3)} s  `;
  return `${time}${wordsOf(happening)}`;
}

function wordsOf(happening: Happening): string {
  switch (happening.kind) {
    case 'stanza':
      return happening.stanza.says;
    case 'deed':
      return `the server: ${happening.words}`;
    case 'call':
      return `call ${happening.call}`;
    case 'note':
    case 'remark':
      return happening.words;
    case 'verdict':
    case 'step': {
      const { party, title, peer, machine } = happening.actor;
      const { event } = happening.moment;
      const what = event === undefined ? happening.moment.state : sayEvent(event.type);
      return `${party !== '' ? party : peer === undefined ? title : machine}: ${what}`;
    }
  }
}
