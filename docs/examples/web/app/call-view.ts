/** The call: pictures, what one can do, and who is at the other end. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import type { Actions } from './actions.ts';
import { verdictView } from './verdict-view.ts';
import type { CallView, PageState } from './state.ts';
import { peerMutedWords, stageWords } from './words.ts';

export function callView(state: PageState, actions: Actions): TemplateResult {
  const { call } = state;
  if (call === undefined) {
    return html`<section class="call empty"><p class="faint">Choose somebody to call.</p></section>`;
  }
  const name = actions.name(call.key.peer);
  const isOver = call.stage === 'ended';
  const seconds = call.connectedAtMs && Math.max(0, Math.floor((state.nowMs - call.connectedAtMs) / 1000));
  return html`
    <section class="call" data-stage=${call.stage} aria-labelledby="call-title" tabindex="-1">
      <div class="stage" data-video=${call.media.includes('video') && call.stage === 'talking'}>
        ${videoView('remote', `Video of ${name}`, state.remote)}
        <span class="face big" aria-hidden="true">${name.slice(0, 1)}</span>
        ${state.local?.getVideoTracks().length ? videoView('local', 'Your video', state.local) : nothing}
        <div class="caption">
          <h2 id="call-title">${name}</h2>
          <p role="status">${stageWords(call, seconds)}${peerMutedWords(call.peerMuted)}</p>
        </div>
      </div>
      ${questionView(call, name, actions)}
      <div class="controls">${controls(call, name, actions)}</div>
      ${!isOver && call.news !== undefined ? html`<p class="news" role="status">${call.news}</p>` : nothing}
      ${state.own === undefined || isOver ? nothing : verdictView(call, name, state.own, actions)}
    </section>
  `;
}

/** Our own is silent: we would hear ourselves. */
function videoView(of: 'local' | 'remote', label: string, stream: MediaStream | undefined): TemplateResult {
  const isMuted = of === 'local';
  return html`
    <video
      class=${of}
      aria-label=${label}
      autoplay
      playsinline
      .muted=${isMuted}
      .srcObject=${stream ?? null}
    ></video>
  `;
}

function questionView(call: CallView, name: string, actions: Actions): TemplateResult | typeof nothing {
  if (call.offered !== undefined) {
    const yes = call.offered === 'video' ? 'Turn video on for both' : 'Turn sound on for both';
    return question(`${name} adds ${call.offered}.`, yes, 'Not now', actions.answerOffer);
  }
  if (call.movesTo !== undefined) {
    return question(`${name} wants to go on with another device.`, 'Go on there', 'Stay here', actions.move);
  }
  return nothing;
}

function question(text: string, yes: string, no: string, answer: (isYes: boolean) => void): TemplateResult {
  return html`
    <div class="question" role="alert">
      <p>${text}</p>
      <button class="go" @click=${() => answer(true)}>${yes}</button>
      <button @click=${() => answer(false)}>${no}</button>
    </div>
  `;
}

function controls(call: CallView, name: string, actions: Actions): TemplateResult {
  switch (call.stage) {
    case 'ended':
      return html`
        <button class="go" @click=${() => actions.call(call.key.peer, call.media)}>Call ${name} again</button>
        <button @click=${actions.dismiss}>Close</button>
      `;
    case 'incoming':
      return html`
        <button class="go" @click=${actions.answer}>Answer${call.media.includes('video') ? ' with video' : ''}</button>
        <button class="stop" @click=${actions.hangUp}>Decline</button>
      `;
    case 'talking':
      return html`
        ${call.media.includes('audio') ? muteButton(call, 'audio', actions) : nothing}
        ${
          call.media.includes('video')
            ? muteButton(call, 'video', actions)
            : html`<button ?disabled=${call.isAdding || call.offered !== undefined} @click=${actions.addVideo}>
                ${call.isAdding ? `Waiting for ${name}…` : 'Add video'}
              </button>`
        }
        <button @click=${actions.restartIce} title="After a change of network">Renew connection</button>
        <button class="stop" @click=${actions.hangUp}>Hang up</button>
      `;
    default:
      return html`<button class="stop" @click=${actions.hangUp}>Hang up</button>`;
  }
}

function muteButton({ muted }: CallView, kind: 'audio' | 'video', actions: Actions): TemplateResult {
  const isMuted = muted.includes(kind);
  const words = kind === 'audio' ? 'Mute' : 'Camera off';
  return html`<button aria-pressed=${isMuted} @click=${() => actions.mute(kind)}>${words}</button>`;
}
