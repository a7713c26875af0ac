/** What a trace tells of changes in a running call is held to the tables of their machine, entry by entry. */
import { describe, expect, test } from 'vitest';
import { describeTraceFault } from '../../src/call/describe-trace-fault.ts';
import { readTraceEntry } from '../../src/call/read-trace-entry.ts';
import type { ChangesTraceEntry, TraceEntry } from '../../src/call/trace.ts';
import { validateTrace } from '../../src/call/validate-trace.ts';
import type { Who } from '../support/changing.ts';
import { addContents, running } from '../support/changing.ts';
import type { SessionId } from '../../src/stanzas/identifiers.ts';
import { engineOf, keyWith } from '../support/pair.ts';
import { JULIET } from '../support/parties.ts';

function isOfChanges(entry: TraceEntry): entry is ChangesTraceEntry {
  return entry.kind === 'changesStart' || entry.kind === 'changesStep';
}

/** One side's entries about changes: a content that romeo adds, and a restart of ICE by him. */
async function entriesOf(who: Who): Promise<readonly ChangesTraceEntry[]> {
  const call = await running();
  await addContents(call, 'romeo');
  call.romeo.manager.changes.restartIce(keyWith(JULIET, call.sessionId));
  await call.settle();
  engineOf(call.juliet).gathered('audio');
  await call.settle();
  return call[who].trace.filter(isOfChanges);
}

type Patch = Readonly<Record<string, unknown>>;

function changed(trace: readonly TraceEntry[], index: number, patch: Patch): readonly TraceEntry[] {
  return trace.map((entry, each) => (each === index ? { ...entry, ...patch } : entry));
}

function told(trace: readonly TraceEntry[], begins: 'anywhere' | 'start' = 'start'): readonly string[] {
  return validateTrace(trace, { begins }).map((fault) => {
    return `${fault.entry}: ${describeTraceFault(fault, trace[fault.entry]!)}`;
  });
}

/** The first step upon an event. */
function indexOf(trace: readonly ChangesTraceEntry[], type: string): number {
  const index = trace.findIndex((entry) => entry.kind === 'changesStep' && entry.event.type === type);
  if (index < 0) throw new Error(`no ${type}`);
  return index;
}

describe.each(['romeo', 'juliet'] as const)("%s's entries about changes", (who) => {
  test('are right as they are, and as they come back from a file', async () => {
    const trace = await entriesOf(who);
    expect(trace.length).toBeGreaterThan(5);
    expect(trace[0]).toMatchObject({
      kind: 'changesStart',
      input: { side: who === 'romeo' ? 'initiator' : 'responder' },
    });
    expect(told(trace)).toEqual([]);
    const reversed = trace.map((entry) => Object.fromEntries(Object.entries(entry).reverse()));
    const read = (JSON.parse(JSON.stringify(reversed)) as unknown[]).map((entry) => readTraceEntry(entry));
    expect(read.every(({ ok }) => ok)).toBe(true);
    expect(told(read.flatMap((entry) => (entry.ok ? [entry.value] : [])))).toEqual([]);
  });

  test('are right from any entry on, where the trace may begin in the middle, and nowhere else', async () => {
    const trace = await entriesOf(who);
    for (let from = 1; from < trace.length; from += 1) {
      expect(told(trace.slice(from), 'anywhere')).toEqual([]);
      expect(told(trace.slice(from))).toEqual([expect.stringMatching(/^0: .*: the call was never started$/)]);
    }
  });

  test('are wrong with any one of them left out or doubled that does something', async () => {
    const trace = await entriesOf(who);
    for (let index = 1; index < trace.length - 1; index += 1) {
      const { kind, to, ...rest } = trace[index]!;
      if (kind !== 'changesStep' || !('from' in rest) || rest.from === to) continue;
      expect(validateTrace(trace.toSpliced(index, 1)), `without ${index}`).toHaveLength(1);
      expect(validateTrace(trace.toSpliced(index, 0, trace[index]!)), `twice ${index}`).toHaveLength(1);
    }
  });
});

