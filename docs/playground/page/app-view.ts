/** The whole page. */
import { html } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { deviceView } from './device-view.ts';
import { laneView } from './lane-view.ts';
import type { LiveCharts } from './live-charts.ts';
import { serverView } from './server-view.ts';
import type { Actions } from './actions.ts';
import type { PageState } from './state.ts';
import { tourView } from './tour-view.ts';

export function appView(state: PageState, actions: Actions, charts: LiveCharts): TemplateResult {
  const { world, theme, isLoud } = state;
  const devices = (['juliet', 'tablet'] as const).flatMap((name) => world.seats.get(name) ?? []);
  const romeo = world.seats.get('romeo');
  return html`
    <header class="top">
      <div>
        <h1>What can the server do?</h1>
        <p>
          Romeo and Juliet call each other. The keys, the messages and the media in this page are real; only the network
          is not.
        </p>
      </div>
      <div class="buttons">
        <button aria-pressed=${isLoud} @click=${() => actions.toggleSound()}>
          ${isLoud ? 'Sound on' : 'Sound off'}
        </button>
        <button @click=${() => actions.nextTheme()}>Theme: ${theme}</button>
      </div>
    </header>
    ${tourView(state, actions)}
    <main>
      <div class="side">${romeo === undefined ? '' : deviceView(romeo, state, actions)}</div>
      ${serverView(state, actions)}
      <div class="side">${devices.map((seat) => deviceView(seat, state, actions))}</div>
      ${laneView(state.rows, actions)}
      <div class="charts">${charts.elements}</div>
    </main>
  `;
}
