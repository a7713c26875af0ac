/** A device leaves a list during a call: a list is the server's word, and the call rests on a key that was used. */
import { expect, test } from 'vitest';
import { addContents, expectAtRest, running, toldOfChanges } from '../support/changing.ts';
import { verdicts } from '../support/pair.ts';
import { JULIET, ROMEO } from '../support/parties.ts';

const TABLET = JULIET.deviceId + 1;

/** What a server tells of an account's devices, to whoever asked to hear of it. */
function listOf(account: string, to: string, devices: readonly number[]): string {
  const list = devices.map((id) => `<device id='${id}'/>`).join('');
  return (
    `<message from='${account}' to='${to}' type='headline'><event xmlns='http://jabber.org/protocol/pubsub#event'>` +
    `<items node='eu.siacs.conversations.axolotl.devicelist'><item id='current'>` +
    `<list xmlns='eu.siacs.conversations.axolotl'>${list}</list></item></items></event></message>`
  );
}

test.each([
  ['another device takes its place', [TABLET]],
  ['none is left', []],
])('A9: of the contact, and %s: the call stays authenticated by the key it has', async (_what, devices) => {
  const call = await running();
  const { romeo, juliet } = call;
  const before = [romeo.sent.length, romeo.reports.length];
  romeo.receive(listOf('juliet@capulet.example', ROMEO.account, devices));
  await call.settle();
  expect([romeo.sent.length, romeo.reports.length]).toEqual(before);
  await addContents(call, 'juliet');
  expect(toldOfChanges(romeo).at(-1)).toBe('contentAccepted video');
  const keyOf = { identityKey: juliet.omemo!.ownIdentityKey, deviceId: JULIET.deviceId };
  expect(verdicts(romeo)).toMatchObject([{ state: 'authenticated', ...keyOf }]);
  expectAtRest(call);
});

test('A9: of ours, which another client took out: the call goes on as it was', async () => {
  const call = await running();
  const { romeo } = call;
  const before = romeo.reports.length;
  romeo.receive(listOf('romeo@montague.example', ROMEO.account, [TABLET]));
  await call.settle();
  expect(romeo.reports.length).toBe(before);
  await addContents(call, 'romeo');
  expect(toldOfChanges(romeo)).toEqual(['contentAccepted video']);
  expectAtRest(call);
});
