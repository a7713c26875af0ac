/**
 * What changes in a running call: contents are added and removed, ICE is restarted, by either side.
 *
 * It runs beside the call's own machine from the accepted answer to the end, and knows as little: facts in, orders out.
 * How the call is protected is settled when it begins; whatever comes later comes in the same way, from the same
 * device, or not at all, and the call goes on. The engine does one thing at a time, and so does this machine.
 *
 * Spec: XEP-0166 1.1.2 #def-action (content-add, content-accept, content-reject, content-remove, content-modify);
 * XEP-0176 1.1.1 #protocol-restarts; RFC 8445 #2.4.
 */
import { adding } from './changes.adding.states.ts';
import { restarting } from './changes.restarting.states.ts';
import {
  acknowledge,
  changesSetup,
  contentAdd,
  contentAddAtRest,
  declineOffer,
  effect,
  moveCandidates,
  names,
  newCredentials,
  notAgreed,
  note,
  offerIsRemoved,
  refuse,
  removals,
  removeNamed,
  restartIsAnswered,
  SETTLED,
  stop,
  wantsRestart,
} from './changes.setup.ts';

const removeOffered = effect({ kind: 'removeMedia', contents: 'offered' });
const removeOwn = {
  guard: names('some'),
  actions: [
    effect({ kind: 'sendContentRemove', contents: 'named', reason: 'cancel' }),
    removeNamed,
    effect({ kind: 'reportContentRemoved', by: 'local' }),
  ],
};

/** The user's yes leaves, and the contents are the call's. */
const accepted = (protection: 'encrypted' | 'plain' | 'stub') => ({
  target: SETTLED,
  actions: [
    effect({ kind: 'sendContentAccept', protection }),
    stop('offer'),
    note({ offer: 'none', offered: 'plain' }),
    effect({ kind: 'reportContentAccepted', contents: 'offered' }),
    moveCandidates,
  ],
});

export const changesMachine = changesSetup.createMachine({
  id: 'changes',
  context: ({ input: { side, sent, received } }) => ({
    ...{ side, sent, received },
    ...{ offer: 'none', offered: 'plain', restart: 'none', restartAnswer: 'told' },
  }),
  initial: 'idle',
  on: {
    'peer.contentAdd': contentAdd,
    'peer.contentAccept': { actions: refuse('out-of-order') },
    'peer.contentReject': { actions: refuse('out-of-order') },
    'peer.contentRemove': [offerIsRemoved, ...removals],
    'peer.contentModify': [
      { guard: names('some'), actions: [acknowledge, effect({ kind: 'reportContentModified' })] },
      { actions: refuse('item-not-found') },
    ],
    'peer.newCredentials': newCredentials,
    'peer.acceptRefused': notAgreed,
    // What became of requests that this call does not wait for any more.
    'peer.*': { actions: effect({ kind: 'noteOutOfOrder' }) },
    // The application asked for what this state does not have; the call manager tells it so.
    'local.*': { actions: effect({ kind: 'noteUnusable' }) },
    'media.restartAnswered': { actions: restartIsAnswered },
    // Late results and overtaken deadlines of steps that were left: ignored on purpose.
    'omemo.*': {},
    'media.*': {},
    'timer.*': {},
  },
  states: {
    /** Both sides have the same contents and nothing is under way. */
    idle: {
      on: {
        'local.addContent': { target: 'adding' },
        'local.removeContent': removeOwn,
        'local.restartIce': { target: 'restarting' },
        'peer.contentAdd': contentAddAtRest,
        'peer.contentRemove': removals,
      },
    },
    /** The peer offers contents and the user is asked. Neither OMEMO nor the engine has seen any of it. */
    offered: {
      on: {
        'local.acceptContent': { target: SETTLED, actions: note({ offer: 'accepted' }) },
        'local.rejectContent': { target: SETTLED, actions: declineOffer('decline') },
        'local.removeContent': removeOwn,
        'local.restartIce': { target: 'restarting' },
        'peer.contentRemove': [{ ...offerIsRemoved, target: SETTLED }, ...removals],
        'timer.offer': { target: SETTLED, actions: declineOffer('timeout') },
      },
    },
    adding,
    /** The user takes what the peer offers. What came encrypted is proved first, and answered so or not at all. */
    accepting: {
      initial: 'describing',
      on: {
        'local.restartIce': wantsRestart,
        'peer.contentRemove': [
          { ...offerIsRemoved, target: SETTLED, actions: [removeOffered, ...offerIsRemoved.actions] },
          ...removals,
        ],
        'timer.offer': { target: SETTLED, actions: [removeOffered, ...declineOffer('timeout')] },
      },
      states: {
        decrypting: {
          entry: effect({ kind: 'decryptOffer' }),
          on: {
            'omemo.decrypted': { target: 'describing' },
            'omemo.refused': { target: SETTLED, actions: [removeOffered, ...declineOffer('security-error')] },
          },
        },
        describing: {
          entry: effect({ kind: 'answerOffer' }),
          on: {
            'media.described': [
              { guard: 'isOfferedAsStub', ...accepted('stub') },
              { guard: 'isToEncrypt', target: 'encrypting' },
              accepted('plain'),
            ],
            'media.refused': { target: SETTLED, actions: [removeOffered, ...declineOffer('failed-application')] },
          },
        },
        encrypting: {
          entry: effect({ kind: 'encryptContents' }),
          on: {
            'omemo.encrypted': accepted('encrypted'),
            'omemo.impossible': { target: SETTLED, actions: [removeOffered, ...declineOffer('security-error')] },
          },
        },
      },
    },
    restarting,
    /** Settles at once what is to be done next. */
    settling: {
      id: 'settling',
      always: [
        { guard: 'wantsRestart', target: 'restarting' },
        { guard: 'isToDecrypt', target: 'accepting.decrypting' },
        { guard: 'isAccepted', target: 'accepting.describing' },
        { guard: 'isAsking', target: 'offered' },
        { target: 'idle' },
      ],
    },
  },
});
