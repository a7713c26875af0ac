/** The server between them: its switches, and what it gets to see. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { SWITCHES } from '../world/switches.ts';
import type { Switch } from '../world/switches.ts';
import { playStream } from './streams.ts';
import type { Actions } from './actions.ts';
import type { PageState } from './state.ts';

export function serverView(state: PageState, actions: Actions): TemplateResult {
  const { world } = state;
  const on = new Set(world.switchedOn);
  return html`
    <section class="server" data-hostile=${on.size > 0} aria-labelledby="name-of-server">
      <header>
        <h2 id="name-of-server">The server between them</h2>
        <span class="faint">${on.size === 0 ? 'honest' : 'does what is switched on'}</span>
      </header>
      ${tappedView(state)}
      <div class="switches" role="group" aria-label="What the server does">
        ${SWITCHES.map((each) => switchView(each, on.has(each.id), actions))}
      </div>
      <div class="buttons">
        <button @click=${() => actions.forgeTerminate()}>Hang up in their names</button>
        <button @click=${() => actions.cross()}>Let both call at once</button>
        <button aria-pressed=${world.seats.has('tablet')} @click=${() => actions.toggleTablet()}>
          ${world.seats.has('tablet') ? 'Turn Juliet’s tablet off' : 'Turn Juliet’s tablet on'}
        </button>
      </div>
    </section>
  `;
}

function switchView({ id, title, summary, lesson, earlierCall }: Switch, isOn: boolean, actions: Actions) {
  return html`
    <div class="switch" data-on=${isOn}>
      <label>
        <input type="checkbox" role="switch" data-switch=${id} .checked=${isOn} @change=${() => actions.toggle(id)} />
        <span>${title}</span>
      </label>
      ${
        isOn
          ? html`<p>
              ${summary} ${earlierCall ? html`<em>The first call is only recorded: call twice.</em>` : nothing}
            </p>
            <p class="faint">${withCode(lesson)}</p>`
          : nothing
      }
    </div>
  `;
}

/** Words between backticks are names of this project's. */
function withCode(text: string): readonly (TemplateResult | string)[] {
  return text.split('`').map((part, index) => (index % 2 === 0 ? part : html`<code>${part}</code>`));
}

function tappedView({ world, tapped, isLoud }: PageState): TemplateResult {
  const { heard } = world;
  if (heard === undefined || heard.romeo + heard.juliet === 0) {
    return html`
      <p class="sees">
        It sees who calls whom, when, and from which addresses. It does not see or hear the call.
      </p>
    `;
  }
  return html`
    <div class="tapped">
      <p>
        <strong>It sees and hears both.</strong>
        ${heard.romeo} packets of Romeo’s and ${heard.juliet} of Juliet’s decrypted.
      </p>
      <div class="tapes">
        ${tapped.map(
          (stream) => html`<video playsinline aria-label="What the server sees" ${playStream(stream, isLoud)}></video>`,
        )}
      </div>
    </div>
  `;
}
