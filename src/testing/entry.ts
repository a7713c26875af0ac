/**
 * The entry `omemo-calls/testing`: what this project tests itself with, for those who test a client, a call core or
 * an OMEMO of their own. Needs `fast-check`.
 *
 * Arbitraries of everything on the wire, well-formed and hostile; the rules of a call as monitors; a server, clock,
 * names and media engine that are stand-ins and the same in each run; what an OMEMO implementation has to keep.
 */
export { dtlsFingerprint } from '../../properties/arbitraries/dtls.ts';
export { iceTransport, receivedFingerprint } from '../../properties/arbitraries/ice-udp.ts';
export { contentName, fullJid, jid, sessionId, stanzaId } from '../../properties/arbitraries/identifiers.ts';
export { jingleWith, receivedJingle } from '../../properties/arbitraries/jingle.ts';
export { jingleMessage } from '../../properties/arbitraries/jingle-message.ts';
export { omemoBundle, omemoDeviceList } from '../../properties/arbitraries/omemo-bundle.ts';
export { announcedDevice, omemoDtlsFingerprint, omemoMessage } from '../../properties/arbitraries/omemo-message.ts';
export { rtpDescription, rtpInfo } from '../../properties/arbitraries/rtp.ts';
export { iceCandidate, offerDescription } from '../../properties/arbitraries/session-description.ts';
export { archiveResult, carbon, delay, forwarded, iq, message } from '../../properties/arbitraries/stanza.ts';
export { xmlElement } from '../../properties/arbitraries/xml-element.ts';
export { hostileObject } from '../../properties/arbitraries/xml-hostile-object.ts';
export { anyText } from '../../properties/arbitraries/xml-soup.ts';
export { stanzaElement, stanzaText } from './stanza-texts.ts';

export { MONITORS } from '../../properties/monitors/all.ts';
export type { Moment, Monitor, StepFacts, Violation, WatchedCall } from '../../properties/monitors/monitor.ts';
export { isViolation } from '../../properties/monitors/monitor.ts';
export type { Finding } from '../../properties/machines/watch.ts';
export { watchMoments } from '../../properties/machines/watch.ts';

export type { MemoryServer, MemoryServerOptions, Passing } from '../adapters/memory-wire.ts';
export { createMemoryServer } from '../adapters/memory-wire.ts';
export { createSeededIds, createSeededRandom } from '../adapters/seeded-random.ts';
export type { VirtualClock } from '../adapters/virtual-clock.ts';
export { createVirtualClock } from '../adapters/virtual-clock.ts';
export type { StandInMedia, StandInOptions } from '../media/scripted.ts';
export { createStandInMedia } from '../media/scripted.ts';

export type { OmemoCheck, OmemoDeviceUnderTest, OmemoUnderTest } from './omemo/check.ts';
export { OmemoCheckError } from './omemo/check.ts';
export { omemoConformance } from './omemo/conformance.ts';

export { describeTraceFault } from '../call/describe-trace-fault.ts';
export type { TableAnswer } from '../call/table-answer.ts';
export type { FaultAt, TraceFault, ValidationOptions } from '../call/validate-trace.ts';
export { validateTrace } from '../call/validate-trace.ts';
