/**
 * Every way to get one row of a table of decisions wrong: the row is what `npm run tables` writes as one line, and says
 * instead what some other row says.
 */
import { combinationsOf } from '../../machines/between-calls-text.ts';

type Facts = Readonly<Record<string, string>>;
export type FactTable = Readonly<Record<string, readonly string[]>>;
export type Decide = (facts: Facts) => string;

export interface DecisionMutant {
  /** `sessionId new, wins ours: ignore instead of replace`. */
  readonly name: string;
  readonly create: () => Decide;
}

export function decisionMutantsOf(table: FactTable, decide: Decide): readonly DecisionMutant[] {
  const all = combinationsOf(table);
  const decisions = [...new Set(all.map(decide))];
  return rowsOf(all, Object.keys(table), decide).flatMap(({ facts, combinations, decision }) => {
    const keys = new Set(combinations.map(keyOf));
    return decisions
      .filter((other) => other !== decision)
      .map((other) => ({
        name: `${facts.join(', ')}: ${other} instead of ${decision}`,
        create: () => (given: Facts) => (keys.has(keyOf(inOrder(table, given))) ? other : decide(given)),
      }));
  });
}

interface Row {
  /** Those that matter to it. */
  readonly facts: readonly string[];
  readonly combinations: readonly Facts[];
  readonly decision: string;
}

function rowsOf(combinations: readonly Facts[], names: readonly string[], decide: Decide): readonly Row[] {
  const decisions = [...new Set(combinations.map(decide))];
  const [decision] = decisions;
  const [name, ...rest] = names;
  if (decision === undefined) return [];
  if (decisions.length === 1 || name === undefined) return [{ facts: [], combinations, decision }];
  const values = [...new Set(combinations.map((facts) => facts[name]))];
  const branches = values.map((value) => {
    const facts = combinations.filter((each) => each[name] === value);
    return { value, rows: rowsOf(facts, rest, decide) };
  });
  const textOf = (rows: readonly Row[]) => JSON.stringify(rows.map((row) => [row.facts, row.decision]));
  const [first] = branches;
  if (first !== undefined && branches.every(({ rows }) => textOf(rows) === textOf(first.rows))) {
    // The fact changes nothing below it: its branches are one.
    return first.rows.map((row, index) => ({
      ...row,
      combinations: branches.flatMap(({ rows }) => rows[index]?.combinations ?? []),
    }));
  }
  return branches.flatMap(({ value, rows }) =>
    rows.map((row) => ({ ...row, facts: [`${name} ${String(value)}`, ...row.facts] })),
  );
}

function inOrder(table: FactTable, facts: Facts): Facts {
  return Object.fromEntries(Object.keys(table).map((name) => [name, facts[name] ?? '']));
}

function keyOf(facts: Facts): string {
  return Object.values(facts).join(' ');
}
