/**
 * `npm run bench`: every figure the documents quote, with the rivals it is measured against, in one run.
 *
 * Arguments are names of groups (`xml`, `machine`, `omemo`, `negotiation`, `dispatch`, `calls`, `browser`; default
 * these), `--json`, and `--processor`, which counts processor time where the clock on the wall is the default: for a
 * machine that has other work. A group `endurance` takes minutes and is run only when named. Exits with 1 where a bound
 * is not met.
 */
import { cpus } from 'node:os';
import { benchBrowser } from './browser.bench.ts';
import { benchCalls, benchEndurance } from './calls.bench.ts';
import { benchDispatch } from './dispatch.bench.ts';
import { benchMachine } from './machine.bench.ts';
import { benchNegotiation } from './negotiation.bench.ts';
import { benchOmemo } from './omemo.bench.ts';
import { describeBenchRow } from './row.ts';
import type { BenchRow } from './row.ts';
import { benchXml } from './xml.bench.ts';

const args = process.argv.slice(2);
const isJson = args.includes('--json');
const clock = args.includes('--processor') ? 'processor' : 'wall';

const GROUPS: Readonly<Record<string, () => Promise<readonly BenchRow[]>>> = {
  xml: () => benchXml(),
  machine: () => benchMachine(),
  omemo: () => benchOmemo({ clock }),
  negotiation: () => benchNegotiation({ clock }),
  dispatch: () => benchDispatch({ clock }),
  calls: () => benchCalls(),
  browser: () => benchBrowser(),
};

/** Run only when named: minutes. */
const LONG: typeof GROUPS = { endurance: () => benchEndurance() };
const ALL = { ...GROUPS, ...LONG };

const asked = args.filter((argument) => argument !== '--json' && argument !== '--processor');
const unknown = asked.filter((group) => ALL[group] === undefined);
if (unknown.length > 0) {
  console.error(
    `no such group: ${unknown.join(', ')}. Groups: ${Object.keys(ALL).join(', ')}; options: --json, --processor`,
  );
  process.exit(2);
}

if (!isJson) console.log(`Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown processor'}\n`);
let isMet = true;
for (const group of asked.length > 0 ? asked : Object.keys(GROUPS)) {
  if (!isJson) console.error(`measuring ${group} ...`);
  for (const row of (await ALL[group]?.()) ?? []) {
    isMet &&= row.met;
    console.log(isJson ? JSON.stringify({ group, ...row }) : describeBenchRow(row));
  }
}
process.exitCode = isMet ? 0 : 1;
