import { describe, expect, test } from 'vitest';
import { factsIn, meaningsIn, parseExpressions, writeExpression } from '../../../properties/model/horn/expression.ts';
import { fact } from './clauses.ts';

describe('parseExpressions', () => {
  test('reads what Z3 prints', () => {
    expect(parseExpressions('unsat\n(and (= bad false)\n  (p |a b| "no (way)"))')).toEqual([
      'unsat',
      ['and', ['=', 'bad', 'false'], ['p', '|a b|', '"no (way)"']],
    ]);
  });

  test.each(['(', ')', '(a))', '(a (b)'])('refuses %s', (text) => {
    expect(() => parseExpressions(text)).toThrow(/^bug: Z3 closes/);
  });

  test('is undone by writing', () => {
    const text = '(let ((a!1 (p (- 1)))) (f a!1))';
    expect(parseExpressions(text).map(writeExpression)).toEqual([text]);
  });
});

describe('factsIn', () => {
  const derivation = parseExpressions(`
    (let ((a!1 (asserted (forall ((A Int)) (=> (p A 1) (q A))))))
      (mp ((_ hyper-res 0 0 0 1) a!1 ((_ hyper-res 0 0) (asserted (r)) (p (- 3) 1)) (q (- 3))) (p (- 3) 1) bad))
  `)[0]!;

  test('finds each fact once, and no clause', () => {
    expect(
      factsIn(
        derivation,
        new Map([
          ['bad', 0],
          ['p', 2],
          ['q', 1],
        ]),
      ),
    ).toEqual([fact('p', -3, 1), fact('q', -3), fact('bad')]);
  });

  test('finds only those of the predicates asked for', () => {
    expect(factsIn(derivation, new Map([['q', 1]]))).toEqual([fact('q', -3)]);
  });
});

describe('meaningsIn', () => {
  const meanings = (text: string) => [...meaningsIn(parseExpressions(text)[0]!)];

  test('makes a definition of each equation', () => {
    const text = `(and (= bad false) (forall ((A Int) (B Int)) (! (= (p A B) (>= A B)) :weight 0)))`;
    expect(meanings(text)).toEqual([
      ['bad', '(define-fun bad () Bool false)'],
      ['p', '(define-fun p ((A Int) (B Int)) Bool (>= A B))'],
    ]);
  });

  test('puts in what a let names, the inner one where two have a name', () => {
    const inner = '(! (let ((a!1 (= B 2))) (= (p A B) (and a!1 a!2))) :weight 0)';
    const text = `(let ((a!1 (= A 1)) (a!2 (= A B))) (forall ((A Int) (B Int)) ${inner}))`;
    expect(meanings(text)).toEqual([['p', '(define-fun p ((A Int) (B Int)) Bool (and (= B 2) (= A B)))']]);
  });

  test.each([
    ['over other variables than it declares', '(forall ((A Int) (B Int)) (! (= (p B A) true) :weight 0))'],
    ['that is no equation', '(forall ((A Int)) (! (=> (p A) true) :weight 0))'],
  ])('refuses one %s', (_, text) => {
    expect(() => meanings(text)).toThrow(/^bug: Z3 defines/);
  });
});
