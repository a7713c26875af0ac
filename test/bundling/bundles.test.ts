/** What a page loads that embeds this package: which packages, and how much. Of what is in dist/. */
import { build as buildWithEsbuild } from 'esbuild';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Bundle, bundle, describeBundle, nameOf } from '../support/bundle.ts';

const CORE = "export * from 'omemo-calls';";
const OMEMO = "export * from 'omemo-calls/omemo';";

const XML_PACKAGES = [
  '@nodable/entities',
  'anynum',
  'fast-xml-parser',
  'is-unsafe',
  'path-expression-matcher',
  'strnum',
  'xml-naming',
];
const CORE_PACKAGES = [...XML_PACKAGES, 'omemo-calls', 'xstate'];
const OMEMO_PACKAGES = ['@noble/curves', '@noble/hashes', 'omemo-calls'];

/** The upper bounds that docs/guides/browsers.md tells, in bytes of gzip. */
const BOUNDS = { core: 96_000, omemo: 33_000, both: 127_500 } as const;

async function bundleWithEsbuild(text: string): Promise<Bundle> {
  const { outputFiles, metafile } = await buildWithEsbuild({
    stdin: { contents: text, resolveDir: process.cwd() },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    metafile: true,
    write: false,
    logLevel: 'error',
  });
  const [output] = Object.values(metafile.outputs);
  const modules = Object.entries(output!.inputs)
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([path]) => nameOf(`${process.cwd()}/${path}`))
    .filter((name) => name !== undefined);
  return describeBundle(outputFiles[0]!.text, modules);
}

describe.each([
  ['Vite', (text: string) => bundle(text, [])],
  ['esbuild', bundleWithEsbuild],
])('a bundle by %s', (_, make) => {
  const bundles = new Map<keyof typeof BOUNDS, Bundle>();
  beforeAll(async () => {
    bundles.set('core', await make(CORE));
    bundles.set('omemo', await make(OMEMO));
    bundles.set('both', await make(CORE + OMEMO));
  });

  test('of the core holds the core, XState and the XML parser', () => {
    expect(bundles.get('core')!.packages).toEqual(CORE_PACKAGES.toSorted());
  });

  test('of OMEMO holds @noble and nothing else', () => {
    expect(bundles.get('omemo')!.packages).toEqual(OMEMO_PACKAGES.toSorted());
  });

  test('of both holds nothing more', () => {
    expect(bundles.get('both')!.packages).toEqual([...new Set([...CORE_PACKAGES, ...OMEMO_PACKAGES])].toSorted());
  });

  test.each(['core', 'omemo', 'both'] as const)('of %s is as small as is told', (name) => {
    const { code, gzipBytes } = bundles.get(name)!;
    expect(gzipBytes).toBeLessThan(BOUNDS[name]);
    // A bound that is far above is none.
    expect(gzipBytes).toBeGreaterThan(0.9 * BOUNDS[name]);
    // node:crypto is asked of the process by name, where there is one: src/omemo/platform.ts.
    expect(code.match(/["'`]node:[\w/]+/g) ?? []).toEqual(name === 'core' ? [] : [expect.stringContaining('crypto')]);
  });
});
