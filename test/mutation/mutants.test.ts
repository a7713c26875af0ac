/** What `npm run mutate` makes: every way to get a machine, or a row of a table of decisions, wrong in one place. */
import { describe, expect, test } from 'vitest';
import { setup } from 'xstate';
import { createEvaluator } from '../../machines/evaluator.ts';
import { combinationsOf } from '../../machines/between-calls-text.ts';
import { decisionMutantsOf } from '../../properties/mutation/decision-mutants.ts';
import { mutantsOf } from '../../properties/mutation/machine-mutants.ts';
import { exportsOf, mutantsOfSubject, SUBJECTS } from '../../properties/mutation/subjects.ts';
import { tellApart } from '../../properties/mutation/told-apart.ts';

type Event = { readonly type: 'bell' } | { readonly type: 'key' };

const effect = (kind: string) => ({ type: 'effect' as const, params: { kind } });

const toy = setup({
  types: { context: {} as { readonly known: 'no' | 'yes' }, events: {} as Event },
  actions: { effect: (_, _order: { readonly kind: string }) => {} },
  guards: { isKnown: ({ context }) => context.known === 'yes' },
}).createMachine({
  id: 'toy',
  context: ({ input }) => ({ known: 'no', ...(input as object) }),
  initial: 'shut',
  states: {
    shut: {
      on: {
        bell: { actions: effect('bark') },
        key: [{ guard: 'isKnown', target: 'settling', actions: [effect('greet'), effect('open')] }, { target: 'gone' }],
      },
    },
    settling: { always: 'open' },
    open: { entry: effect('shine'), on: { key: { target: '#toy.shut' } } },
    gone: { type: 'final' },
  },
});

const evaluated = (machine: Parameters<typeof mutantsOf>[0]) =>
  createEvaluator<'toy', { readonly known: string }, { readonly known: string }, Event, string>('toy', machine);
const look = ({ state, ended }: { readonly state: string; readonly ended: boolean }) => `${state} ${ended}`;

function difference(machine: Parameters<typeof mutantsOf>[0]): readonly string[] | undefined {
  const inputs = [{ known: 'no' }, { known: 'yes' }];
  const alphabet: readonly Event[] = [{ type: 'bell' }, { type: 'key' }];
  const told = tellApart([evaluated(toy), evaluated(machine)], [look, look], inputs, alphabet);
  return told === undefined ? undefined : [told.input.known, ...told.story.map(({ type }) => type)];
}

describe('the mutants of a machine', () => {
  const ended = ['shut', 'settling', 'open', 'gone'];
  const except = (...names: readonly string[]) => ended.filter((name) => !names.includes(name));

  test('are all that differ in one place, each with a name of its own', () => {
    expect(mutantsOf(toy).map(({ name }) => name)).toEqual([
      ...except('shut').map((name) => `everywhere: begins in ${name}`),
      'shut on bell: not listed',
      ...ended.map((name) => `shut on bell: leads to ${name}`),
      'shut on bell: without bark',
      'shut on key: not listed',
      'shut on key: ways 1 and 2 swapped',
      'shut on key 1: dropped',
      'shut on key 1: guard isKnown dropped',
      'shut on key 1: guard isKnown negated',
      ...except('settling').map((name) => `shut on key 1: leads to ${name}`),
      'shut on key 1: leads nowhere',
      'shut on key 1: without greet',
      'shut on key 1: without open',
      'shut on key 2: dropped',
      ...except('gone').map((name) => `shut on key 2: leads to ${name}`),
      'shut on key 2: leads nowhere',
      'settling at once: not listed',
      // It would settle for ever in itself.
      ...except('open', 'settling').map((name) => `settling at once: leads to ${name}`),
      'open entry: without shine',
      'open on key: not listed',
      ...except('shut').map((name) => `open on key: leads to ${name}`),
      'open on key: leads nowhere',
      'guard isKnown: always says true',
      'guard isKnown: always says false',
    ]);
  });

  test('run, and are told from the machine by the shortest story, where anything tells them', () => {
    const found = Object.fromEntries(mutantsOf(toy).map(({ name, create }) => [name, difference(create())]));
    expect(found).toMatchObject({
      'everywhere: begins in open': ['no'],
      'shut on bell: without bark': ['no', 'bell'],
      'shut on key: ways 1 and 2 swapped': ['yes', 'key'],
      'shut on key 1: guard isKnown negated': ['no', 'key'],
      'shut on key 1: without open': ['yes', 'key'],
      'open entry: without shine': ['yes', 'key'],
      'open on key: leads nowhere': ['yes', 'key', 'key'],
      'guard isKnown: always says false': ['yes', 'key'],
    });
    const same = Object.entries(found).flatMap(([name, story]) => (story === undefined ? [name] : []));
    // What settles at once in `open` may as well lead there.
    expect(same).toEqual(['shut on bell: leads to shut', 'shut on key 1: leads to open']);
  });

  test('leave the machine as it was', () => {
    for (const { create } of mutantsOf(toy)) create();
    expect(difference(toy)).toBeUndefined();
    expect(JSON.stringify(toy.config)).toContain('"settling":{"always":"open"}');
  });
});

describe('the mutants of a table of decisions', () => {
  const table = { who: ['friend', 'stranger'], when: ['day', 'night'] } as const;
  const decide = ({ who, when }: Readonly<Record<string, string>>) =>
    who === 'friend' ? 'open' : when === 'day' ? 'ask' : 'bark';

  test('have one row that says what another one says, whole, and all others as they are', () => {
    const mutants = decisionMutantsOf(table, decide);
    expect(mutants.map(({ name }) => name)).toEqual([
      ...['ask', 'bark'].map((word) => `who friend: ${word} instead of open`),
      ...['open', 'bark'].map((word) => `who stranger, when day: ${word} instead of ask`),
      ...['open', 'ask'].map((word) => `who stranger, when night: ${word} instead of bark`),
    ]);
    const answers = mutants.map(({ create }) => combinationsOf(table).map(create()));
    expect(answers[0]).toEqual(['ask', 'ask', 'ask', 'bark']);
    expect(answers[5]).toEqual(['open', 'open', 'ask', 'ask']);
  });
});

describe('what is mutated', () => {
  test.each(SUBJECTS)('$name has mutants, with names that are the same each time and never twice', async (subject) => {
    const exports = await exportsOf(subject);
    const [names, again] = [1, 2].map(() => mutantsOfSubject(subject, exports).map(({ name }) => name));
    expect(names?.length).toBeGreaterThan(5);
    expect(again).toEqual(names);
    expect(new Set(names).size).toBe(names?.length);
  });

  test('is every machine and every table of decisions that there is', () => {
    expect(SUBJECTS.map(({ exported }) => exported).toSorted()).toEqual([
      'calleeMachine',
      'callerMachine',
      'changesMachine',
      'decideDirectCall',
      'decideEarlyWord',
      'decidePastCall',
      'decideProposal',
    ]);
  });
});
