/** A call runs, and one of the two turns a camera on: the content comes as the call itself did, or not at all. */
import { describe, expect, test } from 'vitest';
import {
  addContents,
  offerContents,
  partiesOf,
  running,
  sentSince,
  takenBy,
  toldOfChanges,
  WHO,
} from '../support/changing.ts';
import { edit, isJingle, withAttributes } from '../support/hostile.ts';
import { NS_JINGLE } from '../../src/xml/namespaces.ts';
import { engineOf, keyWith, told, verdicts } from '../support/pair.ts';
import { JULIET, ROMEO } from '../support/parties.ts';
import { story, summary } from '../support/story.ts';

describe.each(WHO)('contents that %s adds', (who) => {
  const [one, other] = who === 'romeo' ? (['romeo', 'juliet'] as const) : (['juliet', 'romeo'] as const);

  test('A5: are encrypted both ways by the same two devices, and the verdict covers them', async () => {
    const call = await running();
    const before = call.delivered.length;
    await addContents(call, who);
    expect(story(call.delivered.slice(before))).toEqual([
      `${one} > ${other}: content-add video:encrypted`,
      `${other} > ${one}: ok`,
      `${other} > ${one}: content-accept video:encrypted`,
      `${one} > ${other}: ok`,
    ]);
    const [adder, asked] = partiesOf(call, who);
    expect(toldOfChanges(adder)).toEqual(['contentAccepted video']);
    expect(toldOfChanges(asked)).toEqual(['contentOffered video', 'contentAccepted video']);
    for (const party of call.parties) expect(verdicts(party)).toMatchObject([{ state: 'authenticated' }]);
    expect(takenBy(adder)).toEqual([`audio ${asked.dtlsFingerprint}`, `video ${asked.dtlsFingerprint}`]);
    expect(takenBy(asked)).toEqual([`audio ${adder.dtlsFingerprint}`, `video ${adder.dtlsFingerprint}`]);
  });

  test('in a plain call are plain, and nobody is told that the call is more than it is', async () => {
    const call = await running({ both: { omemo: 'none' } });
    const before = call.delivered.length;
    await addContents(call, who);
    expect(story(call.delivered.slice(before)).join('\n')).toMatch(
      /content-add video:plain[^]*content-accept video:plain/,
    );
    for (const party of call.parties) {
      expect(toldOfChanges(party).at(-1)).toBe('contentAccepted video');
      expect(verdicts(party)).toMatchObject([{ state: 'unauthenticated' }]);
    }
  });

  test('C16: are neither decrypted nor shown to an engine before the other user says yes', async () => {
    const call = await running();
    const [, asked] = partiesOf(call, who);
    const before = [engineOf(asked).orders.length, asked.sent.length];
    await offerContents(call, who);
    // One stanza left: the request was acknowledged.
    expect([engineOf(asked).orders.length, asked.sent.length]).toEqual([before[0], before[1]! + 1]);
    expect(toldOfChanges(asked)).toEqual(['contentOffered video']);
  });

  test('C16: do not come where the other user says no, and the call goes on', async () => {
    const call = await running();
    const [adder, asked] = partiesOf(call, who);
    await offerContents(call, who);
    asked.manager.changes.rejectContents(keyWith(adder, call.sessionId));
    await call.settle();
    expect(toldOfChanges(asked)).toEqual(['contentOffered video', 'contentRejected video by local: decline']);
    expect(toldOfChanges(adder)).toEqual(['contentRejected video by peer: decline']);
    expect(engineOf(adder).orders.at(-1)).toEqual({ order: 'rollBack' });
    expect(call.parties.map(({ manager }) => manager.stats().timers)).toEqual([0, 0]);
    // And may be offered again, under another name.
    await addContents(call, who);
    expect(toldOfChanges(adder).at(-1)).toBe('contentAccepted video-2');
  });

  test('D22: are over by the deadline where the other user says nothing, at both ends', async () => {
    const call = await running();
    await offerContents(call, who);
    await call.advance(61_000);
    const [adder, asked] = partiesOf(call, who);
    expect(toldOfChanges(adder)).toMatchObject([expect.stringMatching(/^contentRejected video by /)]);
    expect(toldOfChanges(asked)).toMatchObject([
      'contentOffered video',
      expect.stringMatching(/^contentRejected video by /),
    ]);
    expect(call.parties.map(({ manager }) => manager.stats())).toMatchObject([
      { calls: 1, timers: 0, pending: 0 },
      { calls: 1, timers: 0, pending: 0 },
    ]);
  });

  test('D22: end with the call where one of the two hangs up meanwhile, and nothing of them stays', async () => {
    const call = await running();
    await offerContents(call, who);
    call.romeo.manager.hangUp(keyWith(JULIET, call.sessionId));
    await call.settle();
    await call.advance(120_000);
    expect(told(call.romeo).at(-1)).toBe('ended by local: success');
    expect(told(call.juliet).at(-1)).toBe('ended by peer: success');
    for (const { manager } of call.parties)
      expect(manager.stats()).toMatchObject({ calls: 0, buffered: 0, timers: 0, pending: 0 });
  });
});

