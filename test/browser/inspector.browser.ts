/** The inspector's page in a real browser: what it shows of a call, at every moment, by keys, and for everybody. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { readPage } from '../../src/cli/inspect/page-files.ts';
import { startServer } from '../../src/cli/inspect/server.ts';
import type { InspectMessage } from '../../src/inspect/message.ts';
import { readMessage } from '../../src/inspect/read-message.ts';
import { Timeline } from '../../src/inspect/timeline.ts';
import { jsonLines, runCli } from '../cli/run-cli.ts';
import { valueOf } from '../omemo/value-of.ts';
import { axeFaults } from './axe.ts';
import { launchChromium } from './chromium.ts';

const PICTURES = '.build/inspector';
const profile = mkdtempSync(join(tmpdir(), 'omemo-calls-inspector-'));
let context: BrowserContext;

beforeAll(async () => {
  mkdirSync(PICTURES, { recursive: true });
  context = await launchChromium(profile);
});
afterAll(async () => {
  await context.close();
  rmSync(profile, { recursive: true, force: true });
});

async function demo(...more: readonly string[]): Promise<readonly InspectMessage[]> {
  const lines = jsonLines(await runCli(['demo', '--json', ...more]));
  return lines.flatMap((line) => valueOf(readMessage(line)) ?? []);
}

/** A page that is told these messages; what it complains of fails the test. */
async function opened(messages: readonly InspectMessage[], size = { width: 1280, height: 720 }) {
  const server = await startServer({ page: valueOf(readPage()), port: 0, title: 'a test' });
  for (const message of messages) server.send(message);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (line) => {
    if (line.type() === 'error' || line.type() === 'warning') complaints.push(line.text());
  });
  await page.setViewportSize(size);
  await page.goto(server.address);
  const timeline = new Timeline();
  for (const message of messages) timeline.add(message);
  await at(page, timeline.happenings.length - 1);
  onTestFinished(async () => {
    await page.close();
    await server.close();
    expect(complaints).toEqual([]);
  });
  return { page, server, timeline };
}

/** Until the page shows that moment. */
async function at(page: Page, number: number): Promise<void> {
  await page.waitForSelector(`#inspector[data-at="${number}"]`);
}

/** The states of all actors, as the page lists them. */
function statesOn(page: Page): Promise<readonly (string | null)[]> {
  return page.locator('.actor .state-name').allTextContents();
}

/** After each happening the states that the trace itself says: of each machine, where its last entry led. */
function statesInTrace(messages: readonly InspectMessage[]): readonly (readonly string[])[] {
  const states = new Map<string, string>();
  const after: (readonly string[])[] = [];
  const counting = new Timeline();
  for (const message of messages) {
    if ('trace' in message && 'to' in message.trace) {
      const { kind, role, sessionId, to } = message.trace;
      const machine = kind.startsWith('changes') ? 'changes' : role;
      states.set(`${message.party} ${machine} ${sessionId}`, to);
    }
    counting.add(message);
    // What shows nothing, such as a verdict without a device, is not a moment that one can go to.
    if (counting.happenings.length > after.length) after.push([...states.values()]);
  }
  const count = states.size;
  return after.map((each) => [...each, ...Array<string>(count - each.length).fill('not yet')].toSorted(byName));
}

describe('time travel', () => {
  test('shows at every moment the states that the trace says, backwards and forwards, by keys', async () => {
    const messages = await demo();
    const { page, timeline } = await opened(messages);
    const states = statesInTrace(messages);
    const last = timeline.happenings.length - 1;
    expect(states).toHaveLength(last + 1);
    expect(new Set(states.map((each) => each.join())).size).toBeGreaterThan(20);
    await page.keyboard.press('Home');
    await at(page, 0);
    const seen: (readonly (string | null)[])[] = [];
    const shown = new Set<number>();
    for (;;) {
      const number = Number(await page.locator('#inspector').getAttribute('data-at'));
      if (shown.has(number)) break;
      shown.add(number);
      seen.push([...(await statesOn(page))].toSorted(byName));
      expect(seen.at(-1)).toEqual(states[number]);
      const next = timeline.happenings.find((each) => each.number > number && each.kind !== 'verdict')?.number;
      if (next === undefined) break;
      await page.keyboard.press('ArrowRight');
      await at(page, next);
    }
    expect(shown.size).toBeGreaterThan(30);
    for (const number of [...shown].toReversed().slice(1, 12)) {
      await page.keyboard.press('ArrowLeft');
      await at(page, number);
      expect([...(await statesOn(page))].toSorted(byName)).toEqual(states[number]);
    }
    await page.keyboard.press('End');
    await at(page, last);
  });

  test('lights the state and the line of the last step, and says what could happen', async () => {
    const { page, timeline } = await opened(await demo());
    const isWaiting = (each: (typeof timeline.happenings)[number]) =>
      each.kind === 'step' && each.moment.state === 'initiated.waiting';
    const waiting = timeline.happenings.find(isWaiting)?.number ?? 0;
    await page.locator('.travel input').fill(String(waiting));
    await at(page, waiting);
    expect(await page.locator('.state.here').getAttribute('data-state')).toBe('initiated.waiting');
    expect(await page.locator('.line.taken').getAttribute('data-edge')).toBe('preparing.encrypting initiated');
    expect(await page.locator('.possible li', { hasText: 'peer.sessionAccept plain' }).count()).toBeGreaterThan(0);
    expect(await page.locator('.row.encrypted', { hasText: 'for device 222' }).count()).toBe(1);
    await page.screenshot({ path: `${PICTURES}/waiting.png` });
  });
});

