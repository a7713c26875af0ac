/** The inspector's page, told by pages of others: with `createBrowserInspector` of the real @statelyai/inspect. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { readPage } from '../../src/cli/inspect/page-files.ts';
import { startServer } from '../../src/cli/inspect/server.ts';
import type { InspectorServer } from '../../src/cli/inspect/server.ts';
import { valueOf } from '../omemo/value-of.ts';
import { bundle } from '../support/bundle.ts';
import { inPage, launchChromium, servePages } from './chromium.ts';
import type { PageServer } from './chromium.ts';
import type { InspectedPage } from './inspected-page.ts';

const PICTURES = '.build/inspector';
/** A site that is not of this machine, as far as a browser can tell. */
const SITE = 'site.example';
const profile = mkdtempSync(join(tmpdir(), 'omemo-calls-inspected-'));
let context: BrowserContext;
let application: PageServer;
let isolated: PageServer;
let server: InspectorServer;

beforeAll(async () => {
  mkdirSync(PICTURES, { recursive: true });
  const entry = `import ${JSON.stringify(join(process.cwd(), 'test/browser/inspected-page.ts'))};`;
  const { code } = await bundle(entry, [], false);
  application = await servePages({ inspected: code }, false);
  isolated = await servePages({ inspected: code });
  server = await startServer({ page: valueOf(readPage()), port: 0, title: 'a program' });
  context = await launchChromium(profile, [`--host-resolver-rules=MAP ${SITE} 127.0.0.1`]);
});
afterAll(async () => {
  await context.close();
  for (const each of [application, isolated, server]) await each.close();
  rmSync(profile, { recursive: true, force: true });
});

/** Has the page do something; what it is given has to fit. */
function call<Name extends keyof InspectedPage>(page: Page, name: Name, ...given: Parameters<InspectedPage[Name]>) {
  return inPage<InspectedPage, Name>(page, name, ...given);
}

/** The inspector's address as the guide gives it to pages: without the token. */
function plainAddress(): string {
  return new URL('/', server.address).href;
}

/** A page whose machines are to be inspected. What any page complains of fails the test. */
async function openApplication(address = application.address('inspected')): Promise<Page> {
  const complaints: string[] = [];
  const listen = (page: Page) => {
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (line) => {
      const isIcon = line.location().url.endsWith('/favicon.ico');
      if ((line.type() === 'error' || line.type() === 'warning') && !isIcon) complaints.push(line.text());
    });
  };
  context.on('page', listen);
  const page = await context.newPage();
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.goto(address);
  onTestFinished(async () => {
    context.off('page', listen);
    for (const each of context.pages()) await each.close();
    expect(complaints).toEqual([]);
  });
  return page;
}

/** The window that the page opens for its inspector. */
async function inspectInWindow(page: Page, address = plainAddress()): Promise<Page> {
  const [opened] = await Promise.all([context.waitForEvent('page'), call(page, 'inspect', 'window', address)]);
  await opened.setViewportSize({ width: 1280, height: 720 });
  await opened.waitForSelector('#inspector .panes');
  return opened;
}

/** What it says of each actor: its name and its state. */
function actorsOn(view: Frame | Page): Promise<readonly string[]> {
  return view.locator('.actor').evaluateAll((all) =>
    all.map((each) => {
      const part = (name: string) => each.querySelector(name)?.textContent ?? '';
      return `${part('.title')}: ${part('.state-name')}`;
    }),
  );
}

async function untilActors(view: Frame | Page, expected: readonly string[]): Promise<void> {
  await expect.poll(() => actorsOn(view), { timeout: 10_000 }).toEqual(expected);
}

