/** A test's hands on a running Dino: accessibility.py, asked one thing at a time. */
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** An object on Dino's screen, as assistive technology sees it. */
export interface ScreenObject {
  readonly path: readonly number[];
  readonly role: string;
  readonly name: string;
  readonly actions: readonly string[];
}

export type Row = Readonly<Record<string, number | string | null>>;

export interface Hands {
  readonly tree: () => Promise<readonly ScreenObject[]>;
  readonly act: (object: ScreenObject, action: string) => Promise<void>;
  /** An action that Dino offers on D-Bus for its notifications. */
  readonly activate: (action: string, ...numbers: readonly number[]) => Promise<void>;
  readonly sql: (file: string, statement: string, ...values: readonly (number | string)[]) => Promise<readonly Row[]>;
  readonly close: () => void;
}

type Answer = { readonly ok: unknown } | { readonly error: string };

/** @param logFile  for what the bindings have to say about themselves */
export function createHands(env: NodeJS.ProcessEnv, logFile: string): Hands {
  const script = fileURLToPath(new URL('accessibility.py', import.meta.url));
  const log = openSync(logFile, 'a');
  // Debian's own, which has Debian's bindings.
  const child = spawn('/usr/bin/python3', [script], { env, stdio: ['pipe', 'pipe', log] });
  closeSync(log);
  const waiting: ((answer: Answer) => void)[] = [];
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) throw new Error('python3 has no pipes');
  createInterface({ input: stdout }).on('line', (line) => waiting.shift()?.(JSON.parse(line) as Answer));
  child.once('exit', () => {
    for (const settle of waiting.splice(0)) settle({ error: 'the hands are gone' });
  });
  const ask = async <T>(...request: readonly unknown[]): Promise<T> => {
    const answer = await new Promise<Answer>((resolve) => {
      waiting.push(resolve);
      stdin.write(`${JSON.stringify(request)}\n`);
    });
    if ('error' in answer) throw new Error(answer.error);
    return answer.ok as T;
  };
  return {
    tree: () => ask('tree'),
    act: (object, action) => ask('act', object.path, action),
    activate: (action, ...numbers) => ask('activate', action, numbers),
    sql: (file, statement, ...values) => ask('sql', file, statement, values),
    close: () => child.kill(),
  };
}
