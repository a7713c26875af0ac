/**
 * What a user can change in a running call: its contents and, after a change of network, its ICE session. What becomes
 * of it is reported.
 */
import { UsageError } from '../base/errors.ts';
import type { ContentName } from '../stanzas/identifiers.ts';
import type { MediaKinds } from '../stanzas/jingle.ts';
import type { Call } from './call.ts';
import type { CallChanges } from './call-changes.ts';
import type { CallKey } from './reports.ts';

export class ChangeCommands {
  readonly #find: (key: CallKey) => Call;

  /** @param find  throws where there is no such call */
  constructor(find: (key: CallKey) => Call) {
    this.#find = find;
  }

  /**
   * Offers further contents to the peer, one for each entry of `media`: protected as the call is, by the same
   * certificate. `contentAccepted` or `contentRejected` follows.
   *
   * @throws UsageError `noSuchCall`; `notRunning` before both sides have agreed on descriptions; `changing` while
   *   another change is under way; `badMedia`
   */
  addContents(key: CallKey, media: MediaKinds): void {
    if (media.length === 0) throw new UsageError('badMedia', 'there is nothing to add');
    const event = { type: 'local.addContent' } as const;
    const changes = this.#running(key);
    if (!changes.can(event)) throw busy();
    changes.dispatch({ event, media });
  }

  /**
   * The names of what the peer offers and nobody has answered.
   *
   * @throws UsageError `noSuchCall`
   */
  offered(key: CallKey): readonly ContentName[] {
    return (this.#find(key).data.changes?.plane.contents.offered ?? []).map(({ contentName }) => contentName);
  }

  /**
   * Takes the contents that the peer offers, all of them. `contentAccepted` or `contentRejected` follows for each.
   *
   * @throws UsageError `noSuchCall`; `notRunning`; `notOffered` where there is nothing to accept
   */
  acceptContents(key: CallKey): void {
    this.#answer(key, 'local.acceptContent');
  }

  /**
   * Declines them.
   *
   * @throws UsageError `noSuchCall`; `notRunning`; `notOffered`
   */
  rejectContents(key: CallKey): void {
    this.#answer(key, 'local.rejectContent');
  }

  /**
   * Takes a content out of the call, or back what is being added.
   *
   * @throws UsageError `noSuchCall`; `notRunning`; `noSuchContent`; `lastContent`, where the call is to be ended
   *   instead; `changing` while another change is under way
   */
  removeContent(key: CallKey, contentName: ContentName): void {
    const changes = this.#running(key);
    const { running, added } = changes.plane.contents;
    const isIn = (contents: readonly { readonly contentName: ContentName }[]) =>
      contents.some((content) => content.contentName === contentName);
    if (!isIn(running) && !isIn(added)) throw new UsageError('noSuchContent', 'the call has no such content');
    const contents = isIn(running) ? 'some' : 'added';
    if (contents === 'some' && running.length === 1) {
      throw new UsageError('lastContent', 'it is the only content: the call is to be ended instead');
    }
    const event = { type: 'local.removeContent', contents } as const;
    if (!changes.can(event)) throw busy();
    changes.dispatch({ event, names: [contentName] });
  }

  /**
   * Looks for addresses anew: after a change of network. Waits for another change of ours that is under way;
   * `iceRestarted` follows, and nothing where the peer does not take part.
   *
   * @throws UsageError `noSuchCall`; `notRunning`
   */
  restartIce(key: CallKey): void {
    this.#running(key).dispatch({ event: { type: 'local.restartIce' } });
  }

  #answer(key: CallKey, type: 'local.acceptContent' | 'local.rejectContent'): void {
    const changes = this.#running(key);
    if (!changes.can({ type })) throw new UsageError('notOffered', 'no content is offered');
    changes.dispatch({ event: { type } });
  }

  #running(key: CallKey): CallChanges {
    const { changes } = this.#find(key).data;
    if (changes === undefined) throw new UsageError('notRunning', 'the call has no agreed contents yet');
    return changes;
  }
}

function busy(): UsageError {
  return new UsageError('changing', 'another change of the call is under way');
}
