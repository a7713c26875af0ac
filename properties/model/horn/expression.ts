/**
 * Reads what Z3 prints: S-expressions, and the facts and meanings in them.
 */
import { invariant } from '../../../src/base/errors.ts';
import type { Fact } from './derivation.ts';
import { keyOf } from './derivation.ts';

export type Expression = string | readonly Expression[];

/** All expressions of a text, one after the other. Text that is none is a change of Z3, and is refused. */
export function parseExpressions(text: string): readonly Expression[] {
  const stack: Expression[][] = [[]];
  for (const [token] of text.matchAll(/[()]|\|[^|]*\||"[^"]*"|[^\s()|"]+/g)) {
    if (token === '(') {
      stack.push([]);
    } else if (token === ')') {
      const closed = stack.pop();
      const open = stack.at(-1);
      invariant(closed !== undefined && open !== undefined, 'Z3 closes no more than it opened');
      open.push(closed);
    } else {
      stack.at(-1)?.push(token);
    }
  }
  const [expressions, ...open] = stack;
  invariant(expressions !== undefined && open.length === 0, 'Z3 closes what it opened');
  return expressions;
}

export function writeExpression(expression: Expression): string {
  return typeof expression === 'string' ? expression : `(${expression.map(writeExpression).join(' ')})`;
}

/** The expression with every name of a `let` replaced by what it stands for. */
function withoutLets(expression: Expression, names: ReadonlyMap<string, Expression>): Expression {
  if (typeof expression === 'string') return names.get(expression) ?? expression;
  const [head, bindings = [], body = ''] = expression;
  if (head !== 'let' || typeof bindings === 'string') return expression.map((part) => withoutLets(part, names));
  const bound = bindings.map(([name, value = '']) => [String(name), withoutLets(value, names)] as const);
  return withoutLets(body, new Map([...names, ...bound]));
}

/**
 * Every fact that is mentioned anywhere in a derivation, each once. What has variables in it is a clause, no fact.
 *
 * @param arities  the predicates to look for, with the number of integers each is of
 */
export function factsIn(derivation: Expression, arities: ReadonlyMap<string, number>): readonly Fact[] {
  const facts = new Map<string, Fact>();
  const visit = (expression: Expression): void => {
    const [predicate, ...terms] = typeof expression === 'string' ? [expression] : expression;
    const values = terms.map(integerOf).filter((value) => value !== undefined);
    const isFact = typeof predicate === 'string' && values.length === terms.length;
    if (isFact && arities.get(predicate) === values.length) {
      facts.set(keyOf({ predicate, values }), { predicate, values });
    } else if (typeof expression !== 'string') {
      expression.forEach(visit);
    }
  };
  visit(derivation);
  return [...facts.values()];
}

/**
 * The meaning of each predicate that Z3 found where nothing bad can be derived, as `define-fun`. It answers with a
 * conjunction of equations: `(= bad false)`, `(forall ((A Int)) (! (= (known A) true) :weight 0))`.
 */
export function meaningsIn(certificate: Expression): ReadonlyMap<string, string> {
  const plain = withoutLets(certificate, new Map());
  const equations = typeof plain !== 'string' && plain[0] === 'and' ? plain.slice(1) : [plain];
  return new Map(equations.map(meaningOf));
}

function meaningOf(equation: Expression): readonly [string, string] {
  const isQuantified = equation[0] === 'forall';
  const parameters = isQuantified ? (equation[1] ?? []) : [];
  const inner = isQuantified ? unannotated(equation[2] ?? '') : equation;
  const [sign, head = '', body = ''] = inner;
  invariant(sign === '=', `Z3 defines a predicate, not ${writeExpression(equation)}`);
  const name = typeof head === 'string' ? head : writeExpression(head[0] ?? '');
  // The head has to list the parameters in their order, or the definition would mean something else.
  const listed = typeof head === 'string' ? [] : head.slice(1);
  const declared = typeof parameters === 'string' ? [] : parameters.map((parameter) => parameter[0]);
  invariant(listed.join() === declared.join(), `Z3 defines ${name} over its parameters`);
  return [name, `(define-fun ${name} ${writeExpression(parameters)} Bool ${writeExpression(body)})`];
}

/** `(! formula :weight 0)` -> `formula`. */
function unannotated(expression: Expression): Expression {
  return expression[0] === '!' ? (expression[1] ?? '') : expression;
}

/** An integer as Z3 writes it: `7`, or `(- 7)`; undefined for anything else. */
function integerOf(expression: Expression): number | undefined {
  const [sign, digits] = typeof expression === 'string' ? ['', expression] : [expression[0], expression[1]];
  if (typeof digits !== 'string' || !/^\d+$/.test(digits) || (sign !== '' && sign !== '-')) return undefined;
  return Number(`${sign}${digits}`);
}
