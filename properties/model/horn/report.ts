/**
 * What `npm run z3` prints: the answers as a table, and the stories of the attacks.
 */
import type { Claim } from './claim.ts';
import type { ClaimName } from './claims.ts';
import type { Judgement } from './judge.ts';
import type { Query } from './queries.ts';

export interface Answered {
  readonly query: Query;
  readonly judgement: Judgement;
  readonly ms: number;
}

const COLUMNS = 110;

export function isAsExpected({ query, judgement }: Answered): boolean {
  return judgement.answer === (query.expected === 'proved' ? 'proved' : 'derived');
}

/** One line: what was asked about the claim, what Z3 says, and how long it took. */
export function writeRow(answered: Answered, number: number): string {
  const { query, judgement, ms } = answered;
  const answer = answerOf(answered);
  const verdict = isAsExpected(answered) ? 'ok ' : 'NO ';
  const reason = judgement.answer === 'unknown' ? `: ${judgement.because}` : '';
  const expected = isAsExpected(answered) ? '' : ` (expected: ${query.expected})`;
  const seconds = (ms / 1000).toFixed(1).padStart(5);
  const columns = [String(number).padStart(4), ` ${verdict}`, `${answer.padEnd(9)}${seconds} s`, ` ${query.world}`];
  return `${columns.join(' ')}${expected}${reason}`;
}

/** In the words of what was expected: what can be derived is an attack, or as it should be. */
function answerOf({ query, judgement }: Answered): string {
  if (judgement.answer !== 'derived') return judgement.answer;
  return query.expected === 'possible' ? 'possible' : 'attack';
}

/** How a claim is made false; empty where it is not. */
export function writeStory({ query, judgement }: Answered, number: number): string {
  if (judgement.answer !== 'derived') return '';
  const title = `${number}  ${query.claim}, ${query.world}`;
  const told = judgement.story.flatMap((line) => wrapped(line, '   - ', '     '));
  return [...wrapped(title, '', '   '), ...told, ''].join('\n');
}

export function writeSummary(answers: readonly Answered[]): string {
  const wrong = answers.filter((answered) => !isAsExpected(answered)).length;
  return wrong === 0
    ? `All ${answers.length} answers are as expected.`
    : `${wrong} of ${answers.length} answers are not as expected.`;
}

/** A question as a file: what it is about, for people, and what Z3 reads. */
export function writeFileText(
  { claim, world, expected }: Query,
  claims: Readonly<Record<ClaimName, Claim>>,
  smt: string,
): string {
  const expectation = expected === 'proved' ? 'unsat: it cannot be derived' : 'sat: it can be derived, and this is how';
  return [
    `; The claim: ${claims[claim].sentence}.`,
    `; The world: ${world}.`,
    `; Expected: ${expectation}.`,
    '',
    smt,
  ].join('\n');
}

function wrapped(text: string, first: string, rest: string): readonly string[] {
  const lines: string[] = [];
  let line = first;
  for (const word of text.split(' ')) {
    const isFresh = line === first || line === rest;
    if (!isFresh && line.length + 1 + word.length > COLUMNS) {
      lines.push(line);
      line = `${rest}${word}`;
    } else {
      line = isFresh ? `${line}${word}` : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
