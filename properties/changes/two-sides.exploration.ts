/** What both sides of a running call come to, however their wishes cross: see two-sides.ts. */
import { describe, expect, test } from 'vitest';
import { stepChanges } from '../../machines/changes.step.ts';
import type { ChangesEffect } from '../../machines/changes.words.ts';
import { EXPLORATIONS, withBudget } from './budgets.ts';
import type { Budget } from './side.ts';
import { SHIPPED } from './side-turns.ts';
import type { StepChanges } from './side-turns.ts';
import { exploreTwoSides } from './two-sides.ts';

describe('both sides of a running call agree in the end', () => {
  test.each(EXPLORATIONS)('C19 D22: $name', ({ budget, sights, states }) => {
    const explored = exploreTwoSides({ ...SHIPPED, protection: 'encrypted', isCovered: true, budget, sights });
    expect([...explored.faults]).toEqual([]);
    expect([...explored.seen].toSorted()).toEqual(Object.keys(sights).toSorted());
    expect(explored.states).toBe(states);
  });

  test.each(['encrypted', 'plain'] as const)('C16 C19: where the two want different media, too, %s', (protection) => {
    const budget = withBudget({ additions: 1, removals: 1, timeouts: 1 });
    expect([...exploreTwoSides({ ...SHIPPED, protection, isCovered: false, budget }).faults]).toEqual([]);
  });
});

/** A machine with something else in some effects' place. */
const instead =
  (kind: ChangesEffect['kind'], ...others: readonly ChangesEffect[]): StepChanges =>
  (snapshot, event) => {
    const step = stepChanges(snapshot, event);
    return { ...step, effects: step.effects.flatMap((effect) => (effect.kind === kind ? others : [effect])) };
  };

describe('a machine with a fault is found out', () => {
  test.each<[string, string, Partial<Budget>, StepChanges]>([
    ['keeps what was refused', 'different contents', { additions: 1, removals: 1 }, withoutRegret],
    [
      'takes every yes',
      'different contents',
      { additions: 1, removals: 1 },
      instead('refuse', { kind: 'acknowledge' }),
    ],
    ['takes back silently', 'different contents', { additions: 1, timeouts: 1 }, instead('sendContentRemove')],
    ['restarts before it has answered', 'waits in restarting', { restarts: 1 }, withoutDebt],
    ['grants every restart', 'waits in restarting', { restarts: 1 }, instead('refuse', { kind: 'acknowledge' })],
  ])('C19 D22: that %s', (_, fault, left, step) => {
    const setting = { ...SHIPPED, step, protection: 'plain', isCovered: true, budget: withBudget(left) } as const;
    const { faults } = exploreTwoSides(setting, Number.POSITIVE_INFINITY);
    expect([...faults.keys()]).toEqual(expect.arrayContaining([expect.stringContaining(fault)]));
  });
});

/** What the peer has no use for stays in the call. */
function withoutRegret(...[snapshot, event]: Parameters<StepChanges>): ReturnType<StepChanges> {
  return event.type === 'peer.acceptRefused' ? { snapshot, effects: [] } : stepChanges(snapshot, event);
}

/** Our own restart waits for nothing. */
function withoutDebt(...[snapshot, event]: Parameters<StepChanges>): ReturnType<StepChanges> {
  const step = stepChanges(snapshot, event);
  if (step.snapshot.context.restartAnswer === 'told') return step;
  return { ...step, snapshot: stepChanges(step.snapshot, { type: 'media.restartAnswered' }).snapshot };
}
