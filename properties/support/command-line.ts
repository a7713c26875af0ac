/** What the commands over machines and cores have in common: numbers, Ctrl-C, and what is wrong with a command line. */
import { InvalidArgumentError } from 'commander';

/** Reads an option that is a whole number. */
export function integer(least: number, most: number) {
  return (text: string): number => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
      throw new InvalidArgumentError(`It takes a number from ${least} to ${most}.`);
    }
    return value;
  };
}

/** Says what is wrong with a command line and how it is done; its exit code. */
export function refuseCommandLine(command: string, why: string): number {
  process.stderr.write(`error: ${why}\ntry: npm run ${command} -- --help\n`);
  return 2;
}

/** Ctrl-C asks work to end where it stands; `forget` gives Ctrl-C its usual meaning back. */
export function listenForStop(): { readonly signal: AbortSignal; readonly forget: () => void } {
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  process.on('SIGINT', stop).on('SIGTERM', stop);
  return { signal: stopping.signal, forget: () => process.off('SIGINT', stop).off('SIGTERM', stop) };
}

/** `1,234`. */
export function counted(value: number): string {
  return Math.round(value).toLocaleString('en');
}
