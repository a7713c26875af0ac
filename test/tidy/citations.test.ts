/** Every specification that is cited is pinned, and every anchor is one it has. */

import { describe, expect, test } from 'vitest';
import anchors from './anchors.json' with { type: 'json' };
import { type Citation, citationFaults, citationsIn, type PinnedXeps } from './citations.ts';
import { projectFiles } from './project.ts';

const xeps: PinnedXeps = anchors;
const files = projectFiles().filter(({ path }) => /\.(ts|mjs|md|json)$/.test(path) && path !== 'package-lock.json');
const references = files.find(({ path }) => path === 'docs/references.md')?.text ?? '';
/** Only the references can make an RFC known, so that each has its title and use. */
const rfcs = new Set([...references.matchAll(/^\| (RFC \d+) \|/gm)].map(([, rfc = '']) => rfc));

/** Here the wrong ones are written out. */
const OWN_FILES = new Set(['test/tidy/citations.test.ts', 'test/tidy/citations.ts']);

describe('this project', () => {
  test('cites only what the pinned specifications have', () => {
    const citations = files.filter(({ path }) => !OWN_FILES.has(path)).flatMap(citationsIn);
    expect(citations.length).toBeGreaterThan(50);
    expect(citations.flatMap((citation) => citationFaults(citation, xeps, rfcs))).toEqual([]);
  });

  test.each(Object.entries(xeps))(
    'pins %s in docs/references.md at the same version',
    (number, { title, version, date }) => {
      expect(references).toContain(`| ${number} | ${title} | ${version} (${date}) |`);
    },
  );

  test('has no specification in docs/references.md that test/tidy/anchors.json does not know', () => {
    const rows = [...references.matchAll(/^\| (XEP-\d{4}) \|/gm)].map(([, number]) => number);
    expect(rows).toEqual(Object.keys(xeps));
  });
});

describe('citationsIn', () => {
  const citationsOf = (text: string): readonly Omit<Citation, 'at'>[] =>
    citationsIn({ path: 'a.ts', text }).map(({ spec, version, anchors: cited }) => ({ spec, version, anchors: cited }));

  test.each([
    ['XEP-0353', undefined, []],
    ['XEP-0353 #tie-break-1.', undefined, ['tie-break-1']],
    ['XEP-0353 0.8.0.', '0.8.0', []],
    ['XEP-0353 0.8.0 #intent #ring', '0.8.0', ['intent', 'ring']],
    ['XEP-0353 #intent, #ring and #finish', undefined, ['intent', 'ring', 'finish']],
    [' * XEP-0353 0.8.0\n * #intent', '0.8.0', ['intent']],
    ['// XEP-0353\n    // 0.8.0 #intent', '0.8.0', ['intent']],
    ["test('refuses it [XEP-0353 #intent]'", undefined, ['intent']],
  ])('reads %j', (text, version, cited) => {
    expect(citationsOf(text)).toEqual([{ spec: 'XEP-0353', version, anchors: cited }]);
  });

  test('keeps the anchors of two specifications apart', () => {
    expect(citationsOf('XEP-0166 1.1.2 #errors; RFC 6120 #8.3.')).toEqual([
      { spec: 'XEP-0166', version: '1.1.2', anchors: ['errors'] },
      { spec: 'RFC 6120', version: undefined, anchors: ['8.3'] },
    ]);
  });

  test('says on which line', () => {
    expect(citationsIn({ path: 'a.ts', text: '\n\n// XEP-0353' })[0]?.at).toBe('a.ts:3');
  });
});

describe('citationFaults', () => {
  const faultsOf = (text: string): readonly string[] =>
    citationsIn({ path: 'a.ts', text }).flatMap((citation) => citationFaults(citation, xeps, new Set(['RFC 6120'])));

  test.each([
    'XEP-0353 #tie-break',
    'XEP-0320 #example-6',
    'XEP-0320 #example-0',
    'XEP-0167 #table-2',
    'XEP-0353 0.7.0',
    'XEP-9999',
    'RFC 9999 #1',
  ])('reports %s', (text) => {
    expect(faultsOf(text)).toHaveLength(1);
  });

  test.each(['XEP-0353 0.8.0 #tie-break-1', 'XEP-0320 #example-5', 'XEP-0167 #table-1', 'XEP-0353', 'RFC 6120 #8.3'])(
    'lets pass %s',
    (text) => {
      expect(faultsOf(text)).toEqual([]);
    },
  );
});
