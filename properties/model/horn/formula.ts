/**
 * Clauses over integers, as data: printed for Z3, and evaluated here to check what Z3 answers.
 *
 * Knows nothing of calls.
 */
import { invariant } from '../../../src/base/errors.ts';

/** A variable by its name, or an integer. */
export type Term = number | string;

export type Formula =
  | { readonly kind: 'equal'; readonly left: Term; readonly right: Term }
  | { readonly kind: 'notNegative'; readonly term: Term }
  | { readonly kind: 'not'; readonly formula: Formula }
  | { readonly kind: 'all' | 'any'; readonly formulas: readonly Formula[] };

/** A predicate of some things. */
export interface Atom {
  readonly predicate: string;
  readonly terms: readonly Term[];
}

/** If the premises hold of some things, and the condition, so does the conclusion. */
export interface Clause {
  readonly name: string;
  readonly premises: readonly Atom[];
  readonly condition: Formula;
  readonly conclusion: Atom;
}

export type Values = ReadonlyMap<string, number>;

export const ALWAYS: Formula = { kind: 'all', formulas: [] };

export function equal(left: Term, right: Term): Formula {
  return { kind: 'equal', left, right };
}

export function not(formula: Formula): Formula {
  return { kind: 'not', formula };
}

export function all(...formulas: readonly Formula[]): Formula {
  return { kind: 'all', formulas };
}

export function any(...formulas: readonly Formula[]): Formula {
  return { kind: 'any', formulas };
}

/** The condition, where a measure is taken; without it, none. */
export function provided(isTaken: boolean, condition: Formula): Formula {
  return isTaken ? condition : ALWAYS;
}

export function evaluate(formula: Formula, values: Values): boolean {
  switch (formula.kind) {
    case 'equal':
      return valueOf(formula.left, values) === valueOf(formula.right, values);
    case 'notNegative':
      return valueOf(formula.term, values) >= 0;
    case 'not':
      return !evaluate(formula.formula, values);
    case 'all':
      return formula.formulas.every((part) => evaluate(part, values));
    case 'any':
      return formula.formulas.some((part) => evaluate(part, values));
  }
}

export function valueOf(term: Term, values: Values): number {
  if (typeof term === 'number') return term;
  const value = values.get(term);
  invariant(value !== undefined, `the variable ${term} has a value`);
  return value;
}

/** The variables of a clause, each once. All of them are in its atoms, so that an instance is known by its facts. */
export function variablesOf({ name, premises, condition, conclusion }: Clause): readonly string[] {
  const inAtoms = new Set([...premises, conclusion].flatMap(({ terms }) => terms.filter(isVariable)));
  for (const variable of variablesIn(condition)) {
    invariant(inAtoms.has(variable), `${name}: ${variable} is in a premise or in the conclusion`);
  }
  return [...inAtoms];
}

function variablesIn(formula: Formula): readonly string[] {
  switch (formula.kind) {
    case 'equal':
      return [formula.left, formula.right].filter(isVariable);
    case 'notNegative':
      return [formula.term].filter(isVariable);
    case 'not':
      return variablesIn(formula.formula);
    case 'all':
    case 'any':
      return formula.formulas.flatMap(variablesIn);
  }
}

function isVariable(term: Term): term is string {
  return typeof term === 'string';
}
