/**
 * Asks Z3 one question and checks its answer: a proof by putting what Z3 found to be always true into every clause, an
 * attack by deriving it again from the clauses.
 */
import { invariant } from '../../../src/base/errors.ts';
import { FALSIFIED, falsify } from './claim.ts';
import { CLAIMS } from './claims.ts';
import { derive } from './derivation.ts';
import type { Step } from './derivation.ts';
import { factsIn, meaningsIn, parseExpressions } from './expression.ts';
import type { Expression } from './expression.ts';
import { valueOf } from './formula.ts';
import type { Term, Values } from './formula.ts';
import { isPossible } from './possible.ts';
import type { Query } from './queries.ts';
import { arities, writeQuery, writeRecheck } from './smt.ts';
import { tellStory } from './speaker.ts';
import { BAD } from './terms.ts';
import type { EndTerm } from './terms.ts';
import { AS_SHIPPED, rulesOf } from './theory.ts';
import type { Measures, Rule } from './theory.ts';
import type { Z3Limits } from './z3.ts';
import { runZ3 } from './z3.ts';

export type Judgement =
  /** It cannot be derived, however many calls and devices there are. */
  | { readonly answer: 'proved' }
  /** It can be derived, and this is how. */
  | { readonly answer: 'derived'; readonly story: readonly string[] }
  /** Z3 came to no end, or what it answered does not hold. */
  | { readonly answer: 'unknown'; readonly because: string };

/** The clauses of a question, the last of which derives `bad`. */
export function clausesOf({ claim, without, expected }: Query): readonly Rule[] {
  const measures = measuresOf(without);
  return [...rulesOf(measures), falsify(CLAIMS[claim], measures, expected !== 'proved')];
}

/** What Z3 prints when it is given a text. */
export type AskZ3 = (text: string) => Promise<string>;

export function judge(query: Query, limits: Z3Limits, signal?: AbortSignal): Promise<Judgement> {
  return judgeBy((text) => runZ3(text, limits, signal), query);
}

/** The same, by whoever answers. Whatever is answered, a claim is neither proved nor false without evidence. */
export async function judgeBy(ask: AskZ3, query: Query): Promise<Judgement> {
  const clauses = clausesOf(query);
  const output = await ask(writeQuery(clauses, BAD));
  const [answer = 'no answer', evidence = ''] = parseExpressions(output);
  // Z3's fixedpoint engines answer whether `bad` can be derived, not whether the clauses have a model.
  if (answer === 'sat') return judgeDerivation(query, clauses, evidence);
  if (answer === 'unsat') return recheck(ask, clauses, evidence);
  return { answer: 'unknown', because: output.trim().slice(0, 400) };
}

function judgeDerivation({ claim, without }: Query, clauses: readonly Rule[], evidence: Expression): Judgement {
  const facts = factsIn(evidence, arities(clauses));
  const measures = measuresOf(without);
  const ends = CLAIMS[claim].acting.filter(({ isOver }) => isOver).map(({ end }) => end);
  const accept = (steps: readonly Step<Rule>[]): boolean => {
    const last = steps.at(-1);
    invariant(last?.clause.name === FALSIFIED, 'a derivation ends where the claim is false');
    return isPossible(
      steps,
      ends.map((end) => endIn(end, last.values)),
      measures,
    );
  };
  const goal = { predicate: BAD.predicate, values: [] };
  const steps = derive(facts, clauses, goal, accept);
  if (steps === undefined) return { answer: 'unknown', because: 'what Z3 answers does not follow from the clauses' };
  return { answer: 'derived', story: tellStory(steps.map(({ clause, values }) => ({ values, tell: clause.tell }))) };
}

async function recheck(ask: AskZ3, clauses: readonly Rule[], evidence: Expression): Promise<Judgement> {
  const meanings = meaningsIn(evidence);
  // Z3 does not mention a predicate that `bad` has nothing to do with. Any meaning that keeps the clauses will do.
  const definitions = [...arities(clauses)].map(
    ([name, arity]) => meanings.get(name) ?? `(define-fun ${name} (${parameters(arity)}) Bool true)`,
  );
  const output = await ask(writeRecheck(clauses, BAD, definitions.join('\n')));
  const answers = output.trim().split('\n');
  return answers.length === clauses.length + 1 && answers.every((answer) => answer === 'unsat')
    ? { answer: 'proved' }
    : { answer: 'unknown', because: `what Z3 found to be always true is not: ${answers.join(' ').slice(0, 400)}` };
}

function measuresOf(without: Query['without']): Measures {
  return { ...AS_SHIPPED, ...without };
}

function parameters(arity: number): string {
  return Array.from({ length: arity }, (_, index) => `(x${index} Int)`).join(' ');
}

function endIn({ device, role, contact, sessionId, peer }: EndTerm, values: Values): EndTerm {
  const at = (term: Term): number => valueOf(term, values);
  return {
    device: { account: at(device.account), number: at(device.number) },
    role: at(role),
    contact: at(contact),
    sessionId: at(sessionId),
    peer: { account: at(peer.account), number: at(peer.number) },
  };
}
