/**
 * The caller's side of a call, from `<propose/>`, or session-initiate without one, to the end.
 *
 * This file knows no XML, no OMEMO session and no clock: facts in, orders out. Every `peer.*` request was already
 * checked to come from the latched peer of this call, and every fact about fingerprints compares them with the call's
 * binding (src/transform).
 *
 * Spec: XEP-0353 0.8.0 #intent #ring #proceed #reject #retract #tie-breaking; XEP-0166 1.1.2 #protocol-initiate
 * #session-negotiation; the fallback rules of the draft (docs/protocol.md).
 */
import {
  acknowledge,
  callSetup,
  causeOfAnnouncement,
  causeOfPlainOffer,
  effect,
  end,
  everywhere,
  inSession,
  migrate,
  migratedByPeer,
  note,
  noteSent,
  reportVerdict,
  retract,
  terminate,
  terminateAnswering,
  verdictMayChange,
} from './call.setup.ts';
import { initialContext } from './context.ts';
import type { CallContext } from './context.ts';
import { established } from './established.states.ts';

/** OMEMO cannot be had, and the policy does not let the call go on without it. No fingerprint has left yet. */
const refuseToGoOn = retract('core', 'security-error');

/** Proposals crossed, and the peer's goes on: ours is taken back, and the other call replaces this one. */
const replaced = (() => {
  const { target, actions } = end('core', 'expired');
  return { target, actions: [effect({ kind: 'sendTieBreakRetract' }), ...actions] };
})();

/** Offers crossed, and the peer's goes on. One that has left is ended, for a peer that knows nothing of ties. */
const crossed = (offer: 'held' | 'refused' | 'sent') => {
  const { target, actions } = end('core', 'expired');
  const words = offer === 'sent' ? [effect({ kind: 'sendSessionTerminate', reason: 'expired' })] : [];
  return { guard: 'isDirect' as const, target, actions: [...words, ...actions] };
};

const becauseDirect = ({ context }: { context: CallContext }) => ({ because: causeOfPlainOffer(context) });

/** The callee's word before a Jingle session exists. Only the resource that has taken the call has one. */
const declined = {
  guard: { type: 'isWordOfLatched' as const, params: ({ event }: { event: { sender: 'latched' | 'other' } }) => event },
  ...end('peer', 'given'),
};

