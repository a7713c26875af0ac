/** A trace that no machine can have left is told from one that some machine has, by its first wrong entry. */
import { describe, expect, test } from 'vitest';
import type { TraceEntry } from '../../src/call/trace.ts';
import { TraceValidator, validateTrace } from '../../src/call/validate-trace.ts';
import { describeTraceFault } from '../../src/call/describe-trace-fault.ts';
import { connect, createPair, keyWith } from '../support/pair.ts';
import { active, idle } from '../support/solo.ts';
import { JULIET, NURSE, ROMEO } from '../support/parties.ts';
import { propose } from '../support/stanzas.ts';

/** Romeo's trace of a whole call that juliet takes and romeo ends. */
async function wholeCall(): Promise<readonly TraceEntry[]> {
  const pair = await createPair();
  const { romeo, juliet } = pair;
  const sessionId = await connect(pair);
  romeo.manager.hangUp(keyWith(juliet, sessionId));
  await pair.settle();
  return romeo.trace.filter(({ kind }) => kind === 'start' || kind === 'step');
}

type Changes = Readonly<Record<string, unknown>>;

/** The trace with one entry changed: the one of that index, counted from the end where negative. */
function changed(trace: readonly TraceEntry[], index: number, changes: Changes): readonly TraceEntry[] {
  const at = index < 0 ? trace.length + index : index;
  return trace.map((entry, each) => (each === at ? { ...entry, ...changes } : entry));
}

/** The faults in words, with the number of the entry before each. */
function told(trace: readonly TraceEntry[], begins: 'anywhere' | 'start' = 'start'): readonly string[] {
  return validateTrace(trace, { begins }).map(
    (fault) => `${fault.entry}: ${describeTraceFault(fault, trace[fault.entry]!)}`,
  );
}

describe('validateTrace', () => {
  test('finds nothing wrong with what a call did', async () => {
    const trace = await wholeCall();
    expect(told(trace)).toEqual([]);
    // As it comes back from a file, with its members in another order.
    const reversed = trace.map((entry) => Object.fromEntries(Object.entries(entry).reverse()));
    expect(told(JSON.parse(JSON.stringify(reversed)) as readonly TraceEntry[])).toEqual([]);
  });

  test.each([
    ['another state', { to: 'initiated.waiting' }],
    ['an effect less', { effects: [] }],
    ['an effect more', { effects: [{ kind: 'stopTimer', timer: 'ring' }, { kind: 'closeMedia' }] }],
    ['another effect', { effects: [{ kind: 'stopTimer', timer: 'connect' }] }],
  ])('finds a step with %s than the table has, and says what it has', async (_what, changes) => {
    const trace = await wholeCall();
    const index = trace.findIndex((entry) => entry.kind === 'step' && entry.event.type === 'peer.ringing');
    const [fault, ...others] = validateTrace(changed(trace, index, changes));
    expect(fault).toMatchObject({ kind: 'wrongStep', entry: index, table: [{ to: 'proposed.ringing' }] });
    expect(others).toEqual([]);
  });

  test('finds a step from where the call was not', async () => {
    const trace = await wholeCall();
    expect(told(changed(trace, 2, { from: 'proposed.discovering' }))).toEqual([
      expect.stringMatching(/^2: proposed\.discovering, upon .*: the call was in proposed\.ringing$/),
    ]);
  });

  test('finds an entry that is missing, or there twice', async () => {
    const trace = await wholeCall();
    expect(told(trace.toSpliced(3, 1))[0]).toMatch(/^3: .*: the call was in /);
    expect(told(trace.toSpliced(3, 0, trace[3]!))[0]).toMatch(/^4: .*: the call was in /);
  });

  test('finds an event that no machine knows, without asking one', async () => {
    const trace = await wholeCall();
    for (const event of [{ type: 'peer.sing' }, { type: 'peer.ringing', loud: 'yes' }, { type: 'peer.proceed' }]) {
      expect(validateTrace(changed(trace, 1, { event }))).toEqual([{ kind: 'noSuchEvent', entry: 1 }]);
    }
  });

  test('finds a start that is none', async () => {
    const trace = await wholeCall();
    const input = { policy: 'opportunistic', omemo: 'enabled', presence: 'shared', occasion: 'migration' };
    expect(validateTrace(changed(trace, 0, { input }))).toEqual([{ kind: 'noSuchInput', entry: 0 }]);
    expect(validateTrace(changed(trace, 0, { to: 'ended' }))).toMatchObject([
      { kind: 'wrongStart', entry: 0, table: { to: 'proposed.discovering' } },
    ]);
    expect(told(changed(trace, 0, { effects: [] }))[0]).toBe(
      '0: start with opportunistic enabled shared call -> proposed.discovering: ' +
        'the table says -> proposed.discovering: sendPropose, startTimer discovery',
    );
  });

  test('finds that a call begins a second time, and that something follows its end', async () => {
    const trace = await wholeCall();
    const [start] = trace;
    expect(validateTrace(trace.toSpliced(4, 0, start!))).toMatchObject([{ kind: 'alreadyStarted', entry: 4 }]);
    const after = changed(trace, -1, { from: 'ended', to: 'ended', effects: [] }).at(-1)!;
    expect(validateTrace([...trace, after])).toEqual([{ kind: 'afterEnd', entry: trace.length }]);
    // What has ended may begin again: another call then has the name.
    expect(validateTrace([...trace, ...trace])).toEqual([]);
  });

  test('follows each call by itself, and tells of each only the first fault', async () => {
    const { juliet } = await active({ whenBusy: 'ring' });
    juliet.receive(propose(NURSE.account, JULIET.account, 's2'));
    juliet.manager.reject({ peer: NURSE.contact, sessionId: 's2' as never });
    const broken = juliet.trace.map((entry) => (entry.kind === 'step' ? { ...entry, to: 'nowhere' } : entry));
    const faults = validateTrace(broken);
    expect(faults.map(({ kind }) => kind)).toEqual(['wrongStep', 'wrongStep']);
    expect(new Set(faults.map(({ entry }) => (juliet.trace[entry] as { peer?: string }).peer))).toEqual(
      new Set([ROMEO.account, NURSE.account]),
    );
  });

  test('finds a decision that is not the one of the table', async () => {
    const { juliet } = await idle();
    juliet.receive(propose(ROMEO.account, JULIET.account, 's1'));
    const at = juliet.trace.findIndex(({ kind }) => kind === 'decided');
    expect(told(changed(juliet.trace, at, { decision: 'rejectBusy' }))).toEqual([
      `${at}: new none theirs more free none reject shared -> rejectBusy: the table says ring`,
    ]);
  });
});

