import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openFileStore } from '../../src/omemo-store/file-store.ts';
import { folderPlace, opened, refusal, scratchFolder, someKeyWrap } from './places.ts';

/** Writes without end, and says after each write that it is done. Each text says how many there are. */
const WRITER = `
import { openFileStore } from './dist/src/omemo-store/entry.js';
const { value: store } = await openFileStore({ folder: process.argv[1] });
for (let count = 1; ; count += 1) {
  await store.write(new Map([['count', String(count)], ['copy', String(count)]]));
  process.stdout.write(count + '\\n');
}`;

/** Lets the writer run for so many writes, and kills it in the middle of one. How many it said were done. */
function writeUntilKilled(folder: string, writes: number): Promise<number> {
  return new Promise((resolve) => {
    let told = 0;
    const writer = execFile(process.execPath, ['--input-type=module', '-e', WRITER, folder]);
    writer.stdout?.on('data', (text: string) => {
      told = Number(text.trim().split('\n').at(-1));
      if (told >= writes) writer.kill('SIGKILL');
    });
    writer.on('exit', () => resolve(told));
  });
}

describe('openFileStore', () => {
  test('has everything that a killed process was told is written, and nothing by halves', async () => {
    const folder = join(scratchFolder(), 'store');
    for (const writes of [1, 7, 40]) {
      const told = await writeUntilKilled(folder, writes);
      expect(told).toBeGreaterThanOrEqual(writes);
      const store = await opened(folderPlace(folder));
      const [count, copy] = [await store.read('count'), await store.read('copy')];
      expect(copy).toBe(count);
      expect(Number(count)).toBeGreaterThanOrEqual(told);
      await store.close();
    }
  });

  test('says that the place cannot be used, and leaves it as it is', async () => {
    const parent = scratchFolder();
    writeFileSync(join(parent, 'file'), 'mine');
    expect(await refusal(() => openFileStore({ folder: join(parent, 'file') }))).toBe('unavailable');
    expect(await refusal(() => openFileStore({ folder: join(parent, 'file', 'below') }))).toBe('unavailable');
    expect(readFileSync(join(parent, 'file'), 'utf8')).toBe('mine');
  });

  test('says that what is there is damaged', async () => {
    const folder = join(scratchFolder(), 'store');
    const store = await opened(folderPlace(folder));
    await store.write(new Map([['a', 'x'.repeat(100_000)]]));
    await store.close();
    for (const name of readdirSync(folder)) {
      if (name.startsWith('MANIFEST')) writeFileSync(join(folder, name), 'garbage');
    }
    expect(await refusal(folderPlace(folder))).toBe('damaged');
  });

  test('says that a text was changed, and reads the others', async () => {
    const folder = join(scratchFolder(), 'store');
    const keyWrap = await someKeyWrap();
    const sealed = await opened(folderPlace(folder), keyWrap);
    await sealed.write(
      new Map([
        ['a', 'one'],
        ['b', 'two'],
      ]),
    );
    await sealed.close();
    // Whoever can write to the disk puts one sealed text in the other's place.
    const { ClassicLevel } = await import('classic-level');
    const level = new ClassicLevel<string, string>(folder);
    await level.put('text/a', (await level.get('text/b'))!);
    await level.close();
    const again = await opened(folderPlace(folder), keyWrap);
    await expect(again.read('a')).rejects.toThrow('damaged');
    expect(await again.read('b')).toBe('two');
  });

  test('refuses what is of a newer version or of something else', async () => {
    const newer = join(scratchFolder(), 'store');
    const { ClassicLevel } = await import('classic-level');
    const level = new ClassicLevel<string, string>(newer);
    await level.put('format', JSON.stringify({ format: 'omemo-calls/omemo-store', version: 2 }));
    await level.close();
    expect(await refusal(folderPlace(newer))).toBe('otherFormat');

    const others = join(scratchFolder(), 'store');
    const foreign = new ClassicLevel<string, string>(others);
    await foreign.put('photo', 'of somebody');
    await foreign.close();
    expect(await refusal(folderPlace(others))).toBe('otherFormat');
  });

  test('writes nothing readable where a key was given', async () => {
    const folder = join(scratchFolder(), 'store');
    const store = await opened(folderPlace(folder), await someKeyWrap());
    await store.write(new Map([['own-device', 'the private key']]));
    await store.close();
    const written = readdirSync(folder).map((name) => readFileSync(join(folder, name)).toString('latin1'));
    expect(written.join('')).not.toContain('private key');
    expect(written.join('')).toContain('own-device');
  });

  test('makes the folder, and those above it', async () => {
    expect(await refusal(folderPlace(join(scratchFolder(), 'a', 'b', 'c')))).toBeUndefined();
  });
});
