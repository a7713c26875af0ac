/** The playground in Chromium: every story with real media, switches, links, keyboard, names for screen readers. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { createServer, preview } from 'vite';
import type { PreviewServer } from 'vite';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { STORIES } from '../../docs/playground/stories/stories.ts';
import { axeFaults } from './axe.ts';
import { launchChromium } from './chromium.ts';

const CONFIG = { root: 'docs/playground', configFile: 'docs/playground/vite.config.ts', logLevel: 'error' } as const;
/** Screenshots for people to look at. */
const PICTURES = '.build/pictures/playground';

let server: PreviewServer;
let context: BrowserContext;
const profile = mkdtempSync(join(tmpdir(), 'omemo-calls-playground-'));

beforeAll(async () => {
  mkdirSync(PICTURES, { recursive: true });
  // As the script does it: this process is a test, and libraries say more than they would to users of the page.
  execFileSync('npm', ['--silent', 'run', 'playground:build'], { env: { ...process.env, NODE_ENV: 'production' } });
  server = await preview({ ...CONFIG, preview: { host: '127.0.0.1', port: 0 } });
  context = await launchChromium(profile, ['--autoplay-policy=no-user-gesture-required']);
});

afterAll(async () => {
  await context.close();
  await server.close();
  rmSync(profile, { recursive: true, force: true });
});

async function open(link: string, width = 1280): Promise<Page> {
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (line) => {
    if (line.type() === 'error' || line.type() === 'warning') complaints.push(line.text());
  });
  await page.setViewportSize({ width, height: 720 });
  await page.goto(`${server.resolvedUrls?.local[0]}?pace=0${link}`);
  await page.waitForSelector('.device');
  onTestFinished(async () => {
    await page.close();
    expect(complaints).toEqual([]);
  });
  return page;
}

const device = (page: Page, name: string) => page.locator(`.device.${name}`);

async function talks(page: Page, name: string): Promise<void> {
  await device(page, name).and(page.locator('[data-stage=talking]')).waitFor();
}

async function callAndTake(page: Page): Promise<void> {
  await device(page, 'romeo').getByRole('button', { name: 'Call Juliet' }).click();
  await device(page, 'juliet').getByRole('button', { name: 'Take the call' }).click();
}

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
  test('that strips the device sees and hears both, and both are told so', async () => {
    const page = await open('#server=strip-device');
    await callAndTake(page);
    await page.locator('.tapes video').nth(1).waitFor();
    await playsVideo(page, '.tapes video');
    for (const name of ['romeo', 'juliet']) {
      await expectText(device(page, name).locator('.verdict'), 'Nobody vouches for this call');
    }
    await page.screenshot({ path: join(PICTURES, 'tapped.png'), fullPage: true });
    await device(page, 'juliet').getByRole('button', { name: 'Hang up' }).click();
    await expectText(device(page, 'romeo').locator('.stage'), 'Juliet hung up. (');
  });

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
    const sources = await createServer({ ...CONFIG, cacheDir: join(profile, 'vite'), server: { port: 0 } });
    await sources.listen();
    const page = await context.newPage();
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

  test('has names and contrast for everybody, in both themes, with and without a call', async () => {
    const page = await open('');
    await callAndTake(page);
    await talks(page, 'juliet');
    for (const theme of ['light', 'dark']) {
      await page.evaluate((chosen) => (document.documentElement.dataset['theme'] = chosen), theme);
      expect(await axeFaults(page)).toEqual([]);
      await page.screenshot({ path: join(PICTURES, `${theme}.png`) });
    }
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

async function expectText(where: ReturnType<Page['locator']>, words: string): Promise<void> {
  await where.filter({ hasText: words }).first().waitFor();
}

/** Frames come, one after another. */
async function playsVideo(page: Page, selector: string): Promise<void> {
  await page.waitForFunction((each) => {
    const videos = [...document.querySelectorAll<HTMLVideoElement>(each)];
    return videos.length > 0 && videos.every(({ videoWidth, currentTime }) => videoWidth > 0 && currentTime > 0.3);
  }, selector);
}
