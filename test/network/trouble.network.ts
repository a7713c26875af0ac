/** Slow lines and servers in trouble: each call ends in the right state, with the right words. */
import { join as joinPath } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { engineOf, keyWith, verdicts } from '../support/pair.ts';
import { strophe, xmppJs } from './libraries.ts';
import type { Library } from './libraries.ts';
import { join, toldTo, until } from './party.ts';
import type { NetworkParty, NetworkPartyOptions } from './party.ts';
import { startProsody } from './prosody.ts';
import type { XmppServer } from './server.ts';
import { openSlowLine } from './slow-line.ts';

const ACCOUNTS = ['romeo', 'juliet', 'refusing', 'late', 'silent', 'mute'];
/** Half of what the late server takes. */
const BUNDLE_MS = 500;

let server: XmppServer;
let parties: NetworkParty[] = [];

beforeAll(async () => {
  server = await startProsody({
    accounts: ACCOUNTS,
    certificates: inject('certificates'),
    settings: 'trouble_late_seconds = 1',
    modules: ['trouble'],
    modulesFolder: joinPath(import.meta.dirname, 'modules'),
  });
});
afterEach(async () => {
  for (const party of parties) await party.leave();
  parties = [];
});
afterAll(() => server.close());

let resources = 0;

async function as(
  name: string,
  options?: NetworkPartyOptions,
  [library, at]: readonly [Library, XmppServer] = [strophe, server],
): Promise<NetworkParty> {
  resources += 1;
  const party = await join(library, at, [name, `t${resources}`], options);
  parties.push(party);
  return party;
}

/** To the answer, and what comes of it. */
async function callAndTake(caller: NetworkParty, callee: NetworkParty): Promise<void> {
  const { sessionId } = caller.manager.placeCall({ to: callee.contact, media: ['audio'] });
  await until('it rings', () => toldTo(callee).includes('incoming'));
  callee.manager.accept(keyWith(caller, sessionId));
}

const isOver = (party: NetworkParty) => toldTo(party).some((word) => word.startsWith('ended'));

describe('over a line of 300 ms that loses a packet in twenty', () => {
  test('a call comes about, authenticated, and its end is heard', async () => {
    const line = await openSlowLine({ server: server.xmpp, latencyMs: 300, loss: 0.05, seed: 7 });
    onTestFinished(() => line.close());
    const slow = [xmppJs, { ...server, xmpp: line.address }] as const;
    const [romeo, juliet] = await Promise.all([as('romeo', {}, slow), as('juliet', {}, slow)]);
    await callAndTake(romeo, juliet);
    await until('both are authenticated', () =>
      [romeo, juliet].every((each) => toldTo(each).includes('authenticated (blind)')),
    );
    engineOf(romeo).connected(juliet.dtlsFingerprint);
    engineOf(juliet).connected(romeo.dtlsFingerprint);
    romeo.manager.hangUp(keyWith(juliet, romeo.reports[0]!.sessionId));
    await until('it is over', () => isOver(juliet));
    expect(toldTo(juliet)).toEqual([
      'incoming',
      'accepted',
      'authenticated (blind)',
      'connected',
      'ended by peer: success',
    ]);
    expect([...romeo.faults, ...juliet.faults]).toEqual([]);
    expect(line.lost()).toBeGreaterThan(0);
  });
});

describe.each([
  ['refusing', 'refuses to keep the keys'],
  ['late', 'hands the keys out too late'],
  ['silent', 'never hands the keys out'],
])('a server that %s: %s', (account) => {
  test('a call under the draft’s rule goes on in the clear, and both are told why', async () => {
    const romeo = await as('romeo', { deadlines: { bundleMs: BUNDLE_MS } });
    const callee = await as(account);
    await callAndTake(romeo, callee);
    await until('both have a verdict', () => [romeo, callee].every((each) => verdicts(each).length > 0));
    expect(verdicts(romeo)).toEqual([{ state: 'unauthenticated', because: 'noSession' }]);
    expect(verdicts(callee)).toEqual([{ state: 'unauthenticated', because: 'announcedNotUsed' }]);
  });

  test('there is no call where OMEMO is required, and both are told so', async () => {
    const romeo = await as('romeo', { deadlines: { bundleMs: BUNDLE_MS }, policy: 'require' });
    const callee = await as(account);
    await callAndTake(romeo, callee);
    await until('both have heard the end', () => isOver(romeo) && isOver(callee));
    expect(toldTo(romeo).at(-1)).toBe('ended by core: security-error');
    expect(verdicts(romeo)).toEqual([]);
  });
});

describe('a server that answers neither for carbons nor for the archive', () => {
  test('is told of, and calls come about all the same', async () => {
    const romeo = await as('romeo');
    const mute = await as('mute', { connect: { archiveMs: 60_000, requestTimeoutMs: 400 } });
    await until('both are told of', () => mute.faults.length === 2);
    expect(mute.faults.map(({ kind }) => kind)).toEqual(['noCarbons', 'noArchive']);
    await callAndTake(romeo, mute);
    await until('both are authenticated', () =>
      [romeo, mute].every((each) => toldTo(each).includes('authenticated (blind)')),
    );
  });
});
