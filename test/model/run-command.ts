/** Runs a command of the model as a process, in this checkout. */
import { spawnSync } from 'node:child_process';

/** @param path  where programs are looked for */
export function runCommand(file: string, parameters: readonly string[], path = process.env['PATH']) {
  const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', file, ...parameters], {
    encoding: 'utf8',
    env: { ...process.env, PATH: path },
  });
  return { status, stderr };
}
