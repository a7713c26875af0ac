/** The screens before one is signed in. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import type { Actions } from './actions.ts';
import { fieldOf } from './form.ts';
import type { PageState } from './state.ts';

export function signInView(state: PageState, actions: Actions): TemplateResult {
  const isBusy = state.screen === 'signingIn';
  return html`
    <main class="narrow">
      <h1>Calls</h1>
      <p class="faint">Audio and video over XMPP. You see who is really at the other end.</p>
      <form class="card" @submit=${(event: SubmitEvent) => submit(event, actions)}>
        <label>
          Address
          <input name="address" autocomplete="username" placeholder="juliet@example.org" required autofocus />
        </label>
        <label>Password <input name="password" type="password" autocomplete="current-password" required /></label>
        <details>
          <summary>Server</summary>
          <label>WebSocket <input name="url" placeholder="wss://…/xmpp-websocket" /></label>
          <p class="faint">Left empty, it is asked of the domain.</p>
        </details>
        ${state.problem === undefined ? nothing : html`<p class="problem" role="alert">${state.problem}</p>`}
        <button class="go" ?disabled=${isBusy}>${isBusy ? 'Signing in…' : 'Sign in'}</button>
      </form>
    </main>
  `;
}

export function elsewhereView(actions: Actions): TemplateResult {
  return html`
    <main class="narrow">
      <h1>Open in another tab</h1>
      <div class="card" role="status">
        <p>Another tab of this browser has this account. Calls ring there.</p>
        <p>Close that tab, and this one takes over by itself.</p>
        <button @click=${actions.stopWaiting}>Use another account</button>
      </div>
    </main>
  `;
}

function submit(event: SubmitEvent, actions: Actions): void {
  event.preventDefault();
  const form = event.target as HTMLFormElement;
  const field = (name: string): string => fieldOf(form, name);
  actions.signIn({ address: field('address').trim(), password: field('password'), url: field('url').trim() });
}
