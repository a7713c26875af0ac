/** The store in IndexedDB, in a real browser: what outlives a page, who may write, and what is refused. */
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { inPage } from './chromium.ts';
import { useChromium } from './pages.ts';
import type { StorePage } from './store-page.ts';

const chromium = useChromium('store');

const open = (page: Page, name: string, passphrase: string | null = null) =>
  inPage<StorePage, 'open'>(page, 'open', name, passphrase);
const write = (page: Page, name: string, texts: Readonly<Record<string, string>>) =>
  inPage<StorePage, 'write'>(page, 'write', name, texts);
const read = (page: Page, name: string, key: string) => inPage<StorePage, 'read'>(page, 'read', name, key);

async function openBoth(page: Page): Promise<void> {
  for (const name of ['romeo', 'juliet']) expect(await open(page, name, 'wherefore')).toBeUndefined();
}

test('devices and their session go on where they were, after a reload and in a browser started anew', async () => {
  const page = await chromium.open('store');
  await openBoth(page);
  const devices = await inPage<StorePage, 'talk'>(page, 'talk', 1);
  await page.reload();
  await openBoth(page);
  expect(await inPage<StorePage, 'talk'>(page, 'talk', 2)).toEqual(devices);
  await chromium.restart();
  const later = await chromium.open('store');
  await openBoth(later);
  expect(await inPage<StorePage, 'talk'>(later, 'talk', 3)).toEqual(devices);
});

describe('two tabs', () => {
  test('do not have one store: the second is told so until the first has closed it', async () => {
    const [one, other] = [await chromium.open('store'), await chromium.open('store')];
    expect(await open(one, 'tabs')).toBeUndefined();
    expect(await open(other, 'tabs')).toBe('inUse');
    expect(await open(other, 'another account')).toBeUndefined();
    await inPage<StorePage, 'close'>(one, 'close', 'tabs');
    expect(await open(other, 'tabs')).toBeUndefined();
    expect(await open(one, 'tabs')).toBe('inUse');
  });

  test('leave the store to the other by going away', async () => {
    const [one, other] = [await chromium.open('store'), await chromium.open('store')];
    expect(await open(one, 'left')).toBeUndefined();
    await write(one, 'left', { a: 'written' });
    await one.close();
    // The browser gives the lock free some time after the tab is gone.
    await expect.poll(() => open(other, 'left')).toBeUndefined();
    expect(await read(other, 'left', 'a')).toBe('written');
    await other.reload();
    await expect.poll(() => open(other, 'left')).toBeUndefined();
  });
});

describe('a store is refused, and left as it is,', () => {
  test('that a newer version made', async () => {
    const page = await chromium.open('store');
    await inPage<StorePage, 'makeForeign'>(page, 'makeForeign', 'newer database', 2, 'texts');
    expect(await open(page, 'newer database')).toBe('otherFormat');
    // Again: the lock was given back.
    expect(await open(page, 'newer database')).toBe('otherFormat');

    expect(await open(page, 'newer format')).toBeUndefined();
    await inPage<StorePage, 'close'>(page, 'close', 'newer format');
    const newer = JSON.stringify({ format: 'omemo-calls/omemo-store', version: 2 });
    await inPage<StorePage, 'overwrite'>(page, 'overwrite', 'newer format', 'format', newer);
    expect(await open(page, 'newer format')).toBe('otherFormat');
    expect(await inPage<StorePage, 'overwrite'>(page, 'overwrite', 'newer format', 'format', newer)).toBe(newer);
  });

  test("that is somebody else's", async () => {
    const page = await chromium.open('store');
    await inPage<StorePage, 'makeForeign'>(page, 'makeForeign', 'foreign', 1, 'texts');
    await inPage<StorePage, 'overwrite'>(page, 'overwrite', 'foreign', 'photo', 'of somebody');
    expect(await open(page, 'foreign')).toBe('otherFormat');
    expect(await inPage<StorePage, 'overwrite'>(page, 'overwrite', 'foreign', 'photo', 'x')).toBe('of somebody');
  });

  test('that lacks its table', async () => {
    const page = await chromium.open('store');
    await inPage<StorePage, 'makeForeign'>(page, 'makeForeign', 'torn', 1, 'leftovers');
    expect(await open(page, 'torn')).toBe('damaged');
  });

  test('that was sealed with another key', async () => {
    const page = await chromium.open('store');
    expect(await open(page, 'sealed', 'one')).toBeUndefined();
    await inPage<StorePage, 'close'>(page, 'close', 'sealed');
    expect(await open(page, 'sealed', 'other')).toBe('wrongKey');
    expect(await open(page, 'sealed')).toBe('wrongKey');
    expect(await open(page, 'sealed', 'one')).toBeUndefined();
  });
});

test('a sealed text that was changed or moved on the disk is not read; the others are', async () => {
  const page = await chromium.open('store');
  expect(await open(page, 'changed', 'one')).toBeUndefined();
  await write(page, 'changed', { a: 'first', b: 'second', c: 'third' });
  const first = await inPage<StorePage, 'overwrite'>(page, 'overwrite', 'changed', 'text/a', 'AAAA');
  await inPage<StorePage, 'overwrite'>(page, 'overwrite', 'changed', 'text/b', first);
  await expect(read(page, 'changed', 'a')).rejects.toThrow('damaged');
  await expect(read(page, 'changed', 'b')).rejects.toThrow('damaged');
  expect(await read(page, 'changed', 'c')).toBe('third');
});
