/**
 * Why this test? Only the own certificate of the same call was refused. With two calls going on with one contact, the
 * server could put ours of the one into the peer's offer of the other.
 */
import { expect, test } from 'vitest';
import { accept, createPair, keyWith, ring, told } from '../support/pair.ts';
import { JULIET, ROMEO } from '../support/parties.ts';
import { content, fingerprint, jingle, propose } from '../support/stanzas.ts';

test('our certificate of another live call with the contact is refused', async () => {
  const pair = await createPair();
  const { juliet } = pair;
  // Both ring before either is taken: during a call a further propose is only an offer to go on there.
  const sessionId = await ring(pair);
  juliet.receive(propose(ROMEO.account, JULIET.account, 's2'));
  accept(juliet, ROMEO, sessionId);
  await pair.settle();
  juliet.manager.accept(keyWith(ROMEO, 's2' as never));
  const spliced = content({ fingerprints: fingerprint(juliet.dtlsFingerprint) });
  juliet.receive(jingle(ROMEO.account, JULIET.account, 'session-initiate', 's2', spliced));
  await pair.settle();
  expect(told(juliet).at(-1)).toBe('ended by core: security-error');
});
