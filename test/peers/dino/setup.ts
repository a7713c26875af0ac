/** Refuses to start the calls with Dino on the machine's own network, and says how they are started. */

/** The folder that main.ts has furnished, by the name of its variable. */
export const FOLDER_VARIABLE = 'OMEMO_CALLS_DINO';

export function setup(): void {
  if (process.env[FOLDER_VARIABLE] === undefined) {
    throw new Error('These tests need a network of their own: npm run test:dino starts them on one.');
  }
}
