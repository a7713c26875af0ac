/**
 * Completes package-lock.json: `npm run lock`, after dependencies changed.
 *
 * Tools written in other languages come as one optional package per platform. Where the registry at hand lacks some of
 * them, npm leaves them out of the lock file without a word, and `npm ci` then refuses that lock file everywhere. What
 * is added here carries no integrity, since nobody here has seen the package; npm installs it on its own platform only.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/**
 * @typedef {object} LockedPackage
 * @property {string} [version]
 * @property {boolean | undefined} [dev]
 * @property {boolean} [optional]
 * @property {readonly string[]} [os]
 * @property {readonly string[]} [cpu]
 * @property {readonly string[]} [libc]
 * @property {Readonly<Record<string, string>>} [optionalDependencies]
 *
 * @typedef {Readonly<Record<string, LockedPackage>>} LockedPackages  by folder, `node_modules/a/node_modules/b`
 */

/**
 * The optional packages that something depends on and the lock file does not have.
 *
 * @param {LockedPackages} packages
 * @returns {LockedPackages}
 */
export function missingPackages(packages) {
  /** @type {readonly (readonly [string, LockedPackage])[]} */
  const missing = Object.entries(packages).flatMap(([folder, { dev, optionalDependencies }]) =>
    Object.entries(optionalDependencies ?? {})
      .filter(([name]) => !foldersAbove(folder).some((above) => `${above}node_modules/${name}` in packages))
      .map(
        ([name, version]) =>
          /** @type {const} */ ([`node_modules/${name}`, { version, dev, optional: true, ...platformOf(name) }]),
      ),
  );
  return Object.fromEntries(missing);
}

/**
 * Where Node looks for what a package imports: its own folder first, then each one around it.
 *
 * @param {string} folder
 * @returns {readonly string[]}
 */
function foldersAbove(folder) {
  const around = [...folder.matchAll(/node_modules\//g)].map(({ index }) => folder.slice(0, index));
  return folder === '' ? [''] : [...around, `${folder}/`];
}

/**
 * What such packages are named after. One that is named otherwise stays for a person to look at.
 *
 * @param {string} name
 */
function platformOf(name) {
  const os = /android|darwin|freebsd|linux|openharmony|win32/.exec(name)?.[0];
  const cpu = /arm64|x64|ia32|ppc64|riscv64|s390x|arm/.exec(name)?.[0];
  if (os === undefined || cpu === undefined) throw new Error(`${name} is not named after a platform: add it by hand`);
  return os === 'linux'
    ? { os: [os], cpu: [cpu], libc: [name.includes('musl') ? 'musl' : 'glibc'] }
    : { os: [os], cpu: [cpu] };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const text = readFileSync('package-lock.json', 'utf8');
  const lock = /** @type {{ readonly packages: LockedPackages }} */ (JSON.parse(text));
  const missing = missingPackages(lock.packages);
  const inOrder = Object.entries({ ...lock.packages, ...missing }).toSorted(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(
    'package-lock.json',
    `${JSON.stringify({ ...lock, packages: Object.fromEntries(inOrder) }, null, 2)}\n`,
  );
  console.log(`added ${Object.keys(missing).length} packages`);
}
