/**
 * The callee's side of a call, from the incoming `<propose/>`, or session-initiate without one, to the end.
 *
 * This file knows no XML, no OMEMO session and no clock: facts in, orders out. Nothing that touches media happens
 * before the user has consented: until then a call can only ring and end.
 *
 * Spec: XEP-0353 0.8.0 #intent #ring #proceed #reject #retract #tie-breaking; XEP-0166 1.1.2 #protocol-initiate
 * #session-negotiation; the fallback rules of the draft (docs/protocol.md).
 */
import {
  acknowledge,
  bothOf,
  callSetup,
  causeOfPlainOffer,
  effect,
  end,
  everywhere,
  inSession,
  migrate,
  migratedByPeer,
  missed,
  note,
  noteSent,
  reject,
  reportVerdict,
  terminate,
  terminateAnswering,
} from './call.setup.ts';
import { initialContext } from './context.ts';
import type { CallInput } from './context.ts';
import { called } from './called.states.ts';
import { established } from './established.states.ts';

const isFromLatched = {
  type: 'isFromLatched' as const,
  params: ({ event }: { event: { sender: 'latched' | 'other' } }) => event,
};

/** The user consents, and says to which level. */
const consented = {
  target: 'accepted',
  actions: {
    type: 'note' as const,
    params: ({ context, event }: { context: { omemo: Omemo }; event: { omemo: Omemo } }) => ({
      omemo: bothOf(context.omemo, event.omemo),
    }),
  },
};

/** Settles at once whether the caller may learn that we are here. */
const telling = {
  initial: 'deciding' as const,
  states: {
    deciding: {
      always: [
        { guard: 'mayShowPresence' as const, target: 'announced', actions: effect({ kind: 'sendRinging' }) },
        { target: 'silent' },
      ],
    },
    announced: {},
    silent: {},
  },
};

/** What a call that waits for the user's word answers, whatever the occasion. */
const whileAsking = {
  'local.reject': reject('local', 'decline'),
  'local.hangUp': reject('local', 'decline'),
  // Our `ringing` could not be delivered; the propose did arrive, so there is somebody to answer.
  'peer.bounce': {},
  // The first of our resources to answer takes the call: the others stop ringing that moment. XEP-0353 #proceed.
  'own.proceed': end('ownResource', 'answeredElsewhere'),
  'own.reject': end('ownResource', 'rejectedElsewhere'),
};

const accepted = [effect({ kind: 'reportAccepted' }), reportVerdict];

