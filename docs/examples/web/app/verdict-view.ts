/** Who is at the other end: the verdict in words, and the keys to compare. */
import { identityKeyFingerprint } from 'omemo-calls';
import type { IdentityKey } from 'omemo-calls';
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import type { Actions } from './actions.ts';
import { keyIcon, shieldIcon, warningIcon } from './icons.ts';
import type { Account, CallView, ShownKey } from './state.ts';
import { verdictWords } from './words.ts';
import type { VerdictWords } from './words.ts';

const ICONS: Readonly<Record<VerdictWords['tone'], TemplateResult>> = {
  good: shieldIcon,
  open: keyIcon,
  plain: warningIcon,
  alarm: warningIcon,
};

export function verdictView(
  { verdict, changedKey }: CallView,
  name: string,
  own: Account,
  actions: Actions,
): TemplateResult | typeof nothing {
  const changed = changedKey === undefined ? nothing : changedKeyView(changedKey, name, actions);
  if (verdict === undefined) return html`${changed}`;
  const { tone, title, text } = verdictWords(verdict, name);
  return html`
    ${changed}
    <section class="verdict" data-tone=${tone} aria-labelledby="verdict-title">
      <h3 id="verdict-title">${ICONS[tone]} ${title}</h3>
      <p>${text}</p>
      ${
        verdict.state === 'unauthenticated'
          ? nothing
          : html`
              <details ?open=${verdict.trust === 'undecided'}>
                <summary>${verdict.trust === 'verified' ? 'Keys' : 'Compare keys'}</summary>
                <p class="faint">
                  Read them to each other, in this call or where you meet. All groups have to be the same.
                </p>
                ${keyView(`${name}’s key`, verdict.identityKey)} ${keyView('Your key', own.identityKey)}
                <div class="buttons">
                  <button
                    class="go"
                    ?hidden=${verdict.trust === 'verified'}
                    @click=${() => actions.decide(verdict, 'verified')}
                  >
                    They are the same
                  </button>
                  <button class="stop" @click=${() => actions.decide(verdict, 'distrusted')}>They differ</button>
                </div>
              </details>
            `
      }
    </section>
  `;
}

function changedKeyView(key: ShownKey, name: string, actions: Actions): TemplateResult {
  return html`
    <section class="verdict" data-tone="alarm" role="alert">
      <h3>${warningIcon} ${name}’s device has another key</h3>
      <p>It was set up anew, or somebody else pretends to be it. Ask ${name} in another way before you go on.</p>
      ${keyView('The new key', key.identityKey)}
      <div class="buttons">
        <button @click=${() => actions.decide(key, 'verified')}>I have compared it</button>
        <button class="stop" @click=${() => actions.decide(key, 'distrusted')}>Distrust it</button>
      </div>
    </section>
  `;
}

export function keyView(title: string, key: IdentityKey): TemplateResult {
  return html`
    <figure class="key">
      <figcaption>${title}</figcaption>
      <code>${identityKeyFingerprint(key)
        .split(' ')
        .map((group) => html`<span>${group}</span> `)}</code>
    </figure>
  `;
}
