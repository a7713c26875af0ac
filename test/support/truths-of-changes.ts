/** What must be true of every run on the stage about contents that are added to a running call. */
import { expect } from 'vitest';
import { parseJid } from '../../src/jid.ts';
import type { OfCall } from '../../src/call/reports.ts';
import { NS_OMEMO_VERIFICATION } from '../../src/xml/namespaces.ts';
import { attribute, childElements } from '../../src/xml/read.ts';
import type { XmlElement } from '../../src/xml/element.ts';
import { fingerprintsIn, isJingle } from './hostile.ts';
import type { Party } from './world.ts';

export function expectTrueChanges(party: Party): void {
  expectAddedInKind(party);
  expectChangesAskedFor(party);
}

/** A6, B11: nothing plain leaves in a call that was ever shown as authenticated, however it changes. */
function expectAddedInKind({ sent, reports }: Party): void {
  for (const report of reports) {
    if (report.kind !== 'authentication' || report.verdict.state !== 'authenticated') continue;
    const added = sent.filter((stanza) => isAdditionIn(stanza, report));
    for (const { namespace } of added.flatMap(fingerprintsIn))
      expect(namespace, 'A6 B11: what is added to an authenticated call is encrypted').toBe(NS_OMEMO_VERIFICATION);
  }
}

function isAdditionIn(stanza: XmlElement, { sessionId, peer }: OfCall): boolean {
  const isAddition = isJingle(stanza, 'content-add') || isJingle(stanza, 'content-accept');
  const isOfCall = childElements(stanza).some((child) => attribute(child, 'sid') === sessionId);
  return isAddition && isOfCall && parseJid(attribute(stanza, 'to') ?? '') === peer;
}

/** C16: what runs beside the contents of the call was asked for by its user, or taken with the user's word. */
function expectChangesAskedFor({ reports, trace }: Party): void {
  const words = new Set<string>();
  for (const entry of trace)
    if (entry.kind === 'changesStep' && entry.event.type.startsWith('local.')) words.add(entry.sessionId);
  for (const report of reports) {
    if (report.kind !== 'contentAccepted') continue;
    expect(words, 'C16: no content without the word of the user').toContain(report.sessionId);
  }
}
