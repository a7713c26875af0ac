/**
 * Why this test? The cap on candidates counted those that were held. Once media ran, a peer's 200 transport-infos put
 * 12,801 addresses into the engine, and it sent to each of them.
 */
import { expect, test } from 'vitest';
import { MAX_REMOTE_CANDIDATES } from '../../src/base/limits.ts';
import { engineOf } from '../support/pair.ts';
import { JULIET, ROMEO } from '../support/parties.ts';
import { S1, active } from '../support/solo.ts';
import { candidateContent, jingle } from '../support/stanzas.ts';

test("a peer's candidates reach the engine up to a limit, and the call goes on", async () => {
  const { juliet, settle } = await active();
  for (let port = 1; port <= MAX_REMOTE_CANDIDATES + 50; port += 1) {
    const inside = candidateContent('audio', port);
    juliet.receive(jingle(ROMEO.account, JULIET.account, 'transport-info', S1, inside, `t${port}`));
  }
  await settle();
  const added = engineOf(juliet).orders.filter(({ order }) => order === 'addCandidates');
  expect(added).toHaveLength(MAX_REMOTE_CANDIDATES);
  expect(juliet.manager.stats()).toMatchObject({ calls: 1, buffered: 0 });
});
