/** The page as a whole. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import type { Policy } from 'omemo-calls';
import type { Actions } from './actions.ts';
import { callView } from './call-view.ts';
import { contactsView } from './contacts-view.ts';
import { elsewhereView, signInView } from './sign-in-view.ts';
import type { PageState } from './state.ts';
import { keyView } from './verdict-view.ts';
import { POLICY_WORDS } from './words.ts';

export function pageView(state: PageState, actions: Actions): TemplateResult {
  if (state.screen === 'elsewhere') return elsewhereView(actions);
  if (state.screen !== 'in') return signInView(state, actions);
  const { own, problem } = state;
  return html`
    <header class="top">
      <h1>Calls</h1>
      <span class="faint own">
        <span class="dot" data-on=${state.isOnline}></span>${state.isOnline ? own?.account : 'Connecting again…'}
      </span>
      <button @click=${actions.signOut}>Sign out</button>
    </header>
    ${problem === undefined ? nothing : html`<p class="problem" role="alert">${problem}</p>`}
    <main class="in" data-call=${state.call?.stage ?? 'none'}>
      ${callView(state, actions)}
      <div class="side">
        ${contactsView(state, actions)}
        <details class="settings">
          <summary>Settings and your key</summary>
          <label>Calls that are not authenticated
            <select @change=${(event: Event) => actions.setPolicy(chosenIn(event))}>
              ${POLICIES.map(
                (policy) =>
                  html`<option value=${policy} ?selected=${policy === state.policy}>${POLICY_WORDS[policy]}</option>`,
              )}
            </select></label>
          ${own === undefined ? nothing : keyView(`The key of this browser, device ${own.deviceId}`, own.identityKey)}
          <button @click=${() => actions.saveTrace()}>Save what calls did</button>
        </details>
      </div>
    </main>
  `;
}

const POLICIES = ['expect', 'opportunistic', 'require'] as const satisfies readonly Policy[];

function chosenIn(event: Event): Policy {
  const { value } = event.target as HTMLSelectElement;
  return POLICIES.find((policy) => policy === value) ?? 'expect';
}

/** A tab in the background says by its title that it rings. */
export function titleOf({ call }: PageState, actions: Actions): string {
  return call?.stage === 'incoming' ? `☎ ${actions.name(call.key.peer)} calls` : 'Calls';
}
