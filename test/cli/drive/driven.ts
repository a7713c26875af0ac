/** A driver to talk to, in this process or as a process of its own: takes commands, gives the lines of the answer. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { AnswerLine, MediaLineContent } from '../../../src/cli/drive/answers.ts';
import { Driver } from '../../../src/cli/drive/driver.ts';

/** A line as a test looks at it: what is not there is undefined, whatever the type says. */
export interface Line {
  readonly [field: string]: unknown;
  readonly out: string;
  readonly xml: string;
  readonly sid: string;
  readonly event: string;
  readonly do: string;
  readonly contents: readonly MediaLineContent[];
  readonly preKeys: readonly { readonly id: number; readonly key: string }[];
}
export type Command = object | string;

export interface Driven {
  /** The lines that answer a command, `done` last. A string is taken as the line it is. */
  take(command: Command): Promise<readonly Line[]>;
}

export interface DrivenInProcess extends Driven {
  /** What went to standard error: stories of bugs. */
  readonly log: readonly string[];
  end(): Promise<void>;
}

export function drivenInProcess(): DrivenInProcess {
  let lines: Line[] = [];
  const log: string[] = [];
  const driver = new Driver(
    // Through text, as a script gets them.
    (line: AnswerLine) => lines.push(JSON.parse(JSON.stringify(line)) as Line),
    (text) => log.push(text),
  );
  return {
    log,
    end: () => driver.end(),
    take: async (command) => {
      lines = [];
      await driver.take(typeof command === 'string' ? command : JSON.stringify(command));
      return lines;
    },
  };
}

export interface DrivenProcess extends Driven {
  /** Ends the input; the exit code, and what was said that answered nothing. */
  end(): Promise<{ readonly exitCode: number | null; readonly err: string }>;
}

/** The built command line, as `omemo-calls drive`. */
export function drivenProcess(): DrivenProcess {
  const child = spawn(process.execPath, ['dist/src/cli/main.js', 'drive'], { stdio: 'pipe' });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  let err = '';
  child.stderr.on('data', (text: Buffer) => (err += text.toString()));
  let lines: Line[] = [];
  let answered: (answer: readonly Line[]) => void = () => undefined;
  createInterface({ input: child.stdout }).on('line', (text) => {
    const line = JSON.parse(text) as Line;
    lines.push(line);
    if (!('done' in line)) return;
    answered(lines);
    lines = [];
  });
  return {
    take: (command) =>
      new Promise((resolve, reject) => {
        answered = resolve;
        void exited.then((code) => reject(new Error(`the driver exited with ${code}: ${err}`)));
        child.stdin.write(`${typeof command === 'string' ? command : JSON.stringify(command)}\n`);
      }),
    end: async () => {
      child.stdin.end();
      return { exitCode: await exited, err };
    },
  };
}

/** The events of an answer, each as its name and what else is in it. */
export function eventsIn(lines: readonly Line[]): readonly Line[] {
  return lines.filter(({ out }) => out === 'event');
}

export function stanzasIn(lines: readonly Line[]): readonly string[] {
  return lines.filter(({ out }) => out === 'stanza').map(({ xml }) => xml);
}

export function mediaIn(lines: readonly Line[]): readonly Line[] {
  return lines.filter(({ out }) => out === 'media');
}

/** The fingerprint of the first content that an order of the media engine names. */
export function fingerprintIn(lines: readonly Line[], order: string): string {
  const found = mediaIn(lines).find((line) => line.do === order)?.contents[0]?.fingerprint?.value;
  if (found === undefined) throw new Error(`no fingerprint in ${order}: ${JSON.stringify(lines)}`);
  return found;
}

const VERB = /<(?:jingle [^>]*action="([^"]+)"|(propose|ringing|proceed|reject|retract|finish|accept) )/;

/** What kind each line is, in order: for tests of order. */
export function outline(lines: readonly Line[]): readonly string[] {
  return lines.map((line) => {
    switch (line.out) {
      case 'stanza': {
        const [, action, verb] = VERB.exec(line.xml) ?? [];
        return `stanza ${action ?? verb ?? /^<\S+/.exec(line.xml)?.[0]}`;
      }
      case 'event':
        return `event ${line.event}`;
      case 'media':
        return `media ${line.do}`;
      default:
        return line.out ?? 'done';
    }
  });
}
