/** Calls of the past as an application sees them: what it may set, and what is kept over a restart. */
import { describe, expect, test } from 'vitest';
import { CallManager } from '../../src/call/call-manager.ts';
import type { CallManagerOptions } from '../../src/call/options.ts';
import type { CallReport } from '../../src/call/reports.ts';
import { createVirtualClock } from '../../src/adapters/virtual-clock.ts';
import { createTestMedia } from '../support/engine.ts';
import { JULIET, ROMEO } from '../support/parties.ts';
import { propose } from '../support/stanzas.ts';

const NOW_MS = Date.UTC(2026, 0, 1);
const FIN = "<iq type='result' id='m'><fin xmlns='urn:xmpp:mam:2' complete='true'/></iq>";

const archived = (ageMs: number, sessionId = 's1') =>
  `<message><result xmlns='urn:xmpp:mam:2' id='a'><forwarded xmlns='urn:xmpp:forward:0'>` +
  `<delay xmlns='urn:xmpp:delay' stamp='${new Date(NOW_MS - ageMs).toISOString()}'/>` +
  propose(ROMEO.account, JULIET.account, sessionId).replace('<message ', "<message xmlns='jabber:client' ") +
  `</forwarded></result></message>`;

function options(reports: CallReport[], more: Partial<CallManagerOptions> = {}): CallManagerOptions {
  return {
    account: JULIET.account,
    wire: { send: () => undefined },
    media: createTestMedia(JULIET),
    omemo: undefined,
    clock: createVirtualClock(NOW_MS),
    report: (report) => reports.push(report),
    ...more,
  };
}

function toldOf(more: Partial<CallManagerOptions>, ...ages: readonly number[]): readonly string[] {
  const reports: CallReport[] = [];
  const manager = new CallManager(options(reports, more));
  for (const [index, ageMs] of ages.entries()) manager.receive(archived(ageMs, `s${index}`));
  manager.receive(FIN);
  return reports.map(({ kind }) => kind);
}

describe('pastCalls', () => {
  test('says how young a call has to be to ring: not older than a call rings', () => {
    expect(toldOf({}, 59_999, 60_000)).toEqual(['missed', 'incoming']);
    expect(toldOf({ pastCalls: { ringWithinMs: 5_000 } }, 4_999, 5_000)).toEqual(['missed', 'incoming']);
    expect(toldOf({ pastCalls: { ringWithinMs: 500_000 } }, 60_000)).toEqual(['missed']);
    expect(toldOf({ deadlines: { ringMs: 10_000 } }, 10_000)).toEqual(['missed']);
  });

  test('says how old a call may be that is told of at all', () => {
    expect(toldOf({ pastCalls: { tellWithinMs: 3_600_000 } }, 3_600_000)).toEqual([]);
    expect(toldOf({ pastCalls: { tellWithinMs: 3_600_000 } }, 3_599_999)).toEqual(['missed']);
  });
});

describe('what the archive has told so far', () => {
  test('is kept over a restart', async () => {
    const before: CallReport[] = [];
    const manager = new CallManager(options(before));
    manager.receive(archived(100_000));
    const accept = "<accept xmlns='urn:xmpp:jingle-message:0' id='s2'/>";
    manager.receive(`<message from='${JULIET.contact}/other' to='${JULIET.contact}'>${accept}</message>`);
    const snapshot = JSON.stringify(await manager.snapshot());
    const after: CallReport[] = [];
    const restored = CallManager.restore(options(after), snapshot);
    if (!restored.ok) throw new Error(restored.error.kind);
    restored.value.receive(archived(1_000, 's2'));
    restored.value.receive(FIN);
    expect(before).toEqual([]);
    expect(after).toMatchObject([
      { kind: 'missed', atMs: NOW_MS - 100_000, busy: false },
      { kind: 'ended', by: 'ownResource', reason: 'answeredElsewhere' },
    ]);
  });

  test('needs nothing more of the application, which goes on with the end itself', () => {
    const manager = new CallManager(options([]));
    expect(manager.receive(archived(1_000))).toEqual({ ok: true, value: 'handled' });
    expect(manager.receive(FIN)).toEqual({ ok: true, value: 'notOurs' });
  });
});