describe('an entry about changes', () => {
  test.each([
    ['another state', { to: 'adding.encrypting' }],
    ['an effect less', { effects: [] }],
    ['an effect more', { effects: [{ kind: 'acknowledge' }, { kind: 'acknowledge' }] }],
    ['the effects of another answer', { effects: [{ kind: 'acknowledge' }, { kind: 'applyAnswer' }] }],
  ])('with %s than the table has is found, and what the table has is told', async (_what, patch) => {
    const trace = await entriesOf('romeo');
    const index = indexOf(trace, 'peer.contentAccept');
    expect(validateTrace(changed(trace, index, patch))).toEqual([
      {
        kind: 'wrongStep',
        entry: index,
        table: [
          {
            to: 'adding.decrypting',
            effects: [{ kind: 'acknowledge' }, { kind: 'holdAnswer' }, { kind: 'decryptAnswer' }],
          },
        ],
      },
    ]);
    expect(told(changed(trace, index, patch))[0]).toContain('the table says');
  });

  test('from where the call was not is found', async () => {
    const trace = await entriesOf('romeo');
    const index = indexOf(trace, 'peer.contentAccept');
    expect(told(changed(trace, index, { from: 'adding.describing' }))).toEqual([
      expect.stringMatching(/: the call was in adding\.waiting$/),
    ]);
    expect(told(changed(trace, index, { from: 'asleep' }).slice(index), 'anywhere')).toEqual([
      expect.stringMatching(/no call is ever in that state/),
    ]);
  });

  test.each([{ type: 'peer.sing' }, { type: 'peer.contentAccept' }, { type: 'peer.proceed', device: 'present' }])(
    'with an event that its machine does not know, %j, is found',
    async (event) => {
      const trace = await entriesOf('romeo');
      const index = indexOf(trace, 'peer.contentAccept');
      expect(validateTrace(changed(trace, index, { event }))).toEqual([{ kind: 'noSuchEvent', entry: index }]);
    },
  );

  test('that begins as no call does is found', async () => {
    const trace = await entriesOf('juliet');
    const input = { side: 'responder', sent: 'plain', received: 'encrypted' };
    expect(validateTrace(changed(trace, 0, { input }))).toEqual([{ kind: 'noSuchInput', entry: 0 }]);
    expect(validateTrace(changed(trace, 0, { to: 'offered' }))).toMatchObject([{ kind: 'wrongStart', entry: 0 }]);
    const effects = [{ kind: 'acknowledge' }];
    expect(validateTrace(changed(trace, 0, { effects }))).toMatchObject([{ kind: 'wrongStart', entry: 0 }]);
  });

  test('A6: that takes in the clear what only a plain call takes is found where the call began encrypted', async () => {
    const trace = await entriesOf('romeo');
    const index = indexOf(trace, 'peer.contentAccept');
    const event = { type: 'peer.contentAccept', protection: 'plain', device: 'unbound', contents: 'agreed' };
    const effects = [{ kind: 'acknowledge' }, { kind: 'holdAnswer' }, { kind: 'applyAnswer' }];
    const taken = changed(trace, index, { event, to: 'adding.applying', effects });
    // Alone it could be of a plain call, and after what came before it cannot.
    expect(validateTrace(taken.slice(index, index + 1), { begins: 'anywhere' })).toEqual([]);
    expect(validateTrace(taken.slice(indexOf(trace, 'omemo.encrypted')), { begins: 'anywhere' })).toHaveLength(1);
    expect(validateTrace(taken)).toMatchObject([{ kind: 'wrongStep', entry: index }]);
  });

  test('of another call does not count for this one, and of each only the first fault is told', async () => {
    const trace = await entriesOf('romeo');
    const other = trace.map((entry) => ({ ...entry, sessionId: 'another' as SessionId }));
    const both = trace.flatMap((entry, index) => [entry, other[index]!]);
    expect(told(both)).toEqual([]);
    const broken = both.map((entry) => (entry.kind === 'changesStep' ? { ...entry, to: 'nowhere' } : entry));
    expect(validateTrace(broken as readonly TraceEntry[]).map(({ kind }) => kind)).toEqual(['wrongStep', 'wrongStep']);
  });
});
