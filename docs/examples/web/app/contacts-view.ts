/** Who can be called, and who has called. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import type { Actions } from './actions.ts';
import { fieldOf } from './form.ts';
import { cameraIcon, phoneIcon } from './icons.ts';
import type { Contact, PageState } from './state.ts';

const PRESENCE_WORDS = { online: 'Online', away: 'Away', offline: 'Offline' } as const;

export function contactsView(state: PageState, actions: Actions): TemplateResult {
  const isBusy = !state.isOnline || (state.call !== undefined && state.call.stage !== 'ended');
  return html`
    <section class="contacts" aria-labelledby="contacts-title">
      <h2 id="contacts-title">Contacts</h2>
      ${
        state.contacts.length === 0
          ? html`<p class="faint">Nobody yet. Call an address, or add contacts in another app.</p>`
          : html`<ul>${state.contacts.map((contact) => contactView(contact, isBusy, actions))}</ul>`
      }
      <form class="row" @submit=${(event: SubmitEvent) => callAddress(event, actions)}>
        <input name="to" aria-label="Address to call" placeholder="Address" required />
        <button ?disabled=${isBusy}>Call</button>
      </form>
      ${missedView(state, actions)}
    </section>
  `;
}

function contactView({ account, name, presence }: Contact, isBusy: boolean, { call }: Actions): TemplateResult {
  return html`
    <li>
      <span class="face" data-presence=${presence} aria-hidden="true">${name.slice(0, 1)}</span>
      <span class="who">
        <strong>${name}</strong>
        <span class="faint">${PRESENCE_WORDS[presence]} · ${account}</span>
      </span>
      <button
        class="round"
        aria-label="Call ${name}"
        title="Call"
        ?disabled=${isBusy}
        @click=${() => call(account, ['audio'])}
      >
        ${phoneIcon}
      </button>
      <button
        class="round"
        aria-label="Call ${name} with video"
        title="Call with video"
        ?disabled=${isBusy}
        @click=${() => call(account, ['audio', 'video'])}
      >
        ${cameraIcon}
      </button>
    </li>
  `;
}

function missedView({ missed }: PageState, { name }: Actions): TemplateResult | typeof nothing {
  if (missed.length === 0) return nothing;
  const time = new Intl.DateTimeFormat(undefined, { weekday: 'short', hour: 'numeric', minute: '2-digit' });
  return html`
    <details class="missed">
      <summary>Missed calls (${missed.length})</summary>
      <ul>
        ${missed.map(
          ({ account, atMs }) => html`<li>${name(account)} <span class="faint">${time.format(atMs)}</span></li>`,
        )}
      </ul>
    </details>
  `;
}

function callAddress(event: SubmitEvent, actions: Actions): void {
  event.preventDefault();
  const form = event.target as HTMLFormElement;
  actions.callAddress(fieldOf(form, 'to').trim());
  form.reset();
}
