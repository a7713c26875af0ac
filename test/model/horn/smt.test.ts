import { expect, test } from 'vitest';
import { all, any, equal, not } from '../../../properties/model/horn/formula.ts';
import { writeQuery, writeRecheck } from '../../../properties/model/horn/smt.ts';
import { atom, FAMILY } from './clauses.ts';

const BAD = atom('bad');

test('a question is written clause by clause, under their names', () => {
  expect(writeQuery(FAMILY, BAD)).toBe(`\
(set-option :fp.engine spacer)
(set-option :fp.xform.inline_eager false)
(set-option :fp.xform.inline_linear false)
(set-option :fp.xform.slice false)
(declare-rel parent (Int Int))
(declare-rel ancestor (Int Int))
(declare-rel bad ())
(declare-var x Int)
(declare-var y Int)
(declare-var z Int)
(rule (=> (and (not (= x y)) (>= x 0)) (parent x y)) parents)
(rule (=> (parent x y) (ancestor x y)) near)
(rule (=> (and (parent x y) (ancestor y z)) (ancestor x z)) far)
(rule (=> (ancestor x x) bad) ownAncestor)
(query bad :print-certificate true)
`);
});

test('a recheck asks of every clause whether it can be broken, and of the goal whether it can hold', () => {
  const clause = { name: 'c', premises: [], condition: any(equal('x', -1), not(all())), conclusion: atom('p', 'x') };
  expect(writeRecheck([clause], BAD, '(meanings)')).toBe(`\
(meanings)
(push)
(declare-const x Int)
(assert (not (=> (or false (= x (- 1)) (not true)) (p x))))
(check-sat)
(pop)
(assert bad)
(check-sat)
`);
});
