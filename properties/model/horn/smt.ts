/**
 * Clauses as Z3 reads them. What is written here is all that Z3 is given.
 *
 * Nothing is inlined on Z3's side, so that its derivations go clause by clause and can be checked and told.
 */
import type { Atom, Clause, Formula, Term } from './formula.ts';
import { variablesOf } from './formula.ts';

const OPTIONS = [
  'fp.engine spacer',
  'fp.xform.inline_eager false',
  'fp.xform.inline_linear false',
  'fp.xform.slice false',
];

/** Asks whether `goal` can be derived, and for the derivation, or for what is always true instead. */
export function writeQuery(clauses: readonly Clause[], goal: Atom): string {
  return [
    ...OPTIONS.map((option) => `(set-option :${option})`),
    ...[...arities(clauses)].map(([name, arity]) => `(declare-rel ${name} (${ints(arity)}))`),
    ...[...new Set(clauses.flatMap(variablesOf))].map((variable) => `(declare-var ${variable} Int)`),
    ...clauses.map((clause) => `(rule ${writeImplication(clause)} ${clause.name})`),
    `(query ${goal.predicate} :print-certificate true)`,
    '',
  ].join('\n');
}

/**
 * Asks whether a meaning of the predicates keeps every clause, one question a clause, and whether it rules out `goal`.
 * This is plain arithmetic: another part of Z3 than the one that found the meaning. All answers have to be `unsat`.
 *
 * @param meanings  `define-fun` of every predicate
 */
export function writeRecheck(clauses: readonly Clause[], goal: Atom, meanings: string): string {
  const questions = clauses.map((clause) => {
    const constants = variablesOf(clause).map((variable) => `(declare-const ${variable} Int)`);
    return ['(push)', ...constants, `(assert (not ${writeImplication(clause)}))`, '(check-sat)', '(pop)'].join('\n');
  });
  return [meanings, ...questions, `(assert ${goal.predicate})`, '(check-sat)', ''].join('\n');
}

/** Every predicate, with the number of integers it is of. */
export function arities(clauses: readonly Clause[]): ReadonlyMap<string, number> {
  const atoms = clauses.flatMap(({ premises, conclusion }) => [...premises, conclusion]);
  return new Map(atoms.map(({ predicate, terms }) => [predicate, terms.length]));
}

function ints(count: number): string {
  return Array.from({ length: count }, () => 'Int').join(' ');
}

function writeImplication({ premises, condition, conclusion }: Clause): string {
  return `(=> ${conjunction([...premises.map(writeAtom), writeFormula(condition)])} ${writeAtom(conclusion)})`;
}

function writeAtom({ predicate, terms }: Atom): string {
  return terms.length === 0 ? predicate : `(${[predicate, ...terms.map(writeTerm)].join(' ')})`;
}

function writeTerm(term: Term): string {
  return typeof term === 'number' && term < 0 ? `(- ${-term})` : String(term);
}

function writeFormula(formula: Formula): string {
  switch (formula.kind) {
    case 'equal':
      return `(= ${writeTerm(formula.left)} ${writeTerm(formula.right)})`;
    case 'notNegative':
      return `(>= ${writeTerm(formula.term)} 0)`;
    case 'not':
      return `(not ${writeFormula(formula.formula)})`;
    case 'all':
      return conjunction(formula.formulas.map(writeFormula));
    case 'any':
      return `(or false ${formula.formulas.map(writeFormula).join(' ')})`;
  }
}

function conjunction(parts: readonly string[]): string {
  const told = parts.filter((part) => part !== 'true');
  return told.length === 0 ? 'true' : told.length === 1 ? (told[0] ?? 'true') : `(and ${told.join(' ')})`;
}