describe('a trace that begins in the middle', () => {
  test('is right where some call could have come there, and is refused where it has to be whole', async () => {
    const trace = await wholeCall();
    for (let from = 1; from < trace.length; from += 1) {
      expect(told(trace.slice(from), 'anywhere')).toEqual([]);
      expect(told(trace.slice(from))[0]).toMatch(/^0: .*: the call was never started$/);
    }
  });

  test('is wrong where no call that fits can have gone on so', async () => {
    const trace = await wholeCall();
    const late = trace.slice(trace.findIndex((entry) => entry.kind === 'step' && entry.to === 'initiated.waiting'));
    // An offer that left encrypted, and a plain answer that is taken all the same: each is a step of some call.
    const index = late.findIndex((entry) => entry.kind === 'step' && entry.event.type === 'peer.sessionAccept');
    const plain = { type: 'peer.sessionAccept', protection: 'plain', device: 'unbound', media: 'agreed' };
    const verdict = { state: 'unauthenticated', because: 'noSession' };
    const reports = [{ kind: 'reportAccepted' }, { kind: 'reportVerdict', verdict }];
    const effects = [{ kind: 'acknowledge' }, ...reports, { kind: 'applyAnswer' }];
    const taken = changed(late, index, { event: plain, to: 'initiated.applying', effects });
    expect(validateTrace(taken.slice(index, index + 1))).toEqual([]);
    expect(validateTrace(taken)).toMatchObject([{ kind: 'wrongStep', entry: index }]);
  });

  test('is wrong where no call is ever in the state', async () => {
    const trace = await wholeCall();
    expect(told(changed(trace, 1, { from: 'asleep' }).slice(1), 'anywhere')[0]).toMatch(
      /no call is ever in that state/,
    );
  });
});

describe('TraceValidator', () => {
  test('says of each call whose it is, how far it came, and whether it is as it should be', async () => {
    const trace = await wholeCall();
    const validator = new TraceValidator();
    for (const entry of trace.slice(0, -1)) validator.next(entry, 'romeo');
    const call = { source: 'romeo', role: 'caller', peer: JULIET.contact, begins: 'start' };
    expect(validator.calls).toMatchObject([{ ...call, state: 'established.active', isBroken: false }]);
    validator.next({ ...trace.at(-1)!, to: 'nowhere' } as TraceEntry, 'romeo');
    validator.next(trace[0]!, 'another');
    expect(validator.calls).toMatchObject([
      { ...call, state: 'established.active', isBroken: true },
      { ...call, source: 'another', steps: 0, state: 'proposed.discovering' },
    ]);
  });
});
