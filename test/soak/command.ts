/**
 * `npm run soak -- [OPERATIONS]`: lets OMEMO devices work for a hundred thousand operations, or as many as are given,
 * tells what is kept after each eighth of them as JSON lines, and fails where something has grown.
 */
import { growthIn, soak } from './soak.ts';

const DEFAULT_OPERATIONS = 100_000;

const operations = Number(process.argv[2] ?? DEFAULT_OPERATIONS);
if (!Number.isSafeInteger(operations) || operations < 1) {
  process.stderr.write('usage: npm run soak -- [OPERATIONS]\n');
  process.exit(2);
}
const looks = await soak(operations);
for (const look of looks) process.stdout.write(`${JSON.stringify(look)}\n`);
const faults = growthIn(looks);
process.stdout.write(`${faults.length === 0 ? 'nothing grew' : `grew: ${faults.join('; ')}`}\n`);
process.exitCode = faults.length === 0 ? 0 : 1;
