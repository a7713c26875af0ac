/** The worked example of docs/guides/own-omemo.md is what runs here, and keeps every promise of the port. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { omemoConformance } from '../../../src/testing/entry.ts';
import { openClient } from './some-client.ts';
import { wrapOmemo } from './wrap-client.ts';

describe('docs/guides/own-omemo.md', () => {
  test('shows the example that is tested here', () => {
    const [, ...code] = readFileSync('test/testing/omemo/wrap-client.ts', 'utf8').split('\n');
    const shown = code.join('\n').replaceAll('../../../src/index.ts', 'omemo-calls');
    expect(readFileSync('docs/guides/own-omemo.md', 'utf8')).toContain(`\`\`\`ts\n${shown}\`\`\`\n`);
  });

  test('names every check, and what it is for', () => {
    const guide = readFileSync('docs/guides/own-omemo.md', 'utf8');
    const checks = omemoConformance({ createDevice: () => Promise.reject(new Error('nothing is run')) });
    expect(checks.filter(({ name, promise }) => !guide.includes(`| \`${name}\` | ${promise} |`))).toEqual([]);
  });
});

describe('the client of the worked example', () => {
  const checks = omemoConformance({
    async createDevice(device) {
      const client = await openClient(device);
      return {
        omemo: wrapOmemo(client),
        restart: async () => wrapOmemo(await openClient(device, client.disk())),
      };
    },
  });

  for (const { name, promise, run } of checks) {
    test(`${name}: ${promise}`, () => expect(run()).resolves.toBeUndefined());
  }
});
