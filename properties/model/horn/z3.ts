/**
 * Runs Z3 on a text. It reads no file and leaves none.
 */
import { spawn } from 'node:child_process';

export interface Z3Limits {
  readonly seconds: number;
  readonly megabytes: number;
}

export const DEFAULT_LIMITS: Z3Limits = { seconds: 60, megabytes: 1024 };

/** What Z3 printed; errors of the text are among it, and why it gave up. Ends Z3 when the signal comes. */
export function runZ3(text: string, { seconds, megabytes }: Z3Limits, signal?: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const parameters = ['-in', `-T:${seconds}`, `-memory:${megabytes}`];
    const child = spawn('z3', parameters, { stdio: 'pipe', ...(signal && { signal }) });
    const output: string[] = [];
    const keep = (chunk: string): void => void output.push(chunk);
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    child.on('error', reject);
    child.on('close', (code) => {
      // With errors in its answer Z3 ends with 1; they are told by what reads the answer.
      if (output.length === 0) keep(`Z3 ended with ${code} and without a word`);
      resolve(output.join(''));
    });
    // Z3 may have given up before it has read all: its answer says why.
    child.stdin.on('error', () => {});
    child.stdin.end(text);
  });
}
