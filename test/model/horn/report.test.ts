import { describe, expect, test } from 'vitest';
import { CLAIMS } from '../../../properties/model/horn/claims.ts';
import type { Judgement } from '../../../properties/model/horn/judge.ts';
import type { Answer } from '../../../properties/model/horn/queries.ts';
import type { Answered } from '../../../properties/model/horn/report.ts';
import { writeFileText, writeRow, writeStory, writeSummary } from '../../../properties/model/horn/report.ts';

const PROVED: Judgement = { answer: 'proved' };
const DERIVED: Judgement = { answer: 'derived', story: ['One.', `${'Two and more '.repeat(12)}words.`] };
const UNKNOWN: Judgement = { answer: 'unknown', because: 'timeout' };

function answered(expected: Answer, judgement: Judgement): Answered {
  return { query: { claim: 'device', world: 'as shipped', without: {}, expected }, judgement, ms: 1234 };
}

describe('writeRow', () => {
  test.each<[Answer, Judgement, string]>([
    ['proved', PROVED, '   7  ok  proved     1.2 s  as shipped'],
    ['attack', DERIVED, '   7  ok  attack     1.2 s  as shipped'],
    ['possible', DERIVED, '   7  ok  possible   1.2 s  as shipped'],
    ['proved', DERIVED, '   7  NO  attack     1.2 s  as shipped (expected: proved)'],
    ['attack', PROVED, '   7  NO  proved     1.2 s  as shipped (expected: attack)'],
    ['possible', UNKNOWN, '   7  NO  unknown    1.2 s  as shipped (expected: possible): timeout'],
  ])('tells what was expected where it is not so: %s', (expected, judgement, row) => {
    expect(writeRow(answered(expected, judgement), 7)).toBe(row);
  });
});

test('a story is told step by step, in lines that fit', () => {
  const story = writeStory(answered('attack', DERIVED), 3).split('\n');
  expect(story.slice(0, 2)).toEqual(['3  device, as shipped', '   - One.']);
  expect(story[3]).toMatch(/^ {5}\S/);
  expect(Math.max(...story.map((line) => line.length))).toBeLessThanOrEqual(110);
  expect(story.join(' ').replace(/\s+/g, ' ')).toContain('Two and more words.');
  expect(writeStory(answered('proved', PROVED), 3)).toBe('');
});

test('the last line counts what is not as expected', () => {
  const good = answered('proved', PROVED);
  expect(writeSummary([good, good])).toBe('All 2 answers are as expected.');
  expect(writeSummary([good, answered('attack', PROVED)])).toBe('1 of 2 answers are not as expected.');
});

test('a file says what it is about before what Z3 reads', () => {
  const { query } = answered('attack', DERIVED);
  expect(writeFileText(query, CLAIMS, '(query bad)')).toMatch(
    /^; The claim: authenticated: .*\n; The world: as shipped\.\n; Expected: sat.*\n\n\(query bad\)$/,
  );
});
