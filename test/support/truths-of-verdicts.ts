/** What must be true of every verdict on the stage: it names who is at the other end, as far as OMEMO can tell. */
import { expect } from 'vitest';
import { bareOf, parseJid } from '../../src/jid.ts';
import type { OfCall } from '../../src/call/reports.ts';
import type { Verdict } from '../../src/call/verdict.ts';
import { NS_OMEMO_VERIFICATION } from '../../src/xml/namespaces.ts';
import { attribute, childElements } from '../../src/xml/read.ts';
import type { XmlElement } from '../../src/xml/element.ts';
import { fingerprintsIn, isJingle } from './hostile.ts';
import { TYBALT } from './parties.ts';
import type { Stage } from './stage.ts';
import { acknowledgedIn } from './step-facts.ts';
import type { JournalEntry, Party } from './world.ts';

/** A: `authenticated` names a key whose owner's certificate media was set up with, and both ways were encrypted. */
export function expectTrueVerdicts(stage: Stage, party: Party): void {
  const { pair } = stage;
  const other = party === pair.romeo ? pair.juliet : pair.romeo;
  for (const report of party.reports) {
    if (report.kind !== 'authentication' || report.verdict.state !== 'authenticated') continue;
    const { identityKey, deviceId } = report.verdict;
    const isPeers = identityKey === other.omemo!.ownIdentityKey;
    if (isPeers) expect(deviceId, 'A3: the device of that key').toBe(other.deviceId);
    else expectAttackersKeyShows(stage, other, report.peer, report.verdict);
    const certificate = isPeers ? other.dtlsFingerprint : TYBALT.dtlsFingerprint;
    for (const accepted of acceptedIn(party, report)) {
      expect(accepted, 'A1: the certificate of the owner of that key').toBe(certificate);
    }
    const own = pair.journal.filter((entry) => entry.party === party.account);
    const { wasReplaced } = stage.streams[party === pair.romeo ? 'romeo' : 'juliet'];
    expectEncryptedBothWays(own, party, report, wasReplaced);
  }
}

/**
 * A3: whoever makes a key of their own can call or answer in anybody's name. The verdict then names their key, and
 * where another key of that device was known it says that nobody has decided on this one: that is all that OMEMO can
 * give.
 */
function expectAttackersKeyShows(
  { attacker, options }: Stage,
  other: Party,
  peer: OfCall['peer'],
  verdict: Authenticated,
): void {
  const { identityKey, deviceId, trust } = verdict;
  expect(identityKey, 'A3: a key somebody has').toBe(attacker.ownIdentityKey);
  const isPosing = deviceId === other.deviceId && bareOf(peer) === other.contact;
  if (!isPosing) expect([attacker.ownDevice.deviceId, other.deviceId], 'A3: a device of that key').toContain(deviceId);
  if (options.acquaintance === 'new') return;
  expect(isPosing ? ['undecided'] : ['undecided', 'blind'], 'A9: nobody decided on that key').toContain(trust);
}

type Authenticated = Extract<Verdict, { readonly state: 'authenticated' }>;

function acceptedIn({ media }: Party, { peer, sessionId }: OfCall): readonly string[] {
  return media.engines
    .filter((engine) => engine.sessionId === sessionId && bareOf(engine.peer) === bareOf(peer))
    .flatMap(({ orders }) => orders)
    .flatMap((order) => ('description' in order ? order.description.contents : []))
    .map(({ transport }) => transport.fingerprint.value);
}

function expectEncryptedBothWays(
  journal: readonly JournalEntry[],
  party: Party,
  { peer, sessionId }: OfCall,
  wasStreamReplaced: boolean,
): void {
  const describes = (stanza: XmlElement): boolean =>
    (isJingle(stanza, 'session-initiate') || isJingle(stanza, 'session-accept')) &&
    childElements(stanza).some((child) => attribute(child, 'sid') === sessionId);
  const ours = party.sent.filter(describes);
  // Somebody else's session may have the same id, and is another call.
  const isPeers = (stanza: XmlElement) => parseJid(attribute(stanza, 'from') ?? '') === peer;
  const theirs = acknowledgedIn(journal).filter((stanza) => describes(stanza) && isPeers(stanza));
  // One that waited for a stream is lost with it, and so is the call.
  if (!wasStreamReplaced || ours.length > 0) expect(ours, 'B11: one description of ours').toHaveLength(1);
  expect(theirs.length, 'A5: a description of theirs').toBeGreaterThan(0);
  for (const fingerprint of [...ours, ...theirs].flatMap(fingerprintsIn)) {
    expect(fingerprint.namespace, 'A2: all contents encrypted, in both directions').toBe(NS_OMEMO_VERIFICATION);
  }
}
