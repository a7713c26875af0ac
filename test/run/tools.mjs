/**
 * The tools that npm does not install: which are there, and what to do about those that are not.
 *
 * Plain JavaScript, typed by comments, as runner.mjs is and for its reason.
 */

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const EJABBERD_VERSION = `case application:load(ejabberd) of
  ok -> {ok, V} = application:get_key(ejabberd, vsn), io:put_chars(["ejabberd ", V, "\\n"]), halt();
  _ -> halt(1)
end.`;

/**
 * How each says its version, and by it that it is there. Prosody itself would begin to serve, and `ejabberdctl` serves
 * nobody but root.
 */
const VERSION_COMMANDS = {
  chromium: ['chromium', '--version'],
  ejabberd: ['erl', '-noinput', '-eval', EJABBERD_VERSION],
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
  const env = { ...process.env, ...(tool === 'ejabberd' ? { ERL_LIBS: ejabberdLibraries() } : {}) };
  const { status, stdout } = spawnSync(command, options, {
    encoding: 'utf8',
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
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

/**
 * Where Erlang finds ejabberd: a folder named for the machine's architecture, which only `ejabberdctl` knows. Undefined
 * where that is not installed.
 *
 * @returns {string | undefined}
 */
export function ejabberdLibraries() {
  // Debian has it where not every user looks.
  for (const folder of [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin']) {
    try {
      const [, libraries] = /^ERL_LIBS='(.+)'$/m.exec(readFileSync(join(folder, 'ejabberdctl'), 'utf8')) ?? [];
      if (libraries !== undefined) return libraries;
    } catch {
      // Not here.
    }
  }
  return undefined;
}
