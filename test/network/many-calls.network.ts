/** The echo bot of the command line, called by fifty at once who have never called before. */
import { afterEach, expect, test } from 'vitest';
import { useCliAccounts } from './cli-accounts.ts';
import { xmppJs } from './libraries.ts';
import { join, toldTo, until } from './party.ts';
import type { NetworkParty } from './party.ts';
import type { BareJid } from '../../src/jid.ts';

const CALLERS = Array.from({ length: 50 }, (_, index) => `caller${index}`);
/** How many log in at a time. */
const AT_ONCE = 10;
const cli = useCliAccounts(CALLERS);

let callers: NetworkParty[] = [];
afterEach(() => Promise.all(callers.map((caller) => caller.leave())));

test('are all answered, authenticated', async () => {
  const bot = await cli.echoBot();
  for (let at = 0; at < CALLERS.length; at += AT_ONCE) {
    const some = CALLERS.slice(at, at + AT_ONCE).map((name) => join(xmppJs, cli.server, [name, 'r']));
    callers = [...callers, ...(await Promise.all(some))];
  }
  const [begunMs, usedMs] = [performance.now(), await bot.processorMs()];
  for (const { manager } of callers) manager.placeCall({ to: 'juliet@localhost' as BareJid, media: ['audio'] });
  const isDone = (told: readonly string[]) =>
    told.includes('authenticated (blind)') || told.some((word) => word.startsWith('ended'));
  await until('all are answered', () => callers.every((caller) => isDone(toldTo(caller))), 60_000);
  const [tookMs, processorMs] = [performance.now() - begunMs, (await bot.processorMs()) - usedMs];
  expect(callers.map((caller) => toldTo(caller))).toEqual(
    CALLERS.map(() => expect.arrayContaining(['ringing', 'accepted', 'authenticated (blind)'])),
  );
  expect(bot.err()).toBe('');
  // For docs/performance.md.
  process.stderr.write(
    `50 calls answered in ${Math.round(tookMs)} ms, ${Math.round(processorMs)} ms of them the bot's\n`,
  );
});
