/**
 * What werift (0.24.4) leaves out of RTCPeerConnection and a session that changes needs, added to one connection:
 *
 * - `RTCRtpTransceiver.stop()` only sets a flag: here nothing is sent or received any more, the next description closes
 *   the section, and a transport of its own is closed;
 * - a stopped transceiver keeps its section for ever: here it gives it up to a content that comes under the same mid;
 * - an ICE restart is described and never carried out where DTLS is up: here its checks are started;
 * - after a restart only candidates are taken that tell the same count of restarts, which clients count differently and
 *   some do not at all: here they do not tell it;
 * - a rollback does not bring back the ICE session that a restart ended: here it goes on as it was. While a restart
 *   waits for its answer nothing is sent;
 * - a restart ends checks that are under way, which cannot be brought back: here it is refused until ICE is connected.
 *
 * Only types of werift are imported: the package is loaded by `werift-media.ts`.
 */
import type { RTCIceTransport, RTCPeerConnection, RTCRtpTransceiver } from 'werift';
import type { SdpAnswer, SdpOffer, SdpRollback } from '../peer-connection.ts';

/** The same connection, completed. */
export function repaired(connection: RTCPeerConnection): RTCPeerConnection {
  connection.onTransceiverAdded.subscribe((transceiver) => {
    Object.assign(transceiver, { stop: () => stop(connection, transceiver) });
  });
  const { addIceCandidate, createOffer, setLocalDescription, setRemoteDescription } = connection;
  /** Of the latest offer, where that restarts ICE. */
  let before: readonly IceSession[] = [];
  return Object.assign(connection, {
    addIceCandidate(given: { readonly candidate: string; readonly sdpMid: string }) {
      return addIceCandidate.call(connection, { ...given, candidate: withoutGeneration(given.candidate) });
    },
    async createOffer(options: { iceRestart?: boolean } = {}) {
      before = options.iceRestart === true ? connection.iceTransports.map(sessionOf) : [];
      if (before.some(({ nominated }) => nominated === undefined)) throw new Error('ICE is not connected');
      return createOffer.call(connection, options);
    },
    async setLocalDescription(description: SdpOffer | SdpAnswer | SdpRollback) {
      const applied = await setLocalDescription.call(connection, description);
      if (description.type === 'rollback') restore(before);
      if (description.type === 'answer') startChecks(connection);
      return applied;
    },
    async setRemoteDescription(description: SdpOffer | SdpAnswer | SdpRollback) {
      const sdp = description.sdp.replace(/^a=candidate:.*$/gm, withoutGeneration);
      if (description.type === 'offer') giveUpSections(connection, sdp);
      await setRemoteDescription.call(connection, { ...description, sdp });
      if (description.type === 'answer') startChecks(connection);
    },
  });
}

function withoutGeneration(candidate: string): string {
  return candidate.replace(/ generation \d+/, '');
}

function stop(connection: RTCPeerConnection, transceiver: RTCRtpTransceiver): void {
  transceiver.setDirection('inactive');
  // Or the next content of this medium would get it.
  Object.assign(transceiver, { usedForSender: true });
  transceiver.forceStop();
  const { dtlsTransport } = transceiver;
  const all = connection.getTransceivers();
  const [other, ...others] = all.filter((each) => each !== transceiver && !each.stopped);
  if (other === undefined || [other, ...others].some((each) => each.dtlsTransport === dtlsTransport)) return;
  // werift takes a closed transport of any transceiver, stopped ones too, for a failure.
  for (const each of all) if (each.dtlsTransport === dtlsTransport) each.setDtlsTransport(other.dtlsTransport);
  dtlsTransport.stop().catch(() => undefined);
}

/** Stopped transceivers whose mids are those of open sections make room. */
function giveUpSections(connection: RTCPeerConnection, sdp: string): void {
  const [, ...sections] = sdp.split(/^m=/m);
  const open = sections.flatMap((section) => {
    const mid = /^a=mid:(\S+)/m.exec(section)?.[1];
    return mid === undefined || /^\w+ 0 /.test(section) ? [] : [mid];
  });
  // The connection's own list, not a copy.
  const all = connection.getTransceivers();
  const kept = all.filter(({ stopped, mid }) => !(stopped && mid !== null && open.includes(mid)));
  all.splice(0, all.length, ...kept);
}

/**
 * ICE sessions that checks were started for here, by their own names: a second start would wait for ever, for checks
 * that are over.
 */
const checked = new WeakMap<RTCIceTransport, string>();

/** Starts the checks of transports that have been restarted under a DTLS connection. */
function startChecks(connection: RTCPeerConnection): void {
  for (const { state, iceTransport } of connection.dtlsTransports) {
    // Its state tells nothing: it is `completed` once candidates are gathered. How checks end, it does tell.
    const { nominated, localUsername } = iceTransport.connection;
    const isRestarted = state === 'connected' && nominated === undefined;
    if (!isRestarted || checked.get(iceTransport) === localUsername) continue;
    checked.set(iceTransport, localUsername);
    iceTransport.start().catch(() => undefined);
  }
}

/** An ICE session that a restart ends. */
type IceSession = ReturnType<typeof sessionOf>;

function sessionOf(transport: RTCIceTransport) {
  const { localUsername, localPassword, remoteIsLite, remoteUsername, remotePassword } = transport.connection;
  const { checkList, iceControlling, nominated } = transport.connection;
  return {
    ...{ transport, checkList, iceControlling, nominated },
    local: { localUsername, localPassword },
    remote: { iceLite: remoteIsLite, usernameFragment: remoteUsername, password: remotePassword },
  };
}

/**
 * A restart keeps the sockets open that the peer, which knows nothing of it, goes on with. New checks would come to
 * nothing where the peer is to select a pair: it has one.
 */
function restore(sessions: readonly IceSession[]): void {
  for (const { transport, checkList, iceControlling, nominated, local, remote } of sessions) {
    // Its content was removed meanwhile.
    if (transport.state === 'closed') continue;
    const connection = transport.connection as RTCIceTransport['connection'] & WithConsent;
    Object.assign(connection, local).setRemoteParams(remote);
    // The role first: with a pair it cannot be changed.
    Object.assign(connection, { checkList, iceControlling, nominated });
    connection.queryConsent();
  }
}

/** What werift declares private: asks for the peer's consent from now on. Nothing is sent without. */
interface WithConsent {
  queryConsent(): void;
}