describe('a machine that the page has not seen, inspected in a window of its own', () => {
  test('is laid out, lit at every moment, and shown with its context, its child and what could happen', async () => {
    const page = await openApplication();
    const view = await inspectInWindow(page);
    await call(page, 'start');
    await untilActors(view, ['lamp: off']);
    await call(page, 'send', 'press');
    await call(page, 'send', 'count');
    await untilActors(view, ['lamp: on', 'bulb: glowing']);
    await view.waitForSelector('.state.here[data-state="on"]');
    expect(await view.locator('.context').textContent()).toContain('presses2');
    expect(await view.locator('.context').textContent()).toContain('ownerJuliet');
    expect(await view.locator('.possible li').allTextContents()).toEqual([
      ...['countstays', 'press→ offclick', 'bulb is done→ broken', 'after 60 s→ off', 'unplug→ gone'],
    ]);
    await view.screenshot({ path: `${PICTURES}/other-machine.png` });
    await call(page, 'burn');
    await untilActors(view, ['lamp: broken', 'bulb: burnt']);
    await view.waitForSelector('.line.taken[data-edge="on broken"]', { state: 'attached' });
    await call(page, 'stop');
    await untilActors(view, ['lamp: broken, stopped', 'bulb: burnt']);
    // In the order in which XState tells of it: who is told that somebody is done is told of before.
    expect(await view.locator('.row .text').allTextContents()).toEqual([
      ...['begins in off', 'begins in glowing', 'press → on', 'count'],
      ...['bulb is done → broken', 'burn → burnt', 'is stopped'],
    ]);
    for (let row = 6; row > 0; row -= 1) await view.keyboard.press('ArrowLeft');
    await view.waitForSelector('.state.here[data-state="off"]');
    expect(await actorsOn(view)).toEqual(['lamp: off', 'bulb: not yet']);
  });

  test('is told of anew when its page is loaded again, also where only what is behind a # would be', async () => {
    const page = await openApplication();
    const view = await inspectInWindow(page, server.address);
    await call(page, 'start');
    await untilActors(view, ['lamp: off']);
    await page.reload();
    await call(page, 'inspect', 'window', server.address);
    await call(page, 'start');
    await call(page, 'send', 'press');
    await untilActors(view, ['lamp: on', 'bulb: glowing']);
    expect(context.pages().filter((each) => each.url() === server.address)).toEqual([view]);
  });
});

describe('a call, inspected in a frame', () => {
  test('has the chart that the package brings and begins where it began, also where the page is isolated', async () => {
    const page = await openApplication(isolated.address('inspected'));
    await call(page, 'inspect', 'frame', plainAddress());
    await expect.poll(() => page.frames()[1]?.locator('.panes').count() ?? 0).toBe(1);
    const view = page.frames()[1]!;
    await call(page, 'call');
    const ended = ['caller', 'callee'].map((role) => expect.stringMatching(`^${role} \\w{8}…: ended$`) as string);
    await untilActors(view, ended);
    const said = await view.locator('.row .text').allTextContents();
    expect(said[0]).toBe('begins in proposed.discovering');
    expect(said).toContain('omemo.encrypted → initiated.waiting');
    expect(await view.locator('.state[data-state="initiated.waiting"]').count()).toBe(1);
    await page.screenshot({ path: `${PICTURES}/call-in-frame.png` });
    await call(page, 'stopInspector');
    await view.locator('.status', { hasText: 'tells no more' }).waitFor();
  });
});

describe('a page of another site', () => {
  const site = () => application.address('inspected').replace('127.0.0.1', SITE);

  test('is asked about before it is listened to, and then shows what it kept', async () => {
    const page = await openApplication(site());
    const view = await inspectInWindow(page);
    await call(page, 'start');
    const question = view.getByRole('alertdialog');
    await question.waitFor();
    expect(await question.textContent()).toContain(new URL(site()).origin);
    expect(await actorsOn(view)).toEqual([]);
    await view.screenshot({ path: `${PICTURES}/asking.png` });
    await view.getByRole('button', { name: 'Show them' }).click();
    await untilActors(view, ['lamp: off']);
    expect(await question.count()).toBe(0);
  });

  test('is not listened to beside a program, even with its token', async () => {
    const page = await openApplication(site());
    const view = await inspectInWindow(page, server.address);
    await call(page, 'start');
    await view.locator('.status[data-tone="bad"]', { hasText: 'is not listened to here' }).waitFor();
    expect(await view.getByRole('alertdialog').count()).toBe(0);
    expect(await actorsOn(view)).toEqual([]);
  });
});

describe('what is no message', () => {
  test('does no harm: circles, what is deeper than any stack, what neither opener nor parent sends', async () => {
    const page = await openApplication();
    const view = await inspectInWindow(page);
    await call(page, 'saySomethingElse');
    await view.evaluate(() => {
      const message = { type: '@xstate.actor', sessionId: 'f', name: 'foreign', definition: '{"states":{"a":{}}}' };
      const begun = { ...message, type: '@xstate.snapshot', event: { type: 'xstate.init' }, snapshot: { value: 'a' } };
      for (const each of [message, begun]) window.postMessage(each, '*');
    });
    await call(page, 'start');
    await expect.poll(() => actorsOn(view)).toContain('lamp: off');
    for (const row of await view.locator('.actor').all()) await row.click();
    await view.locator('.actor', { hasText: 'lamp' }).click();
    await view.waitForSelector('.state.here[data-state="off"]');
    expect(await view.locator('img').count()).toBe(0);
    expect((await actorsOn(view)).filter((each) => each.startsWith('foreign'))).toEqual([]);
  });
});
