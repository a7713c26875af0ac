/** A browser with its pages for the tests of one file: started before them, ended after them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import { bundle } from '../support/bundle.ts';
import { launchChromium, type PageServer, servePages } from './chromium.ts';

const SCRIPTS = {
  omemo: 'test/browser/omemo-page.ts',
  store: 'test/browser/store-page.ts',
} as const;

export interface Chromium {
  /** A tab of the browser. What its script throws, and what it complains of on the console, fails the test. */
  open(script: keyof typeof SCRIPTS, beforeScript?: string): Promise<Page>;
  /** Ends the browser and starts it anew, on the same profile. */
  restart(): Promise<void>;
}

export function useChromium(...names: readonly (keyof typeof SCRIPTS)[]): Chromium {
  const profile = mkdtempSync(join(tmpdir(), 'omemo-calls-chromium-'));
  let context: BrowserContext;
  let server: PageServer;
  beforeAll(async () => {
    const scripts: Record<string, string> = {};
    for (const name of names) {
      scripts[name] = (await bundle(`import ${JSON.stringify(join(process.cwd(), SCRIPTS[name]))};`, [])).code;
    }
    server = await servePages(scripts);
    context = await launchChromium(profile);
  });
  afterAll(async () => {
    await context.close();
    await server.close();
    rmSync(profile, { recursive: true, force: true });
  });
  return {
    async open(script, beforeScript) {
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('console', (line) => {
        const isOurs = line.location().url.endsWith('.js');
        if (isOurs && (line.type() === 'error' || line.type() === 'warning')) complaints.push(line.text());
      });
      if (beforeScript !== undefined) await page.addInitScript(beforeScript);
      await page.goto(server.address(script));
      onTestFinished(async () => {
        await page.close();
        expect(complaints).toEqual([]);
      });
      return page;
    },
    async restart() {
      await context.close();
      context = await launchChromium(profile);
    },
  };
}
