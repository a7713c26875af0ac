/** Bundles for browsers, as the bundler of an application makes them: minified, in one file, of the built package. */
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import type { InlineConfig, Plugin } from 'vite';

export interface Bundle {
  readonly code: string;
  readonly gzipBytes: number;
  /** What is in it, each once, sorted: packages by name, and what is of this package as `omemo-calls`. */
  readonly packages: readonly string[];
  /** Paths inside their package, for what is more than nothing: `@noble/hashes/sha2.js`. */
  readonly modules: readonly string[];
}

const ENTRY = 'virtual:entry';
const ROOT = process.cwd();

/**
 * Bundles a module with Vite.
 *
 * @param text  the module; what it exports stays reachable
 * @param plugins  what an application adds
 * @param minify  false keeps names
 */
export async function bundle(text: string, plugins: readonly Plugin[], minify = true): Promise<Bundle> {
  const config: InlineConfig = {
    root: ROOT,
    configFile: false,
    logLevel: 'error',
    plugins: [virtualEntry(text), ...plugins],
    build: {
      write: false,
      minify,
      target: 'es2022',
      modulePreload: false,
      rolldownOptions: { input: ENTRY, preserveEntrySignatures: 'strict', output: { codeSplitting: false } },
    },
  };
  const built = await build(config);
  if (!('output' in built)) throw new Error('expected one bundle');
  const [chunk, ...others] = built.output;
  if (others.length > 0)
    throw new Error(`expected one file, not also ${others.map(({ fileName }) => fileName).join()}`);
  const modules = Object.entries(chunk.modules)
    .filter(([, { renderedLength }]) => renderedLength > 0)
    .map(([path]) => nameOf(path))
    .filter((name) => name !== undefined);
  return describeBundle(chunk.code, modules);
}

/** What was bundled, whatever bundled it. */
export function describeBundle(code: string, modules: readonly string[]): Bundle {
  const packages = new Set(modules.map(packageOf));
  return { code, gzipBytes: gzipSync(code, { level: 9 }).length, packages: [...packages].toSorted(), modules };
}

/** `/…/node_modules/@noble/hashes/sha2.js` -> `@noble/hashes/sha2.js`; undefined for the bundler's own helpers. */
export function nameOf(path: string): string | undefined {
  const [, inPackage] = path.replaceAll('\\', '/').split(/.*\/node_modules\//);
  if (inPackage !== undefined) return inPackage;
  const dist = join(ROOT, 'dist').replaceAll('\\', '/');
  return path.startsWith(dist) ? `omemo-calls${path.slice(dist.length)}` : undefined;
}

function packageOf(module: string): string {
  return module
    .split('/')
    .slice(0, module.startsWith('@') ? 2 : 1)
    .join('/');
}

function virtualEntry(text: string): Plugin {
  return {
    name: 'entry',
    resolveId: (request) => (request === ENTRY ? `\0${ENTRY}.ts` : null),
    load: (id) => (id === `\0${ENTRY}.ts` ? text : null),
  };
}