test('two at a time are one request and one answer, and one report each', async () => {
  const call = await running();
  const before = call.delivered.length;
  await addContents(call, 'juliet', ['video', 'audio']);
  expect(story(call.delivered.slice(before))).toEqual([
    'juliet > romeo: content-add video:encrypted audio-2:encrypted',
    'romeo > juliet: ok',
    'romeo > juliet: content-accept video:encrypted audio-2:encrypted',
    'juliet > romeo: ok',
  ]);
  expect(toldOfChanges(call.juliet)).toEqual(['contentAccepted video', 'contentAccepted audio-2']);
});

test('a further offer while one is open is declined as busy, and the one that is open goes on', async () => {
  const call = await running();
  await offerContents(call, 'romeo');
  const offer = call.romeo.sent.find((stanza) => isJingle(stanza, 'content-add'))!;
  const attributes = new Map([...offer.attributes, ['from', ROMEO.account], ['id', 'another']]);
  const before = call.juliet.sent.length;
  // By its name it is another content: the refusal is not of the one that is open.
  const further = edit({ ...offer, attributes }, (found) =>
    found.namespace === NS_JINGLE && found.name === 'content' ? withAttributes(found, { name: 'screen' }) : found,
  );
  call.juliet.receive(further);
  await call.settle();
  expect(sentSince(call.juliet, before)).toEqual(['ok', 'content-reject screen busy']);
  call.juliet.manager.changes.acceptContents(keyWith(ROMEO, call.sessionId));
  await call.settle();
  expect(toldOfChanges(call.juliet)).toEqual(['contentOffered video', 'contentAccepted video']);
});

test.each(WHO)('what %s adds waits for as long as `deadlines.contentMs` says, at either side', async (who) => {
  const other = who === 'romeo' ? 'juliet' : 'romeo';
  // Whichever of the two has the shorter patience ends it: the one who asked its user, or the one who waits.
  for (const impatient of [who, other] as const) {
    const call = await running({ [impatient]: { deadlines: { contentMs: 5_000 } } });
    const [adder, asked] = partiesOf(call, who);
    await offerContents(call, who);
    // Stanzas take their time.
    await call.advance(4_000);
    expect(toldOfChanges(asked)).toEqual(['contentOffered video']);
    await call.advance(1_000);
    expect(summary(call[impatient].sent.at(-1)!)).toBe(
      `content-${impatient === who ? 'remove' : 'reject'} video timeout`,
    );
    expect([toldOfChanges(adder).at(-1), toldOfChanges(asked).at(-1)]).toEqual([
      expect.stringMatching(/^contentRejected video/),
      expect.stringMatching(/^contentRejected video/),
    ]);
  }
});
