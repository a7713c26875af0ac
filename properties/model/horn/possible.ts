/**
 * What happens once, and what is held against what is already there. Horn clauses only ever add facts, so they cannot
 * say that something happens at most once; this says it for pairs of ends: in the claims, and again over the whole of
 * each derivation that Z3 answers.
 */
import type { Step } from './derivation.ts';
import { all, any, equal, evaluate, not } from './formula.ts';
import type { Clause, Formula, Term } from './formula.ts';
import type { Measures } from './theory.ts';
import { CALLER, endOf, isHonest, isSameDevice, isSameEnd } from './terms.ts';
import type { DeviceTerm, EndTerm } from './terms.ts';

/** An end that does something in a world. */
export interface Acting {
  readonly end: EndTerm;
  /** The ciphertext it took its peer's certificate from. */
  readonly opened?: Ciphertext;
  /** Its call is over when the last thing in question happens. */
  readonly isOver: boolean;
}

export interface Ciphertext {
  readonly from: DeviceTerm;
  readonly certificate: EndTerm;
  /** With its sender, its receiver and its certificate, the number of the content tells it from every other. */
  readonly content: Term;
}

/** That two ends cannot both be in one world. Of the attacker's own ends nothing is said. */
export function excludeEachOther(one: Acting, two: Acting, measures: Measures): Formula {
  const areOneEnd = isSameEnd(one.end, two.end);
  return all(
    isHonest(one.end.device),
    isSameDevice(one.end.device, two.end.device),
    any(
      all(areOneEnd, takeDifferent(one, two)),
      all(
        not(areOneEnd),
        any(
          isSameSession(one.end, two.end),
          isSameOwnId(one.end, two.end),
          measures.opensOnce ? openTheSame(one, two) : any(),
          measures.refusesOtherCalls && !one.isOver && !two.isOver ? areKnownToEachOther(one, two) : any(),
        ),
      ),
    ),
  );
}

/** Whether all that these steps do can happen in one world. `over`: ends whose calls are over before the last step. */
export function isPossible(steps: readonly Step<Clause>[], over: readonly EndTerm[], measures: Measures): boolean {
  const acting = steps
    .flatMap(actingIn)
    .map((acts) => ({ ...acts, isOver: over.some((end) => is(isSameEnd(end, acts.end))) }));
  return pairsOf(acting).every(([one, two]) => !is(excludeEachOther(one, two, measures)));
}

export function pairsOf<T>(items: readonly T[]): readonly (readonly [T, T])[] {
  return items.flatMap((one, index) => items.slice(index + 1).map((two) => [one, two] as const));
}

/** The end that does something in a step, with integers for its terms. */
function actingIn({ conclusion, premises }: Step<Clause>): readonly Acting[] {
  const isOver = false;
  if (conclusion.predicate === 'waiting') return [{ end: endOf(conclusion.values), isOver }];
  const opened = premises.find(({ predicate }) => predicate === 'delivered')?.values;
  const isTaking = conclusion.predicate === 'accepted' || conclusion.predicate === 'authenticated';
  if (opened === undefined || !isTaking) return [];
  // `delivered` in terms.ts: header, sender, receiver, certificate, content.
  const [, account = 0, number = 0] = opened;
  const ciphertext = { from: { account, number }, certificate: endOf(opened.slice(5)), content: opened.at(-1) ?? 0 };
  return [{ end: endOf(conclusion.values), opened: ciphertext, isOver }];
}

function is(formula: Formula): boolean {
  return evaluate(formula, new Map());
}

/** A device has one call with a contact under a session id, in one role, bound once (`src/call/call-index.ts`). */
function isSameSession(one: EndTerm, two: EndTerm): Formula {
  return all(equal(one.contact, two.contact), equal(one.sessionId, two.sessionId));
}

/** The session ids a caller makes up are new (the port `Ids`). */
function isSameOwnId(one: EndTerm, two: EndTerm): Formula {
  return all(equal(one.role, CALLER), equal(two.role, CALLER), equal(one.sessionId, two.sessionId));
}

/** An end takes one description of its peer, once; all its contents are of one device and one certificate. */
function takeDifferent({ opened: one }: Acting, { opened: two }: Acting): Formula {
  if (one === undefined || two === undefined) return any();
  return not(all(isSameDevice(one.from, two.from), isSameEnd(one.certificate, two.certificate)));
}

function openTheSame({ opened: one }: Acting, { opened: two }: Acting): Formula {
  if (one === undefined || two === undefined) return any();
  return all(
    isSameDevice(one.from, two.from),
    isSameEnd(one.certificate, two.certificate),
    equal(one.content, two.content),
  );
}

/** Two live calls with one contact: neither takes the other's certificate, its peer's or its own (rule 7). */
function areKnownToEachOther(one: Acting, two: Acting): Formula {
  const taken = (by: Acting, certificate: EndTerm | undefined): Formula =>
    by.opened === undefined || certificate === undefined ? any() : isSameEnd(by.opened.certificate, certificate);
  return all(
    equal(one.end.contact, two.end.contact),
    any(taken(one, two.opened?.certificate), taken(one, two.end), taken(two, one.end)),
  );
}
