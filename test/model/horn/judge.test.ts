/** Z3 is not taken at its word. Here somebody answers in its place, and lies. */
import { describe, expect, test } from 'vitest';
import { clausesOf, judgeBy } from '../../../properties/model/horn/judge.ts';
import type { AskZ3 } from '../../../properties/model/horn/judge.ts';
import { QUERIES } from '../../../properties/model/horn/queries.ts';

const PROVABLE = QUERIES.find(({ claim, expected }) => claim === 'ownHere' && expected === 'proved')!;
const FALSE = QUERIES.find(({ claim, expected }) => claim === 'ownHere' && expected === 'attack')!;

/** Answers one thing after the other, and notes what it was asked. */
function answering(...answers: readonly string[]): { readonly ask: AskZ3; readonly asked: readonly string[] } {
  const asked: string[] = [];
  return {
    asked,
    ask: async (text) => answers[asked.push(text) - 1] ?? '',
  };
}

const NEVER_BAD = 'unsat\n(and (= bad false))\n';

describe('a proof', () => {
  const questions = clausesOf(PROVABLE).length + 1;

  test('counts where what is always true keeps every clause and rules out the counterexample', async () => {
    const { ask, asked } = answering(NEVER_BAD, 'unsat\n'.repeat(questions));
    expect(await judgeBy(ask, PROVABLE)).toEqual({ answer: 'proved' });
    expect(asked[1]).toContain('(define-fun bad () Bool false)');
    expect(asked[1]!.match(/\(check-sat\)/g)).toHaveLength(questions);
  });

  test.each([
    ['one clause is not kept', `${'unsat\n'.repeat(questions - 1)}sat\n`],
    ['one is not decided', `unknown\n${'unsat\n'.repeat(questions - 1)}`],
    ['one is not answered', 'unsat\n'.repeat(questions - 1)],
    ['an error is answered', '(error "line 1")\n'],
  ])('does not where %s', async (_, answers) => {
    expect(await judgeBy(answering(NEVER_BAD, answers).ask, PROVABLE)).toMatchObject({ answer: 'unknown' });
  });
});

describe('an attack', () => {
  /** The seven integers of an end of romeo's in a call with juliet's stolen device. */
  const END = '1 0 0 2 7 2 (- 1)';
  const FACTS = [
    `(waiting ${END} 5)`,
    `(encrypted 1 0 2 (- 1) ${END} 9)`,
    `(known ${END})`,
    `(encrypted 2 (- 1) 1 0 ${END} 9)`,
    `(delivered 5 2 (- 1) 1 0 ${END} 9)`,
    `(authenticated ${END} ${END} 9)`,
    'bad',
  ];

  test('counts where its facts follow from the clauses', async () => {
    const judgement = await judgeBy(answering(`sat\n(proof ${FACTS.join(' ')})`).ask, FALSE);
    expect(judgement).toMatchObject({ answer: 'derived' });
    expect(judgement.answer === 'derived' && judgement.story.at(-1)).toMatch(/as authenticated, by Tybalt's phone\.$/);
  });

  test.each(FACTS.map((missing) => [missing]))('does not without %s', async (missing) => {
    const facts = FACTS.filter((known) => known !== missing);
    expect(await judgeBy(answering(`sat\n(proof ${facts.join(' ')})`).ask, FALSE)).toMatchObject({ answer: 'unknown' });
  });

  test('does not where the measure that rules it out is taken', async () => {
    const { ask } = answering(`sat\n(proof ${FACTS.join(' ')})`);
    expect(await judgeBy(ask, PROVABLE)).toMatchObject({ answer: 'unknown' });
  });
});

test.each(['timeout', 'unknown', '(error "out of memory")', ''])('no answer is no answer: %s', async (output) => {
  expect(await judgeBy(answering(output).ask, PROVABLE)).toEqual({ answer: 'unknown', because: output });
});
