/**
 * The rest of the playground in Chromium, with `npm run test:web`: the stories of the tour, switches by keyboard,
 * links, and the page as it is served from its sources.
 */
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { createServer } from 'vite';
import { describe, expect, onTestFinished, test } from 'vitest';
import { STORIES } from '../../docs/playground/stories/stories.ts';
import {
  PICTURES,
  PLAYGROUND,
  callAndTake,
  device,
  expectText,
  playsVideo,
  talks,
  usePlayground,
} from './playground-page.ts';

const { open, context, profile } = usePlayground();

describe('the tour', () => {
  const ENDS: Readonly<Record<string, (page: Page) => Promise<void>>> = {
    honest: async (page) => {
      await expectText(device(page, 'romeo').locator('.verdict'), 'Verified call');
      for (const name of ['romeo', 'juliet']) {
        await expectText(device(page, name).locator('.certificates'), 'the same');
        await playsVideo(page, `.device.${name} video`);
      }
      // Both charts are lit where both calls are.
      await page.waitForFunction(
        () => document.querySelectorAll('.chart .here[data-state="established.active"]').length === 2,
      );
    },
    listens: async (page) => {
      await expectText(device(page, 'romeo').locator('.stage'), 'Refused: the policy wants OMEMO');
    },
    cheats: async (page) => {
      await expectText(device(page, 'romeo').locator('.stage'), 'Refused: encrypted by another device');
    },
    devices: async (page) => {
      await expectText(device(page, 'romeo').locator('.verdict'), 'By the key of device 223');
      await expectText(device(page, 'juliet').locator('.stage'), 'Answered on another device.');
    },
    crossing: async (page) => {
      for (const name of ['romeo', 'juliet']) {
        await talks(page, name);
        await expectText(device(page, name).locator('.verdict'), 'Authenticated by OMEMO');
      }
    },
  };

  test.each(STORIES)('$title', async ({ id }) => {
    const page = await open(`#story=${id}`);
    await page.locator('[data-telling=over], [data-telling=stuck]').waitFor({ timeout: 50_000 });
    expect(await page.locator('.telling').getAttribute('data-telling')).toBe('over');
    await ENDS[id]?.(page);
    expect(new URL(page.url()).hash).toBe(`#story=${id}`);
    await page.screenshot({ path: join(PICTURES, `${id}.png`), fullPage: true });
  });
});

describe('the server', () => {
  test('is switched and linked to by hand, and by the keyboard alone', async () => {
    const page = await open('');
    await page.locator('[data-switch=replay]').focus();
    await page.keyboard.press('Space');
    await page.locator('.switch[data-on=true]').waitFor();
    await device(page, 'romeo').getByLabel('Policy').selectOption('require');
    expect(new URL(page.url()).hash).toBe('#server=replay&romeo=require');
    await page.reload();
    await page.locator('.switch[data-on=true]').waitFor();
    expect(await device(page, 'romeo').getByLabel('Policy').inputValue()).toBe('require');
    await device(page, 'romeo').getByRole('button', { name: 'Call Juliet' }).focus();
    await page.keyboard.press('Enter');
    await device(page, 'juliet').getByRole('button', { name: 'Take the call' }).focus();
    await page.keyboard.press('Enter');
    await talks(page, 'romeo');
    await device(page, 'romeo').getByRole('button', { name: 'Hang up' }).press('Enter');
    await device(page, 'juliet').and(page.locator('[data-stage=ended]')).waitFor();
    await callAndTake(page);
    await expectText(device(page, 'juliet').locator('.stage'), 'Refused: this does not decrypt');
  });

  test('hangs up in the name of both', async () => {
    const page = await open('');
    await callAndTake(page);
    await talks(page, 'romeo');
    await talks(page, 'juliet');
    await page.getByRole('button', { name: 'Hang up in their names' }).click();
    await expectText(device(page, 'romeo').locator('.stage'), 'Juliet hung up.');
    await expectText(device(page, 'juliet').locator('.stage'), 'Romeo hung up.');
  });
});

describe('the page', () => {
  test('runs as `npm run playground` serves it, from its sources', async () => {
    const sources = await createServer({ ...PLAYGROUND, cacheDir: join(profile, 'vite'), server: { port: 0 } });
    await sources.listen();
    const page = await context().newPage();
    const thrown: string[] = [];
    page.on('pageerror', (error) => thrown.push(String(error)));
    onTestFinished(async () => {
      await page.close();
      await sources.close();
    });
    await page.goto(`${sources.resolvedUrls?.local[0]}`);
    await device(page, 'juliet').waitFor({ timeout: 50_000 });
    expect(thrown).toEqual([]);
  });

  test('fits a phone', async () => {
    const page = await open('#story=honest', 390);
    await page.locator('[data-telling=over]').waitFor({ timeout: 50_000 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await page.screenshot({ path: join(PICTURES, 'phone.png'), fullPage: true });
  });

  test('says what it shows when somebody does something in a story: that the story is left', async () => {
    const page = await open('#story=honest');
    await page.locator('[data-telling]').waitFor();
    await page.locator('[data-switch=delay]').check();
    await page.locator('[data-telling]').waitFor({ state: 'detached' });
    await page.locator('.switch[data-on=true]').waitFor();
    await page.waitForURL(/#server=delay$/);
    expect(await page.locator('.tour [aria-current=true]').count()).toBe(0);
  });
});
