import { describe, expect, test } from 'vitest';
import { storeKey } from '../../src/omemo/store.ts';
import { createPair, decrypted, encrypted, juliet, romeo } from '../omemo/devices.ts';
import { keepConsoleQuiet } from '../omemo/quiet-console.ts';
import { growthIn, type Kept, soak } from './soak.ts';

keepConsoleQuiet();

// Minutes on a machine that is busy with other things.
const PATIENCE_MS = 240_000;

describe('OMEMO devices at work', () => {
  test(
    'keep no more after four thousand operations than after five hundred',
    async () => {
      const looks = await soak(4_000);
      expect(growthIn(looks)).toEqual([]);
      expect(looks.at(-1)!.operations).toBeGreaterThanOrEqual(4_000);
    },
    PATIENCE_MS,
  );

  test(
    'have records below 8 kB after 3,000 messages back and forth',
    async () => {
      const { romeos, juliets } = await createPair();
      for (let round = 0; round < 1_500; round += 1) {
        await decrypted(juliets, romeo, await encrypted(romeos, juliet, 'ping'));
        await decrypted(romeos, juliet, await encrypted(juliets, romeo, 'pong'));
      }
      expect((await romeos.store.read(storeKey.sessions(juliet)))!.length).toBeLessThan(8_192);
      expect((await juliets.store.read(storeKey.sessions(romeo)))!.length).toBeLessThan(8_192);
    },
    PATIENCE_MS,
  );
});

describe('growthIn', () => {
  const look: Kept = {
    operations: 1,
    stored: 1_000,
    storeEntries: 10,
    longestText: 100,
    heapBytes: 1_000_000,
  };

  test.each<[string, Partial<Kept>]>([
    ['characters stored', { stored: 1_051 }],
    ['entries stored', { storeEntries: 11 }],
    ['longest text', { longestText: 106 }],
    ['heap in bytes', { heapBytes: 10_000_000 }],
  ])('tells of %s', (what, change) => {
    expect(growthIn([look, look])).toEqual([]);
    const faults = growthIn([look, { ...look, ...change }]);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(what);
  });

  test('finds fault with no look at all', () => {
    expect(growthIn([])).toHaveLength(1);
  });
});
