/** The lane of stanzas between the two, as arrows. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import type { LaneRow } from './lane-rows.ts';
import type { Actions } from './actions.ts';

export function laneView(rows: readonly LaneRow[], actions: Actions): TemplateResult {
  return html`
    <section class="lane" aria-labelledby="lane-title">
      <header>
        <h2 id="lane-title">What goes over the server</h2>
        <button @click=${() => actions.clearLane()} ?disabled=${rows.length === 0}>Clear</button>
      </header>
      <div class="heads" aria-hidden="true"><span>Romeo</span><span>Server</span><span>Juliet</span></div>
      <ol class="rows" tabindex="0" aria-label="Stanzas, oldest first">
        ${rows.map(rowView)}
      </ol>
    </section>
  `;
}

function rowView(row: LaneRow): TemplateResult {
  switch (row.kind) {
    case 'call':
      return html`<li class="begins"><span>A call</span></li>`;
    case 'deed':
      return html`<li class="deed"><span>The server ${row.words}.</span></li>`;
    case 'note':
      return html`<li class="note at-${row.column} ${row.tone}"><span>${tagOf(row)}${row.words}</span></li>`;
    case 'arrow':
      return html`
        <li class="arrow by-${row.from} ${row.from}-to-${row.to}" data-forged=${row.forged}>
          <span class="visually-hidden">${row.from} to ${row.to}: </span>
          <div class="caption">
            ${row.caption.map(
              (line) =>
                html`<div>${line.map(({ text, tone }) => html`<span class="tone-${tone}">${text}</span>`)}</div>`,
            )}
            ${tagOf(row)}
          </div>
          <div class="shaft" aria-hidden="true"></div>
        </li>
      `;
  }
}

function tagOf({ device }: { readonly device: 'tablet' | undefined }): TemplateResult | typeof nothing {
  return device === undefined ? nothing : html`<span class="tag">tablet</span> `;
}
