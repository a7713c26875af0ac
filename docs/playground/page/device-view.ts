/** One device: what its screen shows, and what its user can do. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { INPUT_WORDS } from '../../../machines/context.ts';
import type { Policy } from '../../../machines/context.ts';
import { shortFingerprint } from '../../../src/stage/captions.ts';
import { keyGroups } from '../../../src/stage/words.ts';
import type { IdentityKey } from '../../../src/stanzas/omemo.ts';
import type { Seat } from '../world/seat.ts';
import { shieldIcon, warningIcon } from './icons.ts';
import { playStream } from './streams.ts';
import type { Actions } from './actions.ts';
import type { PageState } from './state.ts';
import { NAMES, otherOf, POLICY_TITLES, stageWords, verdictWords } from './words.ts';

export function deviceView(seat: Seat, state: PageState, actions: Actions): TemplateResult {
  const { name, call, deviceId } = seat;
  const stream = call?.stage === 'talking' ? state.streams.get(name) : undefined;
  return html`
    <section class="device ${name}" data-stage=${call?.stage ?? 'idle'} aria-labelledby="name-of-${name}">
      <header>
        <h2 id="name-of-${name}">${NAMES[name]}</h2>
        <span class="faint">OMEMO device ${deviceId}</span>
      </header>
      <div class="screen">
        ${
          stream === undefined
            ? html`<div class="avatar" aria-hidden="true">${otherOf(name).slice(0, 1)}</div>`
            : html`<video
              playsinline
              aria-label="What ${NAMES[name]} sees"
              ${playStream(stream, state.isLoud)}
            ></video>`
        }
        <p class="stage" role="status">${stageWords(call, otherOf(name))}</p>
      </div>
      <div class="buttons">${buttonsOf(seat, actions)}</div>
      ${call === undefined || call.stage === 'ended' ? nothing : [verdictView(seat, actions), certificatesView(seat)]}
      <label class="policy"
        >Policy
        <select @change=${(event: Event) => actions.setPolicy(name, chosenIn(event))}>
          ${INPUT_WORDS.policy.map(
            (policy) =>
              html`<option value=${policy} ?selected=${policy === seat.policy}>${POLICY_TITLES[policy]}</option>`,
          )}
        </select></label
      >
    </section>
  `;
}

function buttonsOf({ name, call }: Seat, actions: Actions): TemplateResult {
  const other = otherOf(name);
  switch (call?.stage) {
    case 'incoming':
      return html`
        <button class="go" @click=${() => actions.accept(name)}>Take the call</button>
        <button class="stop" @click=${() => actions.reject(name)}>Decline</button>
      `;
    case 'calling':
    case 'ringing':
    case 'joining':
    case 'talking':
      return html`<button class="stop" @click=${() => actions.hangUp(name)}>Hang up</button>`;
    default:
      // The tablet only answers: its owner calls from her phone.
      return name === 'tablet'
        ? html`<span class="faint">Rings when Romeo calls.</span>`
        : html`
            <button class="go" @click=${() => actions.call(name, ['audio', 'video'])}>Call ${other}</button>
            <button @click=${() => actions.call(name, ['audio'])}>Audio only</button>
          `;
  }
}

function verdictView({ name, call, omemo }: Seat, actions: Actions): TemplateResult | typeof nothing {
  if (call?.verdict === undefined) return nothing;
  const { verdict } = call;
  const { tone, title, text } = verdictWords(verdict);
  return html`
    <div class="verdict ${tone}">
      <h3>${tone === 'bad' ? warningIcon : shieldIcon} ${title}</h3>
      <p>${text}</p>
      ${
        verdict.state === 'authenticated'
          ? html`
            ${keyView(`${otherOf(name)}’s key`, verdict.identityKey)} ${keyView('Your key', omemo.ownIdentityKey)}
            <div class="buttons">
              <button @click=${() => actions.decide(name, 'verified')} ?disabled=${verdict.trust === 'verified'}>
                They match
              </button>
              <button @click=${() => actions.decide(name, 'distrusted')}>Distrust</button>
            </div>
          `
          : nothing
      }
    </div>
  `;
}

function keyView(title: string, key: IdentityKey): TemplateResult {
  return html`
    <details class="key">
      <summary>${title}</summary>
      <code>${keyGroups(key).map((group) => html`<span>${group}</span> `)}</code>
    </details>
  `;
}

function certificatesView({ certificates, receivedPackets }: Seat): TemplateResult | typeof nothing {
  const { described, used } = certificates;
  if (described === undefined) return nothing;
  const isSame = used === described;
  return html`
    <dl class="certificates">
      <dt>Certificate described</dt>
      <dd><code>${shortFingerprint(described)}</code></dd>
      ${
        used === undefined
          ? nothing
          : html`
            <dt>Media really used</dt>
            <dd>
              <code>${shortFingerprint(used)}</code>
              <strong class=${isSame ? 'good' : 'bad'}>${isSame ? 'the same' : 'ANOTHER'}</strong>
            </dd>
            <dt>Packets received</dt>
            <dd>${receivedPackets}</dd>
          `
      }
    </dl>
  `;
}

function chosenIn(event: Event): Policy {
  const { value } = event.target as HTMLSelectElement;
  return INPUT_WORDS.policy.find((policy) => policy === value) ?? 'opportunistic';
}
