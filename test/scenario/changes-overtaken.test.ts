/** A change is overtaken while OMEMO or the engine is still at it: by the peer, by the user, by the end of the call. */
import { describe, expect, test } from 'vitest';
import { addContents, candidatesGivenTo, expectAtRest, offerContents } from '../support/changing.ts';
import { partiesOf, running, sentSince, toldOfChanges, WHO } from '../support/changing.ts';
import type { RunningCall, Who } from '../support/changing.ts';
import { engineOf, keyWith, told } from '../support/pair.ts';
import { JULIET, ROMEO } from '../support/parties.ts';
import { active, S1 } from '../support/solo.ts';
import { content, fingerprint, jingle } from '../support/stanzas.ts';
import type { Party, PartyOptions } from '../support/world.ts';
import type { ContentName } from '../../src/stanzas/identifiers.ts';

const VIDEO = 'video' as ContentName;
const CONTENT = content({ name: VIDEO, fingerprints: fingerprint(ROMEO.dtlsFingerprint) });

/** OMEMO of one party, an operation of which can be held up, and is then let go. */
function slow(operation: 'decrypt' | 'encrypt') {
  let release: () => void = () => undefined;
  let isHeld = false;
  let lock: Promise<void> = Promise.resolve();
  const options: PartyOptions = {
    wrapOmemo: (omemo) => {
      const held = async (...asked: readonly never[]) => {
        isHeld = true;
        await lock;
        isHeld = false;
        return (omemo[operation] as (...given: readonly never[]) => never)(...asked);
      };
      return { ...omemo, [operation]: held };
    },
  };
  return {
    options,
    hold: () => {
      lock = new Promise((resolve) => (release = resolve));
    },
    release: () => release(),
    get isHeld() {
      return isHeld;
    },
  };
}

/** Lets the peer's stanzas come, which is all that can happen while something is held up. */
async function until(call: RunningCall, other: Party, has: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1_000 && !has(); turn += 1) await call.clock.advance(1, () => other.manager.settled());
  expect(has()).toBe(true);
}

/** What the machine of changes was told after it had come to rest: results of what is over. */
function lateResults({ trace }: Party): readonly string[] {
  return trace.flatMap((entry) =>
    entry.kind === 'changesStep' && entry.from === 'idle' && entry.event.type.startsWith('omemo.')
      ? [entry.event.type]
      : [],
  );
}

function otherThan(who: Who): Who {
  return who === 'romeo' ? 'juliet' : 'romeo';
}

/** What one adds is accepted, and the yes is held up: where it is encrypted, or where it is decrypted. */
async function accepting(who: Who, held: 'decrypt' | 'encrypt') {
  const crypto = slow(held);
  const call = await running({ [held === 'decrypt' ? who : otherThan(who)]: crypto.options });
  await offerContents(call, who);
  const [adder, asked] = partiesOf(call, who);
  crypto.hold();
  asked.manager.changes.acceptContents(keyWith(adder, call.sessionId));
  await until(call, held === 'decrypt' ? asked : adder, () => crypto.isHeld);
  return { call, crypto, adder, asked };
}

describe.each(WHO)('while the yes to what %s adds is being encrypted', (who) => {
  test('D25: it is taken back: what was under way is told no more, and the next one comes', async () => {
    const { call, crypto, adder, asked } = await accepting(who, 'encrypt');
    adder.manager.changes.removeContent(keyWith(asked, call.sessionId), VIDEO);
    await until(call, adder, () => toldOfChanges(asked).length === 2);
    expect(toldOfChanges(asked)).toEqual(['contentOffered video', 'contentRejected video by peer: cancel']);
    crypto.release();
    await call.settle();
    expect(lateResults(asked)).toEqual([]);
    await asked.restart();
    expectAtRest(call);
    await addContents(call, who);
    expect(toldOfChanges(asked).at(-1)).toMatch(/^contentAccepted video/);
  });

  test('its side wants to restart ICE: that waits for the answer, and comes after it', async () => {
    const { call, crypto, adder, asked } = await accepting(who, 'encrypt');
    adder.manager.changes.restartIce(keyWith(asked, call.sessionId));
    crypto.release();
    await call.settle();
    engineOf(asked).gathered('audio', 4_001);
    engineOf(adder).gathered('audio', 4_002);
    await call.settle();
    expect(toldOfChanges(adder)).toEqual(['contentAccepted video', 'iceRestarted by local']);
    expect(toldOfChanges(asked)).toEqual(['contentOffered video', 'contentAccepted video', 'iceRestarted by peer']);
    expectAtRest(call);
  });
});

