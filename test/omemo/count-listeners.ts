/**
 * Run in a process of its own by libsignal-defects.test.ts: prints which listeners are left after OMEMO was imported.
 */
const EVENTS = ['uncaughtException', 'unhandledRejection'] as const;

function ours(): void {}

for (const event of EVENTS) process.on(event, ours);
await import('../../src/omemo/entry.ts');
const names = EVENTS.map((event) => [event, process.listeners(event as 'exit').map(({ name }) => name)]);
process.stdout.write(JSON.stringify(Object.fromEntries(names)));