export const calleeMachine = callSetup.createMachine({
  id: 'callee',
  context: ({ input }) => initialContext(input),
  initial: 'beginning',
  on: everywhere,
  states: {
    /** Settles at once what the user has to be asked. */
    beginning: {
      always: [{ guard: 'isDirect', target: 'called' }, { target: 'proposed' }],
    },
    proposed: {
      exit: note({ occasion: 'call' }),
      always: [
        { guard: 'hasConsent', target: 'accepted' },
        { guard: 'isOfferedInCall', target: 'offered' },
        { target: 'ringing' },
      ],
    },
    ringing: {
      entry: [effect({ kind: 'startTimer', timer: 'ring' }), effect({ kind: 'reportIncoming' })],
      exit: effect({ kind: 'stopTimer', timer: 'ring' }),
      on: {
        ...whileAsking,
        'local.accept': consented,
        'peer.retract': { guard: isFromLatched, ...missed('peer', 'cancel') },
        'peer.finish': { guard: isFromLatched, ...missed('peer', 'cancel') },
        'timer.ring': missed('timer', 'noAnswer'),
        'connection.gone': missed('connection', 'gone'),
      },
      ...telling,
    },
    /**
     * A contact we are in a call with proposes to go on in this one. Nobody is rung for it, and nobody misses it: the
     * running call goes on as if nothing had been said, until the user consents. XEP-0353 #tie-break-2 has it answered
     * without asking, which would move a call, and its authentication, to any device that says so.
     */
    offered: {
      entry: [effect({ kind: 'startTimer', timer: 'ring' }), effect({ kind: 'reportMigrationOffered' })],
      exit: effect({ kind: 'stopTimer', timer: 'ring' }),
      on: {
        ...whileAsking,
        'local.migrate': consented,
        'peer.retract': { guard: isFromLatched, ...end('peer', 'cancel') },
        'peer.finish': { guard: isFromLatched, ...end('peer', 'cancel') },
        'timer.ring': end('timer', 'noAnswer'),
      },
      ...telling,
    },
    /** The user has consented and the caller knows. No fingerprint has been seen. */
    accepted: {
      entry: [
        { type: 'effect', params: ({ context }) => proceed(context.omemo) },
        effect({ kind: 'startTimer', timer: 'connect' }),
      ],
      exit: effect({ kind: 'stopTimer', timer: 'connect' }),
      on: {
        'peer.sessionInitiate': [
          {
            guard: { type: 'isEncryptedOffer', params: ({ event }) => event },
            target: 'answering.decrypting',
            actions: acknowledge,
          },
          {
            guard: { type: 'isAllowedPlainOffer', params: ({ event }) => event },
            target: 'answering.describing',
            actions: [
              acknowledge,
              {
                type: 'note',
                params: ({ context }) => ({ received: 'plain' as const, because: causeOfPlainOffer(context) }),
              },
            ],
          },
          terminateAnswering('core', 'security-error'),
        ],
        'peer.transportInfo': { actions: [acknowledge, effect({ kind: 'holdRemoteCandidates' })] },
        'peer.retract': { guard: isFromLatched, ...end('peer', 'cancel') },
        'peer.finish': [migratedByPeer, { guard: isFromLatched, ...end('peer', 'given') }],
        'between.migrated': migrate('proposal'),
        'peer.bounce': end('peer', 'unreachable'),
        'timer.connect': reject('timer', 'timeout'),
        'local.hangUp': reject('local', 'cancel'),
      },
    },
    called,
    /** The offer is here and an answer is due. Once it came encrypted, the answer is encrypted or there is none. */
    answering: {
      id: 'answering',
      entry: effect({ kind: 'startTimer', timer: 'accept' }),
      exit: effect({ kind: 'stopTimer', timer: 'accept' }),
      initial: 'decrypting',
      on: {
        ...inSession,
        'peer.transportInfo': { actions: [acknowledge, effect({ kind: 'holdRemoteCandidates' })] },
        'peer.finish': migratedByPeer,
        'between.migrated': migrate('jingleSession'),
        'timer.accept': terminate('timer', 'timeout'),
        'local.hangUp': terminate('local', 'cancel'),
        'media.candidate': { actions: effect({ kind: 'holdLocalCandidate' }) },
        'media.refused': terminate('core', 'failed-application'),
        'media.failed': terminate('core', 'connectivity-error'),
      },
      states: {
        decrypting: {
          entry: effect({ kind: 'decryptFingerprints' }),
          on: {
            'omemo.decrypted': {
              target: 'describing',
              actions: { type: 'note', params: ({ event }) => ({ received: 'encrypted', trust: event.trust }) },
            },
            'omemo.refused': terminate('core', 'security-error'),
          },
        },
        describing: {
          entry: effect({ kind: 'createAnswer' }),
          on: {
            'media.described': [
              { guard: 'isEncrypted', target: 'encrypting' },
              {
                target: '#established',
                actions: [
                  noteSent('plain'),
                  effect({ kind: 'sendSessionAccept', protection: 'plain' }),
                  ...accepted,
                  effect({ kind: 'sendLocalCandidates' }),
                ],
              },
            ],
          },
        },
        encrypting: {
          entry: effect({ kind: 'encryptFingerprints' }),
          on: {
            'omemo.encrypted': {
              target: '#established',
              actions: [
                noteSent('encrypted'),
                effect({ kind: 'sendSessionAccept', protection: 'encrypted' }),
                ...accepted,
                effect({ kind: 'sendLocalCandidates' }),
              ],
            },
            // The caller encrypted to us: whatever the policy, there is no way from here to the clear.
            'omemo.impossible': terminate('core', 'security-error'),
          },
        },
      },
    },
    established,
    ended: { id: 'ended', type: 'final' },
  },
});

type Omemo = CallInput['omemo'];

function proceed(omemo: Omemo) {
  return { kind: 'sendProceed', device: omemo === 'enabled' ? 'own' : 'none' } as const;
}
