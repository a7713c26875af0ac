/** Candidates of contents that are being added: they wait for them, and go with them. */
import { describe, expect, test } from 'vitest';
import {
  addContents,
  candidatesGivenTo,
  expectAtRest,
  offerContents,
  partiesOf,
  running,
  sentSince,
  toldOfChanges,
  WHO,
} from '../support/changing.ts';
import { engineOf, keyWith } from '../support/pair.ts';
import { JULIET, ROMEO } from '../support/parties.ts';
import { S1, active } from '../support/solo.ts';
import { candidateContent, content, fingerprint, jingle } from '../support/stanzas.ts';
import { MAX_HELD_CANDIDATES } from '../../src/base/limits.ts';

describe.each(WHO)('candidates of what %s adds', (who) => {
  test('leave once the other side knows the content, and are given to its engine once it takes it', async () => {
    const call = await running();
    const [adder, asked] = partiesOf(call, who);
    adder.manager.changes.addContents(keyWith(asked, call.sessionId), ['video']);
    engineOf(adder).gathered('video', 3_001);
    await call.settle();
    expect(candidatesGivenTo(asked)).toEqual([]);
    asked.manager.changes.acceptContents(keyWith(adder, call.sessionId));
    engineOf(asked).gathered('video', 3_002);
    await call.settle();
    expect(candidatesGivenTo(asked)).toEqual(['video 3001']);
    expect(candidatesGivenTo(adder)).toEqual(['video 3002']);
    expect(call.parties.map(({ manager }) => manager.stats().buffered)).toEqual([0, 0]);
  });

  test('D22: are gone at both ends where the other user says no', async () => {
    const call = await running();
    await offerContents(call, who);
    const [adder, asked] = partiesOf(call, who);
    engineOf(adder).gathered('video', 3_001);
    await call.settle();
    expect(asked.manager.stats().buffered).toBe(1);
    asked.manager.changes.rejectContents(keyWith(adder, call.sessionId));
    expect(asked.manager.stats().buffered).toBe(0);
    await call.settle();
    engineOf(adder).gathered('video', 3_002);
    expect(adder.manager.stats().buffered).toBe(0);
  });

  test('D22: are gone where the addition is taken back before it left, and take no room from others', async () => {
    const call = await running();
    const [adder, asked] = partiesOf(call, who);
    adder.manager.changes.addContents(keyWith(asked, call.sessionId), ['video']);
    for (let port = 1; port <= MAX_HELD_CANDIDATES; port += 1) engineOf(adder).gathered('video', port);
    adder.manager.changes.removeContent(keyWith(asked, call.sessionId), 'video' as never);
    expect(adder.manager.stats().buffered).toBe(0);
    await call.settle();
    await addContents(call, who);
    engineOf(adder).gathered('video', 4_001);
    await call.settle();
    expect(candidatesGivenTo(asked)).toEqual(['video 4001']);
  });
});

test("C19: those of an addition that gave way are not told as of the winner's content", async () => {
  let encrypt: () => void = () => undefined;
  let isHeldUp = false;
  const call = await running({
    juliet: {
      wrapOmemo: (omemo) => ({
        ...omemo,
        encrypt: async (...asked) => {
          if (isHeldUp) {
            isHeldUp = false;
            await new Promise<void>((resolve) => (encrypt = resolve));
          }
          return omemo.encrypt(...asked);
        },
      }),
    },
  });
  const { romeo, juliet, clock } = call;
  isHeldUp = true;
  juliet.manager.changes.addContents(keyWith(ROMEO, call.sessionId), ['video']);
  romeo.manager.changes.addContents(keyWith(JULIET, call.sessionId), ['video']);
  engineOf(juliet).gathered('video', 5_001);
  // Hers is not encrypted yet when his is there.
  while (toldOfChanges(juliet).length === 0) await clock.advance(1, () => romeo.manager.settled());
  encrypt();
  await call.settle();
  engineOf(juliet).gathered('video', 5_002);
  await call.settle();
  expect(toldOfChanges(juliet)).toEqual(['contentRejected video by local: expired', 'contentAccepted video']);
  expect(sentSince(juliet, 0)).not.toContain('content-add video:encrypted');
  expect(candidatesGivenTo(romeo)).toEqual(['video 5002']);
  expectAtRest(call);
});

test('D24: those of an offer that waits for the user are capped, and given once it is taken', async () => {
  const { juliet, settle } = await active();
  const request = (action: string, inside: string, id: string) =>
    jingle(ROMEO.account, JULIET.account, action, S1, inside, id);
  const video = content({ name: 'video', fingerprints: fingerprint(ROMEO.dtlsFingerprint) });
  juliet.receive(request('content-add', video, 'a'));
  for (let port = 1; port <= MAX_HELD_CANDIDATES + 5; port += 1)
    juliet.receive(request('transport-info', candidateContent('video', port), `c${port}`));
  expect(juliet.manager.stats().buffered).toBe(MAX_HELD_CANDIDATES);
  juliet.manager.changes.acceptContents(keyWith(ROMEO, S1));
  await settle();
  expect(candidatesGivenTo(juliet)).toHaveLength(MAX_HELD_CANDIDATES);
  expect(juliet.manager.stats().buffered).toBe(0);
});
