/** Puts the world, the tour and the page together. */
import { render } from 'lit-html';
import { systemClock } from '../../../src/call/system.ts';
import { createBrowserMedia } from '../media/browser-media.ts';
import { createRelay } from '../media/relay.ts';
import { portrait, sender } from '../media/synthetic.ts';
import { readLink } from '../stories/link.ts';
import { createWorld } from '../world/world.ts';
import type { SeatName } from '../world/world-events.ts';
import { appView } from './app-view.ts';
import { LaneRows, withRow } from './lane-rows.ts';
import { LiveCharts } from './live-charts.ts';
import { Actions } from './actions.ts';
import type { PageState } from './state.ts';

/** The lane keeps the latest; older rows are of calls that nobody looks at any more. */
const MAX_ROWS = 200;
/** Counters on the page go on without any event. */
const REFRESH_MS = 500;

const FACES: Readonly<Record<SeatName, { readonly name: string; readonly colour: string; readonly toneHz: number }>> = {
  romeo: { name: 'Romeo', colour: '#2f6fb4', toneHz: 196 },
  juliet: { name: 'Juliet', colour: '#a33a78', toneHz: 294 },
  tablet: { name: 'Juliet', colour: '#7d4a9c', toneHz: 330 },
};

async function start(root: HTMLElement): Promise<void> {
  let state: PageState | undefined;
  let isDrawn = true;
  const draw = (): void => {
    isDrawn = true;
    if (state !== undefined) render(appView(state, actions, charts), root);
  };
  const update = (changed: Partial<PageState>): void => {
    if (state !== undefined) state = { ...state, ...changed };
    if (!isDrawn) return;
    isDrawn = false;
    requestAnimationFrame(draw);
  };
  const rows = new LaneRows();
  const charts = new LiveCharts();
  const relay = createRelay(() => update({ tapped: relay.seen() }));
  const mediaOf = (name: SeatName) => {
    const { name: shown, colour, toneHz } = FACES[name];
    return createBrowserMedia({
      addMedia: sender(() => portrait(shown, colour), toneHz),
      onRemote: (_connection, stream) => {
        const streams = new Map(state?.streams);
        if (stream === undefined) streams.delete(name);
        else streams.set(name, stream);
        update({ streams });
      },
    });
  };
  const world = await createWorld({
    media: (owner) => (owner === 'server' ? relay.media : mediaOf(owner)),
    observe: (event) => {
      charts.see(event);
      const row = rows.rowOf(event);
      update(row === undefined ? {} : { rows: withRow(state?.rows ?? [], row).slice(-MAX_ROWS) });
    },
    latencyMs: 60,
    acceptMs: 6_000,
    tempo: { slowMs: 1_200, overtakenWithinMs: 700 },
  });
  state = { world, rows: [], telling: undefined, streams: new Map(), tapped: [], theme: 'auto', isLoud: false };
  const actions = new Actions({ state: () => state ?? failed(), update, pace: paceIn(location.search) });
  root.replaceChildren();
  await actions.follow(readLink(location.hash));
  addEventListener('hashchange', () => void actions.follow(readLink(location.hash)));
  draw();
  const refresh = (): void => {
    update({});
    systemClock.schedule(REFRESH_MS, refresh);
  };
  refresh();
}

/** `?pace=0`: stories do not wait for readers. */
function paceIn(search: string): number {
  const pace = Number(new URLSearchParams(search).get('pace') ?? 1);
  return pace >= 0 ? pace : 1;
}

function failed(): never {
  throw new Error('bug: the page is drawn before there is a world');
}

const root = document.getElementById('app');
if (root === null) throw new Error('bug: index.html has no #app');
start(root).catch((error: unknown) => {
  root.textContent = `This page could not start: ${error instanceof Error ? error.message : String(error)}`;
  throw error;
});
