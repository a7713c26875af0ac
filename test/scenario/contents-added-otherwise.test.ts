/**
 * A call is authenticated, and its server, a lying peer, or a thief of the contact's tablet has a hand in the contents
 * that are added to it: they come as the call did, or they do not come. The call goes on as it was in every case.
 */
import { describe, expect, test } from 'vitest';
import type { Attacked, Place, Replace, Target } from '../support/added-otherwise.ts';
import { attackAddition, firstCiphertextTo } from '../support/added-otherwise.ts';
import { takenBy, toldOfChanges } from '../support/changing.ts';
import { encryptedFingerprint, plainFingerprint, withAttributes } from '../support/hostile.ts';
import { openAccount } from '../support/omemo-accounts.ts';
import { verdicts } from '../support/pair.ts';
import { JULIETS_TABLET, TYBALT } from '../support/parties.ts';
import { serializeXml } from '../../src/xml/serialize.ts';
import { parse } from '../support/world.ts';

const PLACES: readonly Place[] = (['content-add', 'content-accept'] as const).flatMap((action) =>
  (['romeo', 'juliet'] as const).map((victim) => ({ action, victim })),
);

/** The call is what it was: authenticated, on the same certificates, with one content, and nothing waits. */
function expectAsBefore({ call, victim, liar, sent }: Attacked, { action }: Place): void {
  const refusal = action === 'content-add' ? 'content-reject' : 'content-remove';
  expect(sent.at(-1)).toBe(`${refusal} video video-2 security-error`);
  expect(verdicts(victim)).toMatchObject([{ state: 'authenticated' }]);
  expect(takenBy(victim)).toEqual([`audio ${liar.dtlsFingerprint}`]);
  expect(toldOfChanges(victim).join()).not.toContain('contentAccepted');
  for (const { manager } of call.parties)
    expect(manager.stats()).toMatchObject({ calls: 1, buffered: 0, timers: 0, pending: 0 });
}

const PLAIN: readonly (readonly [what: string, replace: (target: Target) => Replace])[] = [
  [
    'A5: in the clear',
    ({ setup, liar }) =>
      () =>
        plainFingerprint(liar.dtlsFingerprint, setup),
  ],
  [
    "A6: in the clear, the server's own",
    ({ setup }) =>
      () =>
        plainFingerprint(TYBALT.dtlsFingerprint, setup),
  ],
  [
    'A2: encrypted in one content and plain in the other',
    ({ setup, liar }) =>
      (found, index) =>
        index === 1 ? plainFingerprint(liar.dtlsFingerprint, setup) : found,
  ],
  [
    'A1: each with a plain one beside it',
    ({ setup, liar }) =>
      (found) => [found, plainFingerprint(liar.dtlsFingerprint, setup)],
  ],
  ['A1: each twice', () => (found) => [found, found]],
  ['B12: taken out', () => () => undefined],
];

describe.each(PLACES)('the fingerprints of a $action to $victim', (place) => {
  test.each(PLAIN)('%s, are refused, and nothing is decrypted', async (_what, replace) => {
    const attacked = await attackAddition(place, replace);
    expect(attacked.decrypted).toBe(0);
    expectAsBefore(attacked, place);
  });

  test.each<[string, (target: Target) => string]>([
    ['A6: of another certificate than the one the call has', () => TYBALT.dtlsFingerprint],
    ['A7: of our own certificate, reflected,', ({ victim }) => victim.dtlsFingerprint],
    ['A7: with text behind them', ({ liar }) => `${liar.dtlsFingerprint} `],
  ])('%s are refused, though it is the right device that encrypted them', async (_what, textIn) => {
    const attacked = await attackAddition(place, async (target) => {
      const [first, second] = [await encrypted(target, textIn(target)), await encrypted(target, textIn(target))];
      return (_found, index) => (index === 0 ? first : second);
    });
    expectAsBefore(attacked, place);
  });

  test('A2: the second of another certificate, are refused: the first does not carry it', async () => {
    const attacked = await attackAddition(place, async (target) => {
      const second = await encrypted(target, TYBALT.dtlsFingerprint);
      return (found, index) => (index === 1 ? second : found);
    });
    expectAsBefore(attacked, place);
  });

  test("A3: that are the call's own ciphertexts, sent once more, are refused: each is opened once", async () => {
    const attacked = await attackAddition(place, (target) => {
      const { setup } = target;
      const again = withAttributes(firstCiphertextTo(target), { setup });
      return () => again;
    });
    expectAsBefore(attacked, place);
  });
});

describe.each(PLACES.filter(({ victim }) => victim === 'romeo'))("a $action of juliet's tablet, stolen,", (place) => {
  test('A3: is refused before it is decrypted', async () => {
    const attacked = await attackAddition(place, (target) => ofTablet(target, JULIETS_TABLET.deviceId));
    expect(attacked.decrypted).toBe(0);
    expectAsBefore(attacked, place);
  });

  test("A3: under the number of the call's device does not decrypt", async () => {
    const attacked = await attackAddition(place, (target) => ofTablet(target, target.liar.deviceId));
    expect(attacked.decrypted).toBeGreaterThan(0);
    expectAsBefore(attacked, place);
  });
});

/** By the core of the peer itself, who lies about its certificate. */
function encrypted({ liar, victim, setup }: Target, text: string) {
  return encryptedFingerprint(liar.omemo!, victim.omemo!.ownDevice, text, setup);
}

async function ofTablet({ victim, setup, liar }: Target, deviceId: number): Promise<Replace> {
  const { omemo } = await openAccount(JULIETS_TABLET, 'new');
  const bundle = await victim.omemo!.ownBundle();
  if (!bundle.ok) throw new Error('no bundle');
  await omemo.startSession(victim.omemo!.ownDevice, bundle.value);
  const made = [0, 1].map(() => encryptedFingerprint(omemo, victim.omemo!.ownDevice, liar.dtlsFingerprint, setup));
  const written = (await Promise.all(made)).map((found) =>
    parse(serializeXml(found).replace('sid="2223"', `sid="${deviceId}"`)),
  );
  return (_found, index) => written[index]!;
}
