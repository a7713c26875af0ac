/** The playground's page in Chromium, for the files that test it. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { preview } from 'vite';
import type { PreviewServer } from 'vite';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import { launchChromium } from './chromium.ts';

export const PLAYGROUND = {
  root: 'docs/playground',
  configFile: 'docs/playground/vite.config.ts',
  logLevel: 'error',
} as const;

/** Screenshots for people to look at. */
export const PICTURES = '.build/pictures/playground';

export interface Playground {
  readonly context: () => BrowserContext;
  /** Of the browser, for what else is to be gone afterwards. */
  readonly profile: string;
  /** A page that follows a link. What it throws or complains of fails the test. */
  readonly open: (link: string, width?: number) => Promise<Page>;
}

/** The built page and a browser, for the tests of one file. */
export function usePlayground(): Playground {
  const profile = mkdtempSync(join(tmpdir(), 'omemo-calls-playground-'));
  let server: PreviewServer;
  let context: BrowserContext;
  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true });
    // As the script does it: this process is a test, and libraries say more than they would to users of the page.
    execFileSync('npm', ['--silent', 'run', 'playground:build'], { env: { ...process.env, NODE_ENV: 'production' } });
    server = await preview({ ...PLAYGROUND, preview: { host: '127.0.0.1', port: 0 } });
    context = await launchChromium(profile, ['--autoplay-policy=no-user-gesture-required']);
  });
  afterAll(async () => {
    await context.close();
    await server.close();
    rmSync(profile, { recursive: true, force: true });
  });
  const open = async (link: string, width = 1280): Promise<Page> => {
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
  };
  return { context: () => context, profile, open };
}

export const device = (page: Page, name: string): Locator => page.locator(`.device.${name}`);

export async function talks(page: Page, name: string): Promise<void> {
  await device(page, name).and(page.locator('[data-stage=talking]')).waitFor();
}

export async function callAndTake(page: Page): Promise<void> {
  await device(page, 'romeo').getByRole('button', { name: 'Call Juliet' }).click();
  await device(page, 'juliet').getByRole('button', { name: 'Take the call' }).click();
}

export async function expectText(where: Locator, words: string): Promise<void> {
  await where.filter({ hasText: words }).first().waitFor();
}

/** Frames come, one after another. */
export async function playsVideo(page: Page, selector: string): Promise<void> {
  await page.waitForFunction((each) => {
    const videos = [...document.querySelectorAll<HTMLVideoElement>(each)];
    return videos.length > 0 && videos.every(({ videoWidth, currentTime }) => videoWidth > 0 && currentTime > 0.3);
  }, selector);
}
