/**
 * Why this test? A propose that the server had held back for years rang; so did one that had been answered with `busy`
 * before, and one whose id a stranger's many short calls had pushed out of memory.
 */
import { describe, expect, test } from 'vitest';
import { MAX_REMEMBERED_CALLS } from '../../src/base/limits.ts';
import { keyWith, told } from '../support/pair.ts';
import { JULIET, NURSE, ROMEO, TYBALT } from '../support/parties.ts';
import { S1, active, idle, ringing } from '../support/solo.ts';
import { propose, word } from '../support/stanzas.ts';

const delayed = (stamp: string, sessionId = S1 as string) =>
  propose(ROMEO.account, JULIET.account, sessionId).replace(
    '</message>',
    `<delay xmlns='urn:xmpp:delay' stamp='${stamp}'/></message>`,
  );

describe('a propose', () => {
  test('that was held back longer than anybody waits does not ring [XEP-0203 #protocol]', async () => {
    const { juliet, clock } = await idle();
    juliet.receive(delayed(new Date(clock.now() - 60_000).toISOString()));
    expect(told(juliet)).toEqual(['missed']);
    juliet.receive(delayed(new Date(clock.now() - 59_000).toISOString(), 's2'));
    expect(told(juliet)).toEqual(['missed', 'incoming']);
  });

  test('whose delay cannot be read does not ring', async () => {
    const { juliet } = await idle();
    juliet.receive(delayed('yesterday'));
    expect(told(juliet)).toEqual(['missed']);
  });

  test('that was answered with busy does not ring when it is replayed', async () => {
    const { juliet } = await active();
    const proposed = propose(NURSE.account, JULIET.account, 's2');
    juliet.receive(proposed);
    juliet.manager.hangUp(keyWith(ROMEO, S1));
    const before = told(juliet).length;
    juliet.receive(proposed);
    expect(told(juliet).slice(before)).toEqual([]);
  });

  test('of a contact does not ring again however many strangers call meanwhile', async () => {
    const { juliet } = await ringing({ sharesPresenceWith: (contact) => !contact.startsWith('tybalt') });
    juliet.manager.reject(keyWith(ROMEO, S1));
    for (let count = 0; count <= MAX_REMEMBERED_CALLS; count += 1) {
      juliet.receive(propose(TYBALT.account, JULIET.account, `t${count}`));
      juliet.receive(word(TYBALT.account, JULIET.account, 'retract', `t${count}`));
    }
    const before = told(juliet).length;
    juliet.receive(propose(ROMEO.account, JULIET.account, S1));
    expect(told(juliet).slice(before)).toEqual([]);
    expect(juliet.manager.stats().remembered).toBe(MAX_REMEMBERED_CALLS + 1);
  });
});
