/**
 * What holds for any number of devices, accounts and calls, and what does not: every question of queries.ts has its
 * expected answer, and the answers are found out where they are wrong.
 */
import { describe, expect, test } from 'vitest';
import { CLAIMS } from './claims.ts';
import { judge } from './judge.ts';
import type { Judgement } from './judge.ts';
import { QUERIES } from './queries.ts';
import type { Answer, Query } from './queries.ts';
import { AS_SHIPPED } from './theory.ts';
import type { Measures } from './theory.ts';
import { DEFAULT_LIMITS } from './z3.ts';

const WORD = { attack: 'derived', possible: 'derived', proved: 'proved' } as const satisfies Record<
  Answer,
  Judgement['answer']
>;

/** Plain calls are no measure: with them the attacker only knows more. */
const MEASURES = Object.keys(AS_SHIPPED).filter((measure) => measure !== 'hasPlainCalls') as (keyof Measures)[];

function worldOf({ without }: Query): Measures {
  return { ...AS_SHIPPED, ...without };
}

describe('Z3', () => {
  test.each(QUERIES.map((query) => [query.claim, query.world, query.expected, query] as const))(
    '%s, %s: %s',
    async (_claim, _world, expected, query) => {
      const judgement = await judge(query, DEFAULT_LIMITS);
      expect(judgement).toMatchObject({ answer: WORD[expected] });
    },
  );

  test('comes to no answer where it may not take its time, and says so', async () => {
    const limits = { seconds: 1, megabytes: 1 };
    expect(await judge(QUERIES[0]!, limits)).toMatchObject({
      answer: 'unknown',
      because: expect.stringMatching(/memory|101/),
    });
  });
});

describe('the questions', () => {
  test('are about every claim', () => {
    expect(new Set(QUERIES.map(({ claim }) => claim))).toEqual(new Set(Object.keys(CLAIMS)));
  });

  // What the header says is in clear. Comparing it saves the work of decrypting; it proves nothing, with or without.
  test.each(MEASURES.filter((measure) => measure !== 'comparesNumber'))(
    'show what %s is worth: what is proved with it, and with nothing else, is false without it',
    (measure) => {
      const pairs = QUERIES.flatMap((proved) => QUERIES.map((attack) => [proved, attack] as const));
      const deciding = pairs.filter(
        ([proved, attack]) =>
          proved.claim === attack.claim &&
          proved.expected === 'proved' &&
          attack.expected === 'attack' &&
          worldOf(proved)[measure] &&
          !worldOf(attack)[measure] &&
          MEASURES.every((other) => other === measure || worldOf(proved)[other] === worldOf(attack)[other]),
      );
      expect(deciding).not.toEqual([]);
    },
  );
});
