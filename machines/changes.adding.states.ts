/** Our own addition of contents to a running call. Spec: XEP-0166 1.1.2 #def-action. */
import {
  acknowledge,
  answersMeanwhile,
  asks,
  changesSetup,
  crossingContentAdd,
  crossingNewCredentials,
  effect,
  moveCandidates,
  names,
  notAdded,
  offerIsRemoved,
  refuse,
  removals,
  rollBack,
  SETTLED,
  start,
  stop,
  wantsRestart,
} from './changes.setup.ts';
import type { ChangeReason } from './changes.words.ts';

const sendRemoval = (reason: 'cancel' | 'failed-application' | 'security-error' | 'timeout') =>
  effect({ kind: 'sendContentRemove', contents: 'added', reason });

/** Our addition does not come, and the peer knows: it said so, or was never asked. */
const giveUp = (reason: ChangeReason) => ({ target: SETTLED, actions: [rollBack, notAdded(reason)] });

/** Our addition does not come, and the peer is told. */
const withdraw = (reason: 'cancel' | 'failed-application' | 'security-error' | 'timeout') => ({
  target: SETTLED,
  actions: [sendRemoval(reason), rollBack, notAdded(reason)],
});

/** The peer takes back what we were adding. */
const addedIsRemoved = { guard: names('added'), ...answering(giveUp('given')) };

function answering({ target, actions }: ReturnType<typeof giveUp>) {
  return { target, actions: [acknowledge, ...actions] };
}

/** We add contents: from the engine's offer to its having the peer's answer. */
export const adding = changesSetup.createStateConfig({
  entry: start('addition'),
  exit: stop('addition'),
  initial: 'describing',
  on: {
    ...answersMeanwhile,
    'local.restartIce': wantsRestart,
  },
  states: {
    describing: {
      entry: effect({ kind: 'describeAddition' }),
      on: {
        'media.described': [
          { guard: 'isToEncrypt', target: 'encrypting' },
          { target: 'waiting', actions: effect({ kind: 'sendContentAdd', protection: 'plain' }) },
        ],
        'media.refused': giveUp('failed-application'),
        'local.removeContent': { guard: names('added'), ...giveUp('cancel') },
        'peer.contentAdd': crossingContentAdd,
        'peer.newCredentials': crossingNewCredentials,
        'timer.addition': giveUp('timeout'),
      },
    },
    encrypting: {
      entry: effect({ kind: 'encryptContents' }),
      on: {
        'omemo.encrypted': {
          target: 'waiting',
          actions: effect({ kind: 'sendContentAdd', protection: 'encrypted' }),
        },
        // The call is encrypted, so there is no way from here to the clear.
        'omemo.impossible': giveUp('security-error'),
        'local.removeContent': { guard: names('added'), ...giveUp('cancel') },
        'peer.contentAdd': crossingContentAdd,
        'peer.newCredentials': crossingNewCredentials,
        'timer.addition': giveUp('timeout'),
      },
    },
    waiting: {
      entry: moveCandidates,
      on: {
        'peer.contentAccept': [
          // A late yes to what we had offered before: this addition waits for its own.
          { guard: names('unknown'), actions: refuse('item-not-found') },
          {
            guard: asks('isEncryptedAnswer'),
            target: 'decrypting',
            actions: [acknowledge, effect({ kind: 'holdAnswer' })],
          },
          {
            guard: asks('isOtherAnswer'),
            target: 'applying',
            actions: [acknowledge, effect({ kind: 'holdAnswer' })],
          },
          answering(withdraw('security-error')),
        ],
        'peer.contentReject': [addedIsRemoved, { actions: refuse('item-not-found') }],
        'peer.contentRemove': [addedIsRemoved, ...removals],
        'peer.contentAdd': crossingContentAdd,
        'peer.newCredentials': crossingNewCredentials,
        'peer.addRefused': giveUp('given'),
        'local.removeContent': { guard: names('added'), ...withdraw('cancel') },
        'timer.addition': withdraw('timeout'),
      },
    },
    decrypting: {
      entry: effect({ kind: 'decryptAnswer' }),
      on: {
        'omemo.decrypted': { target: 'applying' },
        'omemo.refused': withdraw('security-error'),
        'peer.contentRemove': [addedIsRemoved, offerIsRemoved, ...removals],
        'peer.newCredentials': crossingNewCredentials,
        'local.removeContent': { guard: names('added'), ...withdraw('cancel') },
        'timer.addition': withdraw('timeout'),
      },
    },
    applying: {
      entry: effect({ kind: 'applyAnswer' }),
      on: {
        'media.applied': {
          target: SETTLED,
          actions: [effect({ kind: 'reportContentAccepted', contents: 'added' }), moveCandidates],
        },
        'media.refused': withdraw('failed-application'),
        'peer.contentRemove': [addedIsRemoved, offerIsRemoved, ...removals],
        'local.removeContent': { guard: names('added'), ...withdraw('cancel') },
        'timer.addition': withdraw('timeout'),
      },
    },
  },
});
