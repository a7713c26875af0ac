/**
 * The tools that npm does not install: which are there, and what to do about those that are not.
 *
 * Plain JavaScript, typed by comments, as runner.mjs is and for its reason.
 */

import { spawnSync } from 'node:child_process';

/** How each says its version, and by it that it is there. Prosody itself would begin to serve. */
const VERSION_COMMANDS = {
  chromium: ['chromium', '--version'],
  gcc: ['gcc', '--version'],
  openssl: ['openssl', 'version'],
  prosody: ['prosodyctl', 'about'],
  spin: ['spin', '-V'],
  z3: ['z3', '--version'],
};

/** @typedef {keyof typeof VERSION_COMMANDS} Tool */

/**
 * The first line of what a tool says of itself; undefined where it does not run.
 *
 * @param {Tool} tool
 * @returns {string | undefined}
 */
export function versionOf(tool) {
  const [command = tool, ...options] = VERSION_COMMANDS[tool] ?? [];
  const { status, stdout } = spawnSync(command, options, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  return status === 0 ? stdout.split('\n')[0]?.trim() : undefined;
}

/**
 * What to say where some of these tools are not installed; undefined where all are.
 *
 * @param {readonly Tool[]} tools
 * @param {(tool: Tool) => string | undefined} [version]  for tests
 * @returns {string | undefined}
 */
export function whatIsMissing(tools, version = versionOf) {
  const missing = tools.filter((tool) => version(tool) === undefined);
  if (missing.length === 0) return undefined;
  return `needs ${missing.join(' and ')} (apt-get install ${missing.join(' ')})`;
}
