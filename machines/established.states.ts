/**
 * The phase both sides share: descriptions are exchanged, media connects and runs.
 *
 * Spec: XEP-0166 1.1.2 #session-negotiation #session-terminate; XEP-0176 1.1.1 #protocol; XEP-0353 0.8.0 #tie-break-2;
 * RFC 5763 #5 (certificates).
 */
import {
  acknowledge,
  callSetup,
  effect,
  end,
  inSession,
  migrate,
  migratedByPeer,
  terminate,
  verdictMayChange,
} from './call.setup.ts';

/** From the accepted answer to the end. Enter it with both descriptions sent, received and applied. */
export const established = callSetup.createStateConfig({
  id: 'established',
  initial: 'connecting',
  entry: [effect({ kind: 'startMedia' }), effect({ kind: 'applyRemoteCandidates' })],
  on: {
    ...inSession,
    'peer.transportInfo': { actions: [acknowledge, effect({ kind: 'applyRemoteCandidates' })] },
    'peer.finish': migratedByPeer,
    'between.migrated': migrate('jingleSession'),
    // The answer to our session-initiate or session-accept was an error: the peer knows no such session.
    'peer.requestFailed': end('peer', 'unreachable'),
    'peer.contentsGone': terminate('peer', 'success'),
    'local.hangUp': terminate('local', 'success'),
    'media.candidate': { actions: effect({ kind: 'sendLocalCandidates' }) },
    'media.failed': terminate('core', 'connectivity-error'),
    'media.refused': terminate('core', 'failed-application'),
    'omemo.trustChanged': verdictMayChange,
  },
  states: {
    connecting: {
      entry: effect({ kind: 'startTimer', timer: 'connect' }),
      exit: effect({ kind: 'stopTimer', timer: 'connect' }),
      on: {
        'media.connected': [
          { guard: { type: 'isSameCertificate', params: ({ event }) => event }, target: 'active' },
          terminate('core', 'security-error'),
        ],
        'timer.connect': terminate('timer', 'timeout'),
      },
    },
    active: {
      entry: effect({ kind: 'reportConnected' }),
      on: {
        // An engine may report again, after a network change; another certificate is never let pass.
        'media.connected': [
          { guard: { type: 'isSameCertificate', params: ({ event }) => event } },
          terminate('core', 'security-error'),
        ],
      },
    },
  },
});
