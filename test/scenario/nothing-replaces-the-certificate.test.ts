/** A call runs, and its server tries every action that could bring another certificate into it. */
import { expect, test } from 'vitest';
import { engineOf, states, told } from '../support/pair.ts';
import { JULIET, ROMEO, TYBALT } from '../support/parties.ts';
import { S1, active, sentDuring } from '../support/solo.ts';
import { content, fingerprint, jingle } from '../support/stanzas.ts';

const OTHER = content({ fingerprints: fingerprint(TYBALT.dtlsFingerprint) });

test.each([
  ['transport-info', 'ok'],
  ['transport-replace', 'ok', 'transport-reject audio'],
  ['content-add', 'out-of-order'],
  ['transport-accept', 'out-of-order'],
  ['description-info', 'ok'],
  ['security-info', 'unsupported-info'],
  ['session-initiate', 'out-of-order'],
  ['session-accept', 'out-of-order'],
])('A6: a %s with another fingerprint changes nothing [XEP-0320 #protocol]', async (action, ...answers) => {
  const { juliet, settle } = await active();
  const before = { told: told(juliet), orders: engineOf(juliet).orders.length, state: states(juliet).at(-1) };
  const replies = sentDuring(juliet, () => juliet.receive(jingle(ROMEO.account, JULIET.account, action, S1, OTHER)));
  await settle();
  expect(replies).toEqual(answers.map((answer) => expect.stringContaining(answer) as unknown));
  const after = { told: told(juliet), orders: engineOf(juliet).orders.length, state: states(juliet).at(-1) };
  expect(after).toEqual(before);
});