export const callerMachine = callSetup.createMachine({
  id: 'caller',
  context: ({ input }) => initialContext(input),
  initial: 'beginning',
  on: everywhere,
  states: {
    /**
     * Settles at once whether anybody is asked first. One resource called directly cannot say which device it has, so
     * that nothing can be encrypted for it.
     */
    beginning: {
      always: [
        { guard: 'isProposed', target: 'proposed' },
        {
          guard: { type: 'allowsPlain', params: becauseDirect },
          target: 'preparing.describing',
          actions: { type: 'note', params: becauseDirect },
        },
        end('core', 'security-error'),
      ],
    },
    /** Every device of the contact may ring; the first to proceed is the peer from then on. */
    proposed: {
      entry: effect({ kind: 'sendPropose' }),
      initial: 'discovering',
      on: {
        'peer.proceed': [
          {
            guard: { type: 'opensOmemo', params: ({ event }) => event },
            target: 'preparing.securing',
            actions: [effect({ kind: 'latchPeer' }), effect({ kind: 'pinDevice' })],
          },
          {
            guard: {
              type: 'allowsPlain',
              params: ({ context, event }) => ({ because: causeOfAnnouncement(context, event.device) }),
            },
            target: 'preparing.describing',
            actions: [
              {
                type: 'note',
                params: ({ context, event }) => ({ because: causeOfAnnouncement(context, event.device) }),
              },
              effect({ kind: 'latchPeer' }),
            ],
          },
          { ...refuseToGoOn, actions: [effect({ kind: 'latchPeer' }), ...refuseToGoOn.actions] },
        ],
        'peer.reject': [
          { guard: { type: 'isTieBreak', params: ({ event }) => event }, target: '.yielding' },
          end('peer', 'given'),
        ],
        'between.replaced': replaced,
        'peer.bounce': end('peer', 'unreachable'),
        'local.hangUp': retract('local', 'cancel'),
      },
      states: {
        /** Nobody has answered yet; nobody may be there. */
        discovering: {
          entry: effect({ kind: 'startTimer', timer: 'discovery' }),
          exit: effect({ kind: 'stopTimer', timer: 'discovery' }),
          on: {
            'peer.ringing': { target: 'ringing', actions: effect({ kind: 'reportRinging' }) },
            'timer.discovery': retract('timer', 'timeout', 'noAnswer'),
          },
        },
        ringing: {
          entry: effect({ kind: 'startTimer', timer: 'ring' }),
          exit: effect({ kind: 'stopTimer', timer: 'ring' }),
          on: {
            // A further device rings; the deadline is the first one's.
            'peer.ringing': { actions: effect({ kind: 'reportRinging' }) },
            'timer.ring': retract('timer', 'timeout', 'noAnswer'),
          },
        },
        /**
         * The peer says that its own proposal crossed ours and goes on. This call waits to be replaced by it: were it
         * to end here, and the other to be delivered late, two people who call each other would get no call. A device
         * of the contact that answers ours all the same is taken at its word.
         */
        yielding: {
          entry: effect({ kind: 'startTimer', timer: 'discovery' }),
          exit: effect({ kind: 'stopTimer', timer: 'discovery' }),
          on: {
            'peer.reject': [{ guard: { type: 'isTieBreak', params: ({ event }) => event } }, end('peer', 'given')],
            'timer.discovery': retract('timer', 'timeout', 'noAnswer'),
          },
        },
      },
    },
    /** A device has taken the call. What can be settled before the first fingerprint leaves is settled here. */
    preparing: {
      entry: effect({ kind: 'startTimer', timer: 'connect' }),
      exit: effect({ kind: 'stopTimer', timer: 'connect' }),
      initial: 'securing',
      on: {
        'peer.reject': declined,
        'peer.finish': [migratedByPeer, declined],
        'between.migrated': migrate('proposal'),
        'between.replaced': crossed('held'),
        'peer.bounce': {},
        'timer.connect': retract('timer', 'timeout'),
        'local.hangUp': retract('local', 'cancel'),
        'media.candidate': { actions: effect({ kind: 'holdLocalCandidate' }) },
        'media.refused': retract('core', 'failed-application'),
      },
      states: {
        securing: {
          entry: [effect({ kind: 'startTimer', timer: 'bundle' }), effect({ kind: 'secureSession' })],
          exit: effect({ kind: 'stopTimer', timer: 'bundle' }),
          on: {
            'omemo.ready': { target: 'describing' },
            'omemo.impossible': [
              {
                guard: { type: 'allowsPlain', params: ({ event }) => event },
                target: 'describing',
                actions: { type: 'note', params: ({ event }) => ({ because: event.because }) },
              },
              refuseToGoOn,
            ],
            'timer.bundle': [
              {
                guard: { type: 'allowsPlain', params: { because: 'noSession' } },
                target: 'describing',
                actions: note({ because: 'noSession' }),
              },
              refuseToGoOn,
            ],
          },
        },
        describing: {
          entry: effect({ kind: 'createOffer' }),
          on: {
            'media.described': [
              { guard: 'isToEncrypt', target: 'encrypting' },
              {
                target: '#initiated',
                actions: [noteSent('plain'), effect({ kind: 'sendSessionInitiate', protection: 'plain' })],
              },
            ],
          },
        },
        encrypting: {
          entry: effect({ kind: 'encryptFingerprints' }),
          on: {
            'omemo.encrypted': {
              target: '#initiated',
              actions: [noteSent('encrypted'), effect({ kind: 'sendSessionInitiate', protection: 'encrypted' })],
            },
            // Nothing encrypted has left, so the policy may still choose the clear.
            'omemo.impossible': [
              {
                guard: { type: 'allowsPlain', params: ({ event }) => event },
                target: '#initiated',
                actions: [
                  { type: 'note', params: ({ event }) => ({ because: event.because, sent: 'plain' as const }) },
                  effect({ kind: 'sendSessionInitiate', protection: 'plain' }),
                ],
              },
              refuseToGoOn,
            ],
          },
        },
      },
    },
    /** The offer has left. From here on nothing is retracted, only terminated, and protection never gets weaker. */
    initiated: {
      id: 'initiated',
      entry: [effect({ kind: 'startTimer', timer: 'accept' }), effect({ kind: 'sendLocalCandidates' })],
      exit: effect({ kind: 'stopTimer', timer: 'accept' }),
      initial: 'waiting',
      on: {
        ...inSession,
        'peer.transportInfo': { actions: [acknowledge, effect({ kind: 'holdRemoteCandidates' })] },
        'peer.requestFailed': end('peer', 'unreachable'),
        'peer.finish': migratedByPeer,
        'between.migrated': migrate('jingleSession'),
        'timer.accept': terminate('timer', 'timeout'),
        'local.hangUp': terminate('local', 'cancel'),
        'media.candidate': { actions: effect({ kind: 'sendLocalCandidates' }) },
        'media.refused': terminate('core', 'failed-application'),
        'media.failed': terminate('core', 'connectivity-error'),
      },
      states: {
        waiting: {
          on: {
            'peer.sessionInfo': [
              {
                guard: { type: 'isDirectRinging', params: ({ event }) => event },
                actions: [acknowledge, effect({ kind: 'reportRinging' })],
              },
              ...inSession['peer.sessionInfo'],
            ],
            'peer.requestFailed': [
              { guard: { type: 'isCrossed', params: ({ event }) => event }, target: 'yielding' },
              end('peer', 'unreachable'),
            ],
            'between.replaced': crossed('sent'),
            'peer.sessionAccept': [
              {
                guard: { type: 'isDecryptableAnswer', params: ({ event }) => event },
                target: 'decrypting',
                actions: acknowledge,
              },
              {
                guard: { type: 'isPlainAnswerToPlain', params: ({ event }) => event },
                target: 'applying',
                actions: [acknowledge, note({ received: 'plain' })],
              },
              terminateAnswering('core', 'security-error'),
            ],
          },
        },
        /** The peer has refused our offer for its own, which is still to come and will replace this call. */
        yielding: { on: { 'between.replaced': crossed('refused'), 'peer.requestFailed': {} } },
        decrypting: {
          entry: effect({ kind: 'decryptFingerprints' }),
          on: {
            'omemo.decrypted': {
              target: 'applying',
              actions: { type: 'note', params: ({ event }) => ({ received: 'encrypted', trust: event.trust }) },
            },
            'omemo.refused': terminate('core', 'security-error'),
          },
        },
        applying: {
          entry: [effect({ kind: 'reportAccepted' }), reportVerdict, effect({ kind: 'applyAnswer' })],
          on: {
            'media.applied': { target: '#established' },
            'omemo.trustChanged': verdictMayChange,
          },
        },
      },
    },
    established,
    ended: { id: 'ended', type: 'final' },
  },
});
