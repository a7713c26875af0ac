import { describe, expect, test } from 'vitest';
import { interleave, medianOf, prepared } from './interleave.ts';
import { benchRow, describeBenchRow } from './row.ts';

describe('medianOf', () => {
  test.each([
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
    [[100, 9, 10], 10],
    [[7], 7],
    [[], Number.NaN],
  ])('of %j is %d', (values, median) => {
    expect(medianOf(values)).toBe(median);
  });
});

describe('interleave', () => {
  const options = { rounds: 2, warmUpRounds: 1, turnMs: 0.01 };

  test('gives a time for every candidate, promises among them', async () => {
    const times = await interleave({ now: () => 1, later: () => Promise.resolve(1) }, options);
    expect(Object.keys(times)).toEqual(['now', 'later']);
    expect(Object.values(times).every((time) => time > 0)).toBe(true);
  });

  test('waits for a promise before the next call', async () => {
    let running = 0;
    const candidate = async (): Promise<void> => {
      running += 1;
      expect(running).toBe(1);
      await Promise.resolve();
      running -= 1;
    };
    await interleave({ candidate }, options);
  });
});

test('what is prepared is made anew for each call, and handed to it', async () => {
  let made = 0;
  const used: number[] = [];
  const { measureNs } = prepared(
    () => Promise.resolve((made += 1)),
    (input) => Promise.resolve(used.push(input)),
  );
  expect(await measureNs(3, 'wall')).toBeGreaterThan(0);
  expect(used).toEqual([1, 2, 3]);
});

describe('benchRow', () => {
  test.each([
    [{ op: '<=', value: 1.5 }, 1.5, true],
    [{ op: '<=', value: 1.5 }, 1.6, false],
    [{ op: '>=', value: 100 }, 100, true],
    [{ op: '>=', value: 100 }, 99, false],
  ] as const)('holds %j against %d', (bound, value, met) => {
    expect(benchRow({ name: 'a', value, unit: 'x', bound }).met).toBe(met);
  });

  test('meets what has no bound', () => {
    expect(benchRow({ name: 'a', value: 1, unit: 'x' }).met).toBe(true);
  });
});

describe('describeBenchRow', () => {
  test('says figure, reference and verdict', () => {
    const row = benchRow({ name: 'a', value: 2, unit: 'x', ratioTo: 'b', bound: { op: '<=', value: 1.5 } });
    expect(describeBenchRow(row)).toBe('a: 2.000 x of b (wanted <= 1.5: NOT MET)');
    expect(describeBenchRow(benchRow({ name: 'a', value: 2, unit: 'per s' }))).toBe('a: 2.000 per s');
  });
});
