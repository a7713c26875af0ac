/** One command opens what the explorer finds, what fuzzing finds, and a user's trace, in a real browser. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { runCampaign } from '../../properties/fuzz/campaign.ts';
import { writeFound } from '../../properties/fuzz/found.ts';
import { createMachinesTarget } from '../../properties/fuzz/machines.ts';
import type { Target } from '../../properties/fuzz/target.ts';
import { show } from '../../properties/inspect/show.ts';
import { createSystem, Explorer } from '../../properties/model/explorer.ts';
import { plainCountsAsDecrypted } from '../../properties/model/faults.ts';
import { oneCalleeDevice } from '../../properties/model/joint.ts';
import { storyOf } from '../../properties/model/story.ts';
import { KNOWLEDGE, SETTINGS } from '../../properties/model/systems.ts';
import { inputOf, jsonLines, runCli } from '../cli/run-cli.ts';
import { stepWithoutStops } from '../fuzz/faults.ts';
import { launchChromium } from './chromium.ts';

const PICTURES = '.build/inspector';
const folder = mkdtempSync(join(tmpdir(), 'omemo-calls-stories-'));
let context: BrowserContext;

beforeAll(async () => {
  mkdirSync(PICTURES, { recursive: true });
  context = await launchChromium(join(folder, 'profile'));
});
afterAll(async () => {
  await context.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What `npm run inspector -- FILE` shows at the address that it prints. */
async function shown(path: string): Promise<Page> {
  const stopping = new AbortController();
  let said = '';
  const address = new Promise<string>((resolve, reject) => {
    const err = (text: string) => {
      said += text;
      const [, found] = /^inspector: (\S+)\n/.exec(said) ?? [];
      if (found !== undefined && said.includes('until Ctrl-C')) resolve(found);
    };
    const io = { input: inputOf(), out: () => undefined, err, colours: false, pace: 'fast' } as const;
    const rest = { signal: stopping.signal, environment: {}, askSecret: undefined, endSoon: () => undefined };
    const ended = show([path], { ...io, ...rest });
    ended.then((exitCode) => reject(new Error(`it ended with ${exitCode}: ${said}`)), reject);
    onTestFinished(async () => {
      stopping.abort();
      expect(await ended).toBe(0);
    });
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (line) => complaints.push(line.text()));
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.goto(await address);
  await page.waitForSelector('.row');
  onTestFinished(async () => {
    await page.close();
    expect(complaints).toEqual([]);
  });
  return page;
}

test('a counterexample of the explorer', async () => {
  const setting = SETTINGS['one-call']({ policy: 'opportunistic', callees: 1 });
  const system = createSystem(setting, KNOWLEDGE, { step: plainCountsAsDecrypted });
  const { violations } = new Explorer(system, { invariants: [oneCalleeDevice], witnesses: {} }).finish();
  const found = [...violations.values()].find(({ what }) => what.startsWith('I1'));
  const path = join(folder, 'story.json');
  writeFileSync(path, JSON.stringify(storyOf(found!, system)));
  const page = await shown(path);
  expect(await page.locator('.row.title').textContent()).toBe(found?.what);
  expect(await page.locator('.heads span').allTextContents()).toEqual(['A', 'server', 'juliet']);
  expect(await page.locator('.row.forged').allTextContents()).toEqual([
    ...['made by the server, juliet to A: proceeddevice 1002'],
    expect.stringContaining('made by the server, juliet to A: session-accept') as string,
  ]);
  // The machine of this checkout is not broken: it refuses what the broken one took.
  expect(await page.locator('.verdict').textContent()).toContain('Refused');
  await page.screenshot({ path: `${PICTURES}/story.png` });
});

test('what fuzzing finds', async () => {
  const target = createMachinesTarget(stepWithoutStops) as unknown as Target;
  const { finding } = await runCampaign({
    ...{ targets: [target], seed: 1, shard: { index: 1, of: 1 }, runs: 300, isOver: () => false },
  });
  const path = writeFound(folder, { target: 'machines', shows: finding!.because, run: finding!.run });
  const page = await shown(path);
  expect(await page.locator('.row.title').first().textContent()).toBe(finding?.because);
  expect(await page.locator('.row').last().textContent()).toBe('No promise is broken by it here.');
  const { events } = finding!.run as { events: readonly unknown[] };
  expect(await page.locator('.row.step').count()).toBe(events.length + 1);
});

test("the trace of a user's bug report, as `trace` takes it, with the step that no machine takes", async () => {
  const lines = jsonLines(await runCli(['demo', '--json', '--attack', 'drop-accept']));
  const trace = lines.flatMap((line) =>
    line['party'] === 'romeo' && 'trace' in line ? [line['trace'] as object] : [],
  );
  const end = trace.findLastIndex((entry) => 'to' in entry && entry.to === 'ended');
  const path = join(folder, 'calls.jsonl');
  const damaged = trace.with(end, { ...trace[end], to: 'established.active' });
  writeFileSync(path, damaged.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
  expect(await runCli(['trace', path])).toMatchObject({ exitCode: 1 });
  const page = await shown(path);
  expect(await page.locator('.row.danger').count()).toBe(1);
  expect(await page.locator('.wrong').textContent()).toMatch(/^No machine does this: .* the table says -> ended/);
  await page.keyboard.press('Home');
  await page.waitForSelector('.wrong:empty', { state: 'attached' });
});
