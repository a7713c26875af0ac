/** A family, as clauses: small enough to see what follows. */
import { all, equal, not } from '../../../properties/model/horn/formula.ts';
import type { Atom, Clause, Term } from '../../../properties/model/horn/formula.ts';
import type { Fact } from '../../../properties/model/horn/derivation.ts';

export function atom(predicate: string, ...terms: readonly Term[]): Atom {
  return { predicate, terms };
}

export function fact(predicate: string, ...values: readonly number[]): Fact {
  return { predicate, values };
}

const parents: Clause = {
  name: 'parents',
  premises: [],
  condition: all(not(equal('x', 'y')), { kind: 'notNegative', term: 'x' }),
  conclusion: atom('parent', 'x', 'y'),
};
const near: Clause = {
  name: 'near',
  premises: [atom('parent', 'x', 'y')],
  condition: all(),
  conclusion: atom('ancestor', 'x', 'y'),
};
const far: Clause = {
  name: 'far',
  premises: [atom('parent', 'x', 'y'), atom('ancestor', 'y', 'z')],
  condition: all(),
  conclusion: atom('ancestor', 'x', 'z'),
};
const ownAncestor: Clause = {
  name: 'ownAncestor',
  premises: [atom('ancestor', 'x', 'x')],
  condition: all(),
  conclusion: atom('bad'),
};

export const FAMILY: readonly Clause[] = [parents, near, far, ownAncestor];
export const BAD_FACT = fact('bad');
