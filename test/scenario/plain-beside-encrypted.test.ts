/** The server cannot open the encrypted fingerprint, so it puts a plain one of its own beside it, before or after. */
import { expect, test } from 'vitest';
import type { BareJid } from '../../src/jid.ts';
import { notingDecryptions } from '../support/omemo-accounts.ts';
import { answer, createPair, told } from '../support/pair.ts';
import { plainFingerprint, tampering, withFingerprints } from '../support/hostile.ts';
import { TYBALT } from '../support/parties.ts';

const WAYS = [
  ['a plain one before it', 'before'],
  ['a plain one after it', 'after'],
  ['itself again', 'twice'],
  ['nothing', 'instead'],
] as const;

test.each(WAYS.flatMap(([what, where]) => [['offer', what, where] as const, ['answer', what, where] as const]))(
  'an encrypted fingerprint in the %s with %s in its transport is refused, and nothing is decrypted',
  async (direction, _what, where) => {
    const [action, setup] =
      direction === 'offer' ? (['session-initiate', 'actpass'] as const) : (['session-accept', 'active'] as const);
    const own = plainFingerprint(TYBALT.dtlsFingerprint, setup);
    const decrypted: BareJid[] = [];
    const pair = await createPair({
      both: {
        wrapOmemo: notingDecryptions(decrypted),
      },
      tamper: tampering(action, (stanza) =>
        withFingerprints(stanza, (fingerprint) => {
          if (where === 'instead') return undefined;
          if (where === 'twice') return [fingerprint, fingerprint];
          return where === 'before' ? [own, fingerprint] : [fingerprint, own];
        }),
      ),
    });
    await answer(pair);
    const [receiver, sender] = direction === 'offer' ? [pair.juliet, pair.romeo] : [pair.romeo, pair.juliet];
    expect(told(receiver).at(-1)).toBe('ended by core: security-error');
    expect(told(sender).at(-1)).toBe('ended by peer: security-error');
    expect(decrypted).not.toContain(sender.contact);
  },
);

test('two plain ones are refused in a plain call as well', async () => {
  const pair = await createPair({
    both: { omemo: 'none' },
    tamper: tampering('session-initiate', (stanza) =>
      withFingerprints(stanza, (fingerprint) => [fingerprint, fingerprint]),
    ),
  });
  await answer(pair);
  expect(told(pair.juliet)).toEqual(['incoming', 'ended by core: security-error']);
});

test('none is refused in a plain call as well: media without a certificate is not set up', async () => {
  for (const action of ['session-initiate', 'session-accept']) {
    const pair = await createPair({
      both: { omemo: 'none' },
      tamper: tampering(action, (stanza) => withFingerprints(stanza, () => undefined)),
    });
    await answer(pair);
    const receiver = action === 'session-initiate' ? pair.juliet : pair.romeo;
    expect(told(receiver).at(-1)).toBe('ended by core: security-error');
  }
});
