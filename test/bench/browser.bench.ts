/**
 * How long OMEMO takes in Chromium beside the library as it comes, by the clock on the wall: much of the work is done
 * by the browser's other threads.
 *
 * Three pages take turns: this package, this package with the curve in JavaScript, as in an older browser, and the
 * library. The figure is the least time of all rounds. Other work on the machine only adds to a time, and adds more to
 * what changes threads a dozen times in a millisecond than to what keeps one busy for eighty.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { chromiumPath, inPage, launchChromium, servePages } from '../browser/chromium.ts';
import { bundle } from '../support/bundle.ts';
import type { TimedSteps } from './browser-steps.ts';
import { type BenchRow, benchRow } from './row.ts';

/** What each step is called, and how many times faster than the stock library it has to be. */
const ROWS = {
  startSession: { name: 'in Chromium: session from a bundle', atLeast: 50 },
  firstMessage: { name: 'in Chromium: first message decrypted', atLeast: undefined },
  pingPong: { name: 'in Chromium: an answer decrypted', atLeast: undefined },
  oneWay: { name: 'in Chromium: a further message, encrypted and decrypted', atLeast: undefined },
} as const;

const STEPS = ['startSession', 'firstMessage', 'pingPong', 'oneWay'] as const;

/** How many times a step is done in a turn: about a quarter of a second each. */
const COUNTS = { own: 40, noble: 8, stock: 2 } as const;
const CANDIDATES = ['own', 'noble', 'stock'] as const;

/** stock-omemo.ts also has what loads the library in Node. A page has it in its bundle. */
const WITHOUT_NODE: Plugin = {
  name: 'without-node',
  enforce: 'pre',
  resolveId: (request) => (request === 'node:module' ? '\0without-node' : null),
  load: (id) => (id === '\0without-node' ? 'export const createRequire = undefined;' : null),
};

async function bundlePage(file: string, ...plugins: readonly Plugin[]): Promise<string> {
  const path = join(process.cwd(), 'test', 'bench', file);
  return (await bundle(`import ${JSON.stringify(path)};`, plugins)).code;
}

/** Runs the comparison; no rows, and a line on standard error, where there is no Chromium. */
export async function benchBrowser({ rounds = 20 } = {}): Promise<readonly BenchRow[]> {
  if (chromiumPath() === undefined) {
    console.error('not measured in a browser: there is no chromium (apt-get install chromium)');
    return [];
  }
  const own = await bundlePage('browser-own-page.ts');
  const server = await servePages({ own, stock: await bundlePage('browser-stock-page.ts', WITHOUT_NODE) });
  const profile = mkdtempSync(join(tmpdir(), 'omemo-calls-bench-'));
  const context = await launchChromium(profile);
  console.error(`Chromium ${context.browser()?.version()}`);
  try {
    const addresses = {
      own: server.address('own'),
      noble: `${server.address('own')}?noble`,
      stock: server.address('stock'),
    };
    const pages = new Map<string, Awaited<ReturnType<typeof context.newPage>>>();
    for (const candidate of CANDIDATES) {
      const page = await context.newPage();
      await page.goto(addresses[candidate]);
      await page.waitForFunction('globalThis.functions !== undefined');
      pages.set(candidate, page);
    }
    const measure = async (candidate: (typeof CANDIDATES)[number], step: (typeof STEPS)[number]) => {
      const page = pages.get(candidate);
      return page === undefined ? Number.NaN : inPage<TimedSteps, typeof step>(page, step, COUNTS[candidate]);
    };
    return await compareAll(measure, rounds);
  } finally {
    await context.close();
    await server.close();
    rmSync(profile, { recursive: true, force: true });
  }
}

type Measure = (candidate: (typeof CANDIDATES)[number], step: (typeof STEPS)[number]) => Promise<number>;

async function compareAll(measure: Measure, rounds: number): Promise<readonly BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const step of STEPS) {
    const leastMs = { own: Number.POSITIVE_INFINITY, noble: Number.POSITIVE_INFINITY, stock: Number.POSITIVE_INFINITY };
    for (let round = 0; round < rounds; round += 1) {
      for (const candidate of round % 2 === 0 ? CANDIDATES : CANDIDATES.toReversed()) {
        leastMs[candidate] = Math.min(leastMs[candidate], await measure(candidate, step));
      }
    }
    rows.push(...rowsOf(step, leastMs));
  }
  return rows;
}

function rowsOf(
  step: (typeof STEPS)[number],
  ms: Readonly<Record<(typeof CANDIDATES)[number], number>>,
): readonly BenchRow[] {
  const { name, atLeast } = ROWS[step];
  const bound = atLeast === undefined ? {} : { bound: { op: '>=', value: atLeast } as const };
  return [
    benchRow({ name, value: ms.own, unit: 'ms' }),
    benchRow({ name: `${name}, speed`, value: ms.stock / ms.own, unit: 'x', ratioTo: 'stock', ...bound }),
    benchRow({ name: `${name}, curve in JavaScript, speed`, value: ms.stock / ms.noble, unit: 'x', ratioTo: 'stock' }),
  ];
}
