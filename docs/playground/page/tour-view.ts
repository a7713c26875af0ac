/** The guided tour: five stories, and the one that is told. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { STORIES } from '../stories/stories.ts';
import type { Telling } from '../stories/player.ts';
import type { Actions } from './actions.ts';
import type { PageState } from './state.ts';

export function tourView({ telling }: PageState, actions: Actions): TemplateResult {
  return html`
    <nav class="tour" aria-label="Guided tour">
      ${STORIES.map(
        ({ id, title }, index) => html`
          <button
            data-story=${id}
            aria-current=${telling?.story.id === id ? 'true' : 'false'}
            @click=${() => actions.play(id)}
          >
            <span class="number" aria-hidden="true">${index + 1}</span>${title}
          </button>
        `,
      )}
    </nav>
    ${telling === undefined ? nothing : tellingView(telling, actions)}
  `;
}

function tellingView({ story, beat, state }: Telling, actions: Actions): TemplateResult {
  const told = story.beats.slice(0, beat + 1);
  const present = told.at(-1);
  const isOver = state === 'over';
  return html`
    <section class="telling" data-telling=${state} aria-labelledby="telling-title">
      <header>
        <h2 id="telling-title">${story.title}</h2>
        <span class="faint">${Math.min(beat + 1, story.beats.length)} of ${story.beats.length}</span>
        <button @click=${() => actions.play(story.id)}>Again</button>
        <button @click=${() => actions.leaveStory()}>Leave the tour</button>
      </header>
      <p class="lead">${story.lead}</p>
      <p class="beat" aria-live="polite">
        ${state === 'stuck' ? 'This did not happen within half a minute: ' : ''}
        ${present?.say ?? story.beats.at(-1)?.say}
      </p>
      ${
        isOver
          ? html`<p class="faint">The story is over; everything stays as it is. Try the switches yourself.</p>`
          : nothing
      }
    </section>
  `;
}
