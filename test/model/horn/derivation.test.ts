import { describe, expect, test } from 'vitest';
import { derive } from '../../../properties/model/horn/derivation.ts';
import type { Fact } from '../../../properties/model/horn/derivation.ts';
import { BAD_FACT, FAMILY, fact } from './clauses.ts';

const always = (): boolean => true;

function names(facts: readonly Fact[], accept: Parameters<typeof derive>[3] = always): readonly string[] | undefined {
  return derive(facts, FAMILY, BAD_FACT, accept)?.map(({ clause, conclusion }) =>
    [clause.name, ...conclusion.values].join(' '),
  );
}

const LOOP = [fact('parent', 1, 2), fact('parent', 2, 1), fact('ancestor', 2, 1), fact('ancestor', 1, 1), BAD_FACT];

describe('derive', () => {
  test('finds the steps, each after what it needs', () => {
    expect(names(LOOP)).toEqual(['parents 1 2', 'parents 2 1', 'near 2 1', 'far 1 1', 'ownAncestor']);
  });

  test('leaves out facts that are not needed, and takes the shorter of two ways', () => {
    const longer = [fact('parent', 2, 3), fact('parent', 3, 1), fact('ancestor', 3, 1)];
    expect(names([...longer, ...LOOP])).toEqual(names(LOOP));
  });

  test.each([
    ['a premise is missing', LOOP.filter(({ values }) => values.join() !== '2,1')],
    ['a condition does not hold', [fact('parent', -1, 2), fact('parent', 2, -1), fact('ancestor', 2, -1), BAD_FACT]],
    ['the goal is not among the facts', LOOP.slice(0, -1)],
    ['facts only follow from each other', [fact('ancestor', 1, 1), fact('parent', 1, 1), BAD_FACT]],
  ])('finds none where %s', (_, facts) => {
    expect(names(facts)).toBeUndefined();
  });

  test('does not take a fact to follow from itself', () => {
    const own = { name: 'own', premises: FAMILY[1]!.premises, condition: FAMILY[1]!.condition };
    const circular = [
      { ...own, conclusion: FAMILY[1]!.premises[0]! },
      { ...own, conclusion: { predicate: 'bad', terms: [] } },
    ];
    expect(derive([fact('parent', 1, 2), BAD_FACT], circular, BAD_FACT, always)).toBeUndefined();
  });

  test('takes another way where the shortest is not accepted', () => {
    const detour = [fact('parent', 2, 3), fact('parent', 3, 1), fact('ancestor', 3, 1)];
    const accepted = names([...LOOP, ...detour], (steps) =>
      steps.every(({ conclusion }) => conclusion.predicate !== 'parent' || conclusion.values.join() !== '2,1'),
    );
    expect(accepted).toContain('far 2 1');
    expect(names(LOOP, () => false)).toBeUndefined();
  });
});
