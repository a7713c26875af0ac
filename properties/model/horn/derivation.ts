/**
 * How a counterexample comes about. Of Z3's answer only the facts are used: that they follow from one another is found
 * out here, from our own clauses, so the story of an attack does not rest on Z3.
 */
import { evaluate } from './formula.ts';
import type { Atom, Clause, Values } from './formula.ts';

/** A predicate of certain integers. */
export interface Fact {
  readonly predicate: string;
  readonly values: readonly number[];
}

/** A clause applied to facts. */
export interface Step<C extends Clause> {
  readonly clause: C;
  readonly values: Values;
  readonly premises: readonly Fact[];
  readonly conclusion: Fact;
}

/**
 * The shortest derivation of `goal` that uses no fact but these, and is accepted; undefined where there is none. Each
 * step finds its premises derived before it.
 *
 * @param accept  whether these steps can all have happened in one world
 */
export function derive<C extends Clause>(
  facts: readonly Fact[],
  clauses: readonly C[],
  goal: Fact,
  accept: (steps: readonly Step<C>[]) => boolean,
): readonly Step<C>[] | undefined {
  const ways = waysTo(facts, clauses);
  let best: readonly Step<C>[] | undefined;
  // Every choice of one way to each fact that is needed; there are few facts, and mostly one way to each.
  const choose = (open: readonly Fact[], chosen: ReadonlyMap<string, Step<C>>): void => {
    if (best !== undefined && chosen.size >= best.length) return;
    const [fact, ...rest] = open;
    if (fact === undefined) {
      const steps = inOrder(chosen, goal);
      if (steps !== undefined && accept(steps)) best = steps;
      return;
    }
    if (chosen.has(keyOf(fact))) return choose(rest, chosen);
    for (const step of ways.get(keyOf(fact)) ?? []) {
      choose([...step.premises, ...rest], new Map([...chosen, [keyOf(fact), step]]));
    }
  };
  choose([goal], new Map());
  return best;
}

/** Every instance of a clause among the facts, by the key of what it concludes. */
function waysTo<C extends Clause>(
  facts: readonly Fact[],
  clauses: readonly C[],
): ReadonlyMap<string, readonly Step<C>[]> {
  const ways = new Map<string, Step<C>[]>();
  for (const clause of clauses) {
    for (const [conclusion, ...premises] of assignments([clause.conclusion, ...clause.premises], facts)) {
      const values = matched([clause.conclusion, ...clause.premises], [conclusion, ...premises]);
      if (conclusion === undefined || values === undefined || !evaluate(clause.condition, values)) continue;
      const known = ways.get(keyOf(conclusion)) ?? [];
      ways.set(keyOf(conclusion), [...known, { clause, values, premises, conclusion }]);
    }
  }
  return ways;
}

/** Every choice of a fact for each atom, by predicate alone. */
function assignments(atoms: readonly Atom[], facts: readonly Fact[]): readonly (readonly Fact[])[] {
  return atoms.reduce<readonly (readonly Fact[])[]>(
    (chosen, { predicate }) =>
      chosen.flatMap((before) => facts.filter((fact) => fact.predicate === predicate).map((fact) => [...before, fact])),
    [[]],
  );
}

/** What the variables stand for where these atoms are these facts; undefined where they are not. */
function matched(atoms: readonly Atom[], facts: readonly (Fact | undefined)[]): Values | undefined {
  const values = new Map<string, number>();
  for (const [index, { terms }] of atoms.entries()) {
    const fact = facts[index];
    if (fact === undefined || fact.values.length !== terms.length) return undefined;
    for (const [place, term] of terms.entries()) {
      const value = fact.values[place] ?? 0;
      const known = typeof term === 'number' ? term : (values.get(term) ?? value);
      if (known !== value) return undefined;
      if (typeof term === 'string') values.set(term, value);
    }
  }
  return values;
}

/** Steps by how many must come before them; undefined where two need each other. */
function inOrder<C extends Clause>(chosen: ReadonlyMap<string, Step<C>>, goal: Fact): readonly Step<C>[] | undefined {
  const ranks = new Map<string, number>();
  let isCircular = false;
  const rankOf = (fact: Fact, above: ReadonlySet<string>): number => {
    const key = keyOf(fact);
    const known = ranks.get(key);
    if (known !== undefined) return known;
    if (above.has(key)) {
      isCircular = true;
      return 0;
    }
    const premises = chosen.get(key)?.premises ?? [];
    const rank = Math.max(0, ...premises.map((premise) => rankOf(premise, new Set([...above, key])) + 1));
    ranks.set(key, rank);
    return rank;
  };
  rankOf(goal, new Set());
  if (isCircular) return undefined;
  const rankIn = ({ conclusion }: Step<C>): number => ranks.get(keyOf(conclusion)) ?? 0;
  return [...chosen.values()].toSorted((one, two) => rankIn(one) - rankIn(two));
}

export function keyOf({ predicate, values }: Fact): string {
  return [predicate, ...values].join(' ');
}
