/** Waiting for what another program does: asked again and again, since it does not tell. */
import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE_MS = 30_000;
const BETWEEN_MS = 100;

/** What is there once it is; or an error that says what never was, and what was seen last. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | false | undefined> | T | false | undefined,
  seen?: () => unknown,
): Promise<T> {
  for (const deadline = Date.now() + PATIENCE_MS; ; ) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline) {
      const rest = seen === undefined ? '' : `; instead: ${JSON.stringify(await seen())}`;
      throw new Error(`it never came to it that ${what}${rest}`);
    }
    await sleep(BETWEEN_MS);
  }
}
