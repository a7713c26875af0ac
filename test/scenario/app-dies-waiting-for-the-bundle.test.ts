/** The caller's application dies between the proceed and the bundle of the announced device. */
import { describe, expect, test } from 'vitest';
import type { Passing } from '../../src/adapters/memory-wire.ts';
import { attribute } from '../../src/xml/read.ts';
import { isBundle, meetForTheFirstTime } from '../support/first-meeting.ts';
import { states, told } from '../support/pair.ts';
import type { Pair } from '../support/pair.ts';

interface Waiting {
  readonly pair: Pair;
  /** Delivers the bundle that the server has held back. */
  readonly release: () => void;
}

/** Romeo, who has never written to Juliet, has asked for her bundle and waits. */
async function waitingForBundle(policy: 'expect' | 'opportunistic' = 'opportunistic'): Promise<Waiting> {
  const held: Passing[] = [];
  const pair = await meetForTheFirstTime(policy, (passing) => {
    if (!isBundle(passing)) return [passing];
    held.push(passing);
    return [];
  });
  expect(states(pair.romeo).at(-1)).toBe('preparing.securing');
  expect(held).toHaveLength(1);
  return { pair, release: () => held.forEach((passing) => pair.server.inject(passing)) };
}

describe('the application dies waiting for the bundle', () => {
  test('and gets it when it is back: the request was asked once, and the call is authenticated', async () => {
    const { pair, release } = await waitingForBundle();
    const { romeo } = pair;
    const asked = romeo.sent.length;
    const text = await romeo.restart({ meanwhile: () => pair.advance(3_000) });
    expect(JSON.parse(text).requests).toHaveLength(1);
    expect(romeo.sent).toHaveLength(asked);
    release();
    await pair.settle();
    expect(told(romeo)).toEqual(['ringing', 'accepted', 'authenticated (blind)']);
    expect(told(pair.juliet)).toEqual(['incoming', 'accepted', 'authenticated (blind)']);
  });

  test('and does not take it from anybody else than whom the process before had asked', async () => {
    const { pair, release } = await waitingForBundle();
    const { romeo } = pair;
    await romeo.restart();
    const [id] = romeo.sent.map((stanza) => attribute(stanza, 'id')).slice(-1);
    romeo.receive(`<iq type='result' id='${id}' from='tybalt@verona.example' to='${romeo.account}'/>`);
    expect(romeo.manager.stats().pending).toBe(1);
    release();
    await pair.settle();
    expect(told(romeo).at(-1)).toBe('authenticated (blind)');
  });

  test.each([
    ['opportunistic', ['ringing', 'accepted', 'unauthenticated (noSession)']],
    ['expect', ['ringing', 'ended by core: security-error']],
  ] as const)('and comes back after its deadline: %s decides, as if it had waited', async (policy, reports) => {
    const { pair } = await waitingForBundle(policy);
    const { romeo } = pair;
    await romeo.restart({ meanwhile: () => pair.advance(15_000) });
    await pair.advance(0);
    await pair.settle();
    expect(told(romeo)).toEqual(reports);
  });
});
