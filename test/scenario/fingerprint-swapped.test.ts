/** The server puts its own certificate in the place of theirs: the attack this project is about. */
import { expect, test } from 'vitest';
import { answer, connect, createPair, engineOf, told } from '../support/pair.ts';
import type { Tamper } from '../support/hostile.ts';
import {
  fingerprintsIn,
  plainFingerprint,
  tampering,
  tamperingWithAll,
  withFingerprints,
  withoutDevice,
} from '../support/hostile.ts';
import { TYBALT } from '../support/parties.ts';

const own = (setup: string) => plainFingerprint(TYBALT.dtlsFingerprint, setup);

/** Each description names tybalt's certificate instead of its sender's. */
const intoTheMiddle: Tamper = tamperingWithAll(
  tampering('session-initiate', (stanza) => withFingerprints(stanza, () => own('actpass'))),
  tampering('session-accept', (stanza) => withFingerprints(stanza, () => own('active'))),
);

test.each(['expect', 'require'] as const)('in both descriptions: a callee who insists (%s) refuses', async (policy) => {
  const pair = await createPair({ juliet: { policy }, tamper: intoTheMiddle });
  await answer(pair);
  expect(told(pair.juliet)).toEqual(['incoming', 'ended by core: security-error']);
  expect(told(pair.romeo)).toEqual(['ringing', 'ended by peer: security-error']);
});

test('in both descriptions: an opportunistic callee says what it is, and the caller refuses', async () => {
  const pair = await createPair({ tamper: intoTheMiddle });
  await answer(pair);
  expect(told(pair.juliet)).toEqual([
    'incoming',
    'accepted',
    'unauthenticated (announcedNotUsed)',
    'ended by peer: security-error',
  ]);
  expect(told(pair.romeo)).toEqual(['ringing', 'ended by core: security-error']);
});

test('in an encrypted answer only: the caller ends the call [the draft, fallback]', async () => {
  const swapped = tampering('session-accept', (stanza) => withFingerprints(stanza, () => own('active')));
  const pair = await createPair({ tamper: swapped });
  await answer(pair, ['audio', 'video']);
  expect(told(pair.romeo)).toEqual(['ringing', 'ended by core: security-error']);
  expect(told(pair.juliet)).toEqual(['incoming', 'accepted', 'authenticated (blind)', 'ended by peer: security-error']);
  expect(engineOf(pair.romeo).orders.map(({ order }) => order)).toEqual(['createOffer', 'close']);
});

test('in a plain call it works, and neither side is told anything else', async () => {
  const pair = await createPair({ tamper: tamperingWithAll(tampering('proceed', withoutDevice), intoTheMiddle) });
  await answer(pair);
  for (const party of [pair.romeo, pair.juliet]) {
    const [order] = engineOf(party).orders.flatMap((given) => ('description' in given ? [given.description] : []));
    expect(order?.contents[0]?.transport.fingerprint.value).toBe(TYBALT.dtlsFingerprint);
  }
  expect(told(pair.romeo)).toEqual(['ringing', 'accepted', 'unauthenticated (notAnnounced)']);
  expect(told(pair.juliet)).toEqual(['incoming', 'accepted', 'unauthenticated (announcedNotUsed)']);
});

test('the ciphertext under another key is refused: the server cannot make one for either device', async () => {
  const pair = await createPair({
    tamper: tampering('session-initiate', (stanza) =>
      withFingerprints(stanza, (fingerprint) => {
        const [message] = fingerprint.children;
        const text = JSON.stringify(message);
        expect(text).toContain('payload');
        return { ...fingerprint, children: [flipped(message)] } as typeof fingerprint;
      }),
    ),
  });
  await answer(pair);
  expect(told(pair.juliet)).toEqual(['incoming', 'ended by core: security-error']);
  expect(told(pair.romeo)).toEqual(['ringing', 'ended by peer: security-error']);
});

test('nothing swapped: the same two do talk', async () => {
  const pair = await createPair();
  await connect(pair);
  expect(told(pair.romeo).at(-1)).toBe('connected');
  const initiate = pair.delivered.find(({ stanza }) => fingerprintsIn(stanza).length > 0);
  expect(JSON.stringify(initiate)).not.toContain(pair.romeo.dtlsFingerprint);
});

/** The message with another first letter in its payload. */
function flipped(message: unknown): unknown {
  const { children, ...rest } = message as {
    readonly children: readonly { readonly name: string; readonly children: readonly string[] }[];
  };
  return {
    ...rest,
    children: children.map((child) => {
      const [text = ''] = child.children;
      return child.name === 'payload'
        ? { ...child, children: [(text.startsWith('A') ? 'B' : 'A') + text.slice(1)] }
        : child;
    }),
  };
}
