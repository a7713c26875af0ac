/** Our own restart of ICE in a running call. Spec: XEP-0176 1.1.1 #protocol-restarts; RFC 8445 #2.4. */
import {
  acknowledge,
  answersMeanwhile,
  asks,
  changesSetup,
  effect,
  moveCandidates,
  note,
  otherCandidates,
  refuse,
  restartByPeer,
  restartIsAnswered,
  rollBack,
  SETTLED,
  start,
  stop,
} from './changes.setup.ts';
import type { ChangesEvent } from './changes.words.ts';

/** Our restart does not come: everything is as before, and the connection is what it was. */
const noRestart = { target: SETTLED, actions: rollBack };

/** Both sides restart at once. The initiator's goes on, the responder's gives way. XEP-0166 #def-action. */
const crossingRestart = [
  {
    guard: asks<'isLosingRestart', Extract<ChangesEvent, { type: 'peer.newCredentials' }>>('isLosingRestart'),
    actions: refuse('tie-break'),
  },
  { ...restartByPeer, target: SETTLED, actions: [rollBack, ...restartByPeer.actions] },
];

const ourRestartIsAnswered = {
  target: '#changes.restarting.applying',
  actions: [acknowledge, effect({ kind: 'holdAnswer' }), effect({ kind: 'takeCandidates' })],
};

/** We restart ICE. Media goes on over the old pair of addresses until the new one is there. */
export const restarting = changesSetup.createStateConfig({
  entry: [note({ restart: 'none' }), start('restart')],
  exit: stop('restart'),
  initial: 'beginning',
  on: {
    ...answersMeanwhile,
    'local.restartIce': {},
    'timer.restart': noRestart,
    'media.refused': noRestart,
  },
  states: {
    beginning: {
      always: [{ guard: 'owesRestartAnswer', target: 'owing' }, { target: 'describing' }],
    },
    /**
     * The peer has restarted ICE and not heard our answer. It would take a request of ours for that, so ours waits; the
     * engine has nothing to take back meanwhile.
     */
    owing: {
      on: {
        'media.restartAnswered': { target: 'describing', actions: restartIsAnswered },
        'media.refused': {},
        'timer.restart': { target: SETTLED },
      },
    },
    describing: {
      entry: effect({ kind: 'describeRestart' }),
      on: {
        'media.described': { target: 'asked', actions: effect({ kind: 'sendNewCredentials' }) },
        'peer.newCredentials': [...crossingRestart, otherCandidates],
      },
    },
    /** The peer has not said that it has our request: new credentials of its own crossed ours. */
    asked: {
      entry: moveCandidates,
      on: {
        'peer.restartAcknowledged': { target: 'granted' },
        'peer.restartRefused': noRestart,
        'peer.newCredentials': [...crossingRestart, ourRestartIsAnswered],
      },
    },
    /** It has: new credentials are its answer. */
    granted: {
      on: {
        'peer.restartRefused': noRestart,
        'peer.newCredentials': ourRestartIsAnswered,
      },
    },
    applying: {
      entry: effect({ kind: 'applyAnswer' }),
      on: {
        'media.applied': {
          target: SETTLED,
          actions: [moveCandidates, effect({ kind: 'reportIceRestarted', by: 'local' })],
        },
      },
    },
  },
});