describe.each(WHO)('while what %s adds is being encrypted', (who) => {
  test('D25: it is taken back: what was under way is told no more, and the next one comes', async () => {
    const crypto = slow('encrypt');
    const call = await running({ [who]: crypto.options });
    const [adder, asked] = partiesOf(call, who);
    crypto.hold();
    adder.manager.changes.addContents(keyWith(asked, call.sessionId), ['video']);
    await until(call, asked, () => crypto.isHeld);
    // Nobody knows of the content yet, so nothing of it leaves.
    const before = adder.sent.length;
    engineOf(adder).gathered('video', 3_001);
    expect(adder.sent.length).toBe(before);
    adder.manager.changes.removeContent(keyWith(asked, call.sessionId), VIDEO);
    crypto.release();
    await call.settle();
    expect(lateResults(adder)).toEqual([]);
    expect(sentSince(adder, before)).toEqual([]);
    expectAtRest(call);
    await addContents(call, who);
    expect(toldOfChanges(adder).at(-1)).toMatch(/^contentAccepted video/);
  });

  test('D22: the call ends: nobody waits for the answer any more', async () => {
    const call = await running();
    const [adder, asked] = partiesOf(call, who);
    adder.manager.changes.addContents(keyWith(asked, call.sessionId), ['video']);
    await adder.manager.settled();
    expect(adder.manager.stats().pending).toBe(1);
    adder.manager.hangUp(keyWith(asked, call.sessionId));
    // The session-terminate.
    expect(adder.manager.stats()).toMatchObject({ calls: 0, timers: 0, pending: 1 });
  });

  test('D22: the call ends, and nothing of the addition stays', async () => {
    const call = await running();
    await offerContents(call, who);
    const [adder, asked] = partiesOf(call, who);
    adder.manager.hangUp(keyWith(asked, call.sessionId));
    expect(adder.manager.stats()).toMatchObject({ calls: 0, buffered: 0, timers: 0 });
    await call.settle();
    for (const { manager } of call.parties) expect(manager.stats()).toMatchObject({ calls: 0, timers: 0, pending: 0 });
    expect(call.clock.pending).toBe(0);
  });
});

describe.each(WHO)('while the answer to what %s adds is being decrypted', (who) => {
  test('candidates wait for the content they belong to, and for nothing else', async () => {
    const { call, crypto, adder, asked } = await accepting(who, 'decrypt');
    engineOf(asked).gathered('video', 3_002);
    engineOf(asked).gathered('audio', 3_003);
    await until(call, asked, () => candidatesGivenTo(adder).length > 0);
    expect(candidatesGivenTo(adder)).toEqual(['audio 3003']);
    crypto.release();
    await call.settle();
    expect(candidatesGivenTo(adder)).toEqual(['audio 3003', 'video 3002']);
    expectAtRest(call);
  });

  test('the other side adds something too, whose candidates wait for the user', async () => {
    const { call, crypto, adder, asked } = await accepting(who, 'decrypt');
    asked.manager.changes.addContents(keyWith(adder, call.sessionId), ['audio']);
    await until(call, asked, () => toldOfChanges(adder).includes('contentOffered audio-2'));
    engineOf(asked).gathered('audio-2', 3_004);
    await until(call, asked, () => adder.manager.stats().buffered > 0);
    crypto.release();
    await call.settle();
    adder.manager.changes.acceptContents(keyWith(asked, call.sessionId));
    await call.settle();
    expect(candidatesGivenTo(adder)).toEqual(['audio-2 3004']);
    expectAtRest(call);
  });

  test('it is taken back: candidates of the call go on', async () => {
    const { call, crypto, adder, asked } = await accepting(who, 'decrypt');
    adder.manager.changes.removeContent(keyWith(asked, call.sessionId), VIDEO);
    crypto.release();
    await call.settle();
    expect(lateResults(adder)).toEqual([]);
    engineOf(asked).gathered('audio', 3_003);
    await call.settle();
    expect(candidatesGivenTo(adder)).toEqual(['audio 3003']);
    expectAtRest(call);
  });
});

test('D22: a yes that nobody answers is forgotten, and the call goes on with what was taken', async () => {
  const { juliet, advance, settle } = await active();
  juliet.receive(jingle(ROMEO.account, JULIET.account, 'content-add', S1, CONTENT));
  juliet.manager.changes.acceptContents(keyWith(ROMEO, S1));
  await settle();
  // And her session-accept, which nobody has answered either.
  expect(juliet.manager.stats().pending).toBe(2);
  await advance(30_000);
  expect(juliet.manager.stats()).toMatchObject({ calls: 1, pending: 0, timers: 0 });
  juliet.manager.changes.removeContent(keyWith(ROMEO, S1), VIDEO);
  expect(told(juliet).slice(-2)).toEqual(['contentAccepted video', 'contentRemoved video by local']);
});

test('D22: a user who hangs up, and restarts ICE in the same moment, has hung up', async () => {
  let hear: () => void = () => undefined;
  const report: PartyOptions['report'] = ({ kind }) => (kind === 'contentOffered' ? hear() : undefined);
  const { juliet, settle, clock } = await active({ report });
  const before = clock.pending;
  hear = () => {
    juliet.manager.hangUp(keyWith(ROMEO, S1));
    juliet.manager.changes.restartIce(keyWith(ROMEO, S1));
  };
  juliet.receive(jingle(ROMEO.account, JULIET.account, 'content-add', S1, CONTENT));
  await settle();
  expect(told(juliet).slice(-2)).toEqual(['contentOffered video', 'ended by local: success']);
  expect(juliet.manager.stats()).toMatchObject({ calls: 0, timers: 0 });
  // The session-terminate waits for its answer, and nothing else.
  expect(clock.pending).toBe(before + 1);
});