describe('what it says', () => {
  test('is the verdict, in words, with the device', async () => {
    const { page } = await opened(await demo());
    expect(await page.locator('.verdict').textContent()).toMatch(/Authenticated.*by device 222/);
    await page.screenshot({ path: `${PICTURES}/authenticated.png` });
  });

  test('is what the server did, and that the call was refused', async () => {
    const { page } = await opened(await demo('--attack', 'swap-fingerprint'));
    expect(await page.locator('.row.forged').count()).toBeGreaterThan(0);
    expect(await page.locator('.verdict').textContent()).toContain('Refused');
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.screenshot({ path: `${PICTURES}/refused-dark.png` });
  });

  test('can be searched', async () => {
    const { page } = await opened(await demo());
    await page.keyboard.press('/');
    await page.keyboard.type('session-accept');
    await page.waitForFunction(() => document.querySelectorAll('.row').length === 1);
    await page.keyboard.type('zzz');
    await page.waitForSelector('.lane-pane .message:not(:empty)');
    expect(await page.locator('.row').count()).toBe(0);
  });

  test('is that a file is no trace, and where', async () => {
    const { page } = await opened(await demo());
    const buffer = Buffer.from('{"call":1}\n{"kind":"step","atMs":7}\n');
    await page.locator('#file').setInputFiles({ name: 'broken.jsonl', mimeType: 'text/plain', buffer });
    await page.waitForSelector('.status[data-tone="bad"]');
    expect(await page.locator('.status').textContent()).toBe(
      'broken.jsonl: line 2: sessionId is missing from the entry',
    );
  });
});

describe('for everybody', () => {
  test.each([
    ['light', { width: 1280, height: 720 }],
    ['dark', { width: 390, height: 780 }],
  ] as const)('every part has a name and is readable: %s', async (colorScheme, size) => {
    const { page } = await opened(await demo(), size);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.screenshot({ path: `${PICTURES}/${colorScheme}-${size.width}.png` });
    expect(await axeFaults(page)).toEqual([]);
  });
});

function byName(one: string | null, other: string | null): number {
  return (one ?? '').localeCompare(other ?? '');
}

describe('fifty calls', () => {
  test('are shown while they all go on, and the page stays smooth', async () => {
    const one = (await demo()).filter((message) => 'trace' in message && message.party === 'romeo');
    const calls = Array.from({ length: 50 }, (_, number) =>
      one.map((message) => renamed(message as TraceOf, `call-${number}`)),
    );
    const [first = []] = calls;
    const { page, server } = await opened(first);
    const frames = page.evaluate(countFrames, 3_000);
    // A step of each call in turn, a hundred of them a second and more.
    for (let step = 0; step < first.length; step += 1) {
      for (const call of calls.slice(1)) {
        const message = call[step];
        if (message !== undefined) server.send(message);
      }
      await new Promise((resolve) => setTimeout(resolve, 2_400 / first.length));
    }
    const rate = await frames;
    writeFileSync(`${PICTURES}/frames.txt`, `50 calls: ${rate.toFixed(1)} frames/s\n`);
    await page.waitForFunction(() => document.querySelectorAll('.actor').length >= 50);
    await page.screenshot({ path: `${PICTURES}/fifty.png` });
    // The figure is in docs/guides/inspector.md; here only that the page does not stand still on a busy machine.
    expect(rate).toBeGreaterThan(3);
  });
});

type TraceOf = Extract<InspectMessage, { readonly trace: unknown }>;

function renamed({ trace, ...rest }: TraceOf, sessionId: string): InspectMessage {
  return { ...rest, trace: { ...trace, sessionId } as TraceOf['trace'] };
}

/** Frames a second that the page itself is given. */
function countFrames(forMs: number): Promise<number> {
  return new Promise((resolve) => {
    const begun = performance.now();
    let frames = 0;
    const count = (now: number) => {
      frames += 1;
      if (now - begun < forMs) requestAnimationFrame(count);
      else resolve((frames * 1_000) / (now - begun));
    };
    requestAnimationFrame(count);
  });
}
