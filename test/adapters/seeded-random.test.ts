/** Chance that repeats. */
import { describe, expect, test } from 'vitest';
import { createSeededIds, createSeededRandom } from '../../src/adapters/seeded-random.ts';

const take = (seed: number, count: number): readonly number[] => {
  const random = createSeededRandom(seed);
  return Array.from({ length: count }, random);
};

describe('createSeededRandom', () => {
  test('gives the same sequence for the same seed, and another for another', () => {
    expect(take(1, 5)).toEqual(take(1, 5));
    expect(take(1, 5)).not.toEqual(take(2, 5));
  });

  test('stays the generator it is: recorded runs depend on it', () => {
    expect(take(1, 2)).toEqual([0.6270739405881613, 0.002735721180215478]);
  });

  test('goes on from its state, wherever it is', () => {
    const random = createSeededRandom(7);
    random();
    const rest = createSeededRandom(random.state());
    expect([rest(), rest(), rest.state()]).toEqual([random(), random(), random.state()]);
  });

  test('is spread evenly over [0, 1)', () => {
    const numbers = take(42, 10_000);
    expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
    const tenths = Array.from({ length: 10 }, (_, tenth) =>
      numbers.filter((number) => Math.floor(number * 10) === tenth),
    );
    for (const { length } of tenths) expect(Math.abs(length - 1_000)).toBeLessThan(150);
  });
});

describe('createSeededIds', () => {
  test('gives other names each time, the same for the same seed', () => {
    const names = (seed: number): readonly string[] => {
      const ids = createSeededIds(seed);
      return Array.from({ length: 50 }, () => [ids.newSessionId(), ids.newStanzaId()]).flat();
    };
    expect(names(1)).toEqual(names(1));
    expect(new Set([...names(1), ...names(2)]).size).toBe(200);
    expect(names(1).every((name) => /^[0-9a-f]{32}$/.test(name))).toBe(true);
  });

  test('goes on from its state', () => {
    const ids = createSeededIds(1);
    ids.newSessionId();
    const rest = createSeededIds(ids.state());
    expect([rest.newStanzaId(), rest.newSessionId()]).toEqual([ids.newStanzaId(), ids.newSessionId()]);
  });
});
