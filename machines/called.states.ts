/**
 * How a callee is called without a proposal: by a session-initiate, which is acknowledged, and kept unopened until the
 * user has answered.
 *
 * The session-initiate is the first event, in the very step in which the call begins.
 *
 * Spec: XEP-0166 1.1.2 #protocol-initiate #session-negotiation #def-action-ties; XEP-0167 1.2.3 #info-ringing.
 */
import {
  acknowledge,
  bothOf,
  callSetup,
  causeOfPlainOffer,
  effect,
  end,
  inSession,
  missed,
  note,
  terminate,
  terminateAnswering,
} from './call.setup.ts';
import type { CallContext, CallInput } from './context.ts';

const noteCause = {
  type: 'note' as const,
  params: ({ context }: { context: CallContext }) => ({ because: causeOfPlainOffer(context) }),
};

/** Nobody answers. The peer has a session with us by now, so it is told. */
const unanswered = (() => {
  const { target, actions } = missed('timer', 'noAnswer');
  return { target, actions: [effect({ kind: 'sendSessionTerminate', reason: 'timeout' }), ...actions] };
})();

const takenBack = (() => {
  const { target, actions } = missed('peer', 'given');
  return { target, actions: [acknowledge, ...actions] };
})();

const asks = [effect({ kind: 'holdOffer' }), effect({ kind: 'reportIncoming' })];

/** The user consents to what the offer that is held asks for, and says to which level. */
const consented = [
  {
    guard: {
      type: 'opensHeldOffer' as const,
      params: ({ event }: { event: { omemo: CallInput['omemo'] } }) => event,
    },
    target: '#answering.decrypting',
  },
  {
    guard: 'isHeldOfferPlain' as const,
    target: '#answering.describing',
    actions: {
      type: 'note' as const,
      params: ({ context, event }: { context: CallContext; event: { omemo: CallInput['omemo'] } }) => {
        const omemo = bothOf(context.omemo, event.omemo);
        return { omemo, received: 'plain' as const, because: causeOfPlainOffer({ ...context, omemo }) };
      },
    },
  },
  // Encrypted, and the user wants none of it.
  terminate('core', 'security-error'),
];

/** What is done while the user is asked. */
const asking = callSetup.createStateConfig({
  on: {
    'local.accept': consented,
    'local.reject': terminate('local', 'decline'),
    'local.hangUp': terminate('local', 'decline'),
    'peer.sessionTerminate': takenBack,
    'peer.transportInfo': { actions: [acknowledge, effect({ kind: 'holdRemoteCandidates' })] },
    'peer.sessionInfo': inSession['peer.sessionInfo'],
    'peer.transportReplace': inSession['peer.transportReplace'],
    'timer.ring': unanswered,
    'connection.gone': missed('connection', 'gone'),
  },
});

/** From the session-initiate to the user's answer. What can never be accepted does not ring. */
export const called = callSetup.createStateConfig({
  initial: 'opening',
  entry: effect({ kind: 'startTimer', timer: 'ring' }),
  exit: effect({ kind: 'stopTimer', timer: 'ring' }),
  states: {
    opening: {
      on: {
        'peer.sessionInitiate': [
          {
            guard: { type: 'isEncryptedOffer', params: ({ event }) => event },
            target: 'deciding',
            actions: acknowledge,
          },
          {
            guard: { type: 'isAllowedPlainOffer', params: ({ event }) => event },
            target: 'deciding',
            actions: [acknowledge, noteCause],
          },
          terminateAnswering('core', 'security-error'),
        ],
        'timer.ring': end('timer', 'noAnswer'),
        'local.hangUp': end('local', 'decline'),
      },
    },
    /** Settles at once whether the user has to be asked, and whether the caller may learn that it rings. */
    deciding: {
      exit: note({ occasion: 'direct' }),
      always: [
        { guard: 'hasConsentToEncrypted', target: '#answering.decrypting' },
        { guard: 'hasConsentToPlain', target: '#answering.describing', actions: note({ received: 'plain' }) },
        {
          guard: 'mayShowPresence',
          target: 'announced',
          actions: [...asks, effect({ kind: 'sendSessionRinging' })],
        },
        { target: 'silent', actions: asks },
      ],
    },
    announced: asking,
    silent: asking,
  },
});
