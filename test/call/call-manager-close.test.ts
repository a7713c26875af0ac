/** The end of an account, and an application that throws: nothing is left half done. */
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/base/errors.ts';
import type { BareJid } from '../../src/jid.ts';
import { accept, answer, createPair, keyWith, ring, told } from '../support/pair.ts';
import { JULIET, NURSE, ROMEO } from '../support/parties.ts';
import { S1, idle, offer, ringing } from '../support/solo.ts';
import { propose } from '../support/stanzas.ts';
import { summary } from '../support/story.ts';

describe('close', () => {
  test('forgets everything without a word, and lets nothing more in or out', async () => {
    const pair = await createPair({ both: { omemo: 'new' } });
    for (const { manager } of [pair.romeo, pair.juliet]) manager.start();
    await pair.settle();
    const sessionId = await ring(pair);
    accept(pair.juliet, pair.romeo, sessionId);
    await pair.clock.advance(1);
    const { romeo } = pair;
    const before = [romeo.sent.length, romeo.reports.length, romeo.trace.length];
    romeo.manager.close();
    await pair.advance(600_000);
    romeo.receive(propose(JULIET.account, ROMEO.account, 'j1'));
    romeo.receive('<no xml');
    expect([romeo.sent.length, romeo.reports.length, romeo.trace.length]).toEqual(before);
    expect(romeo.manager.stats()).toMatchObject({ calls: 0, buffered: 0, timers: 0, pending: 0 });
    expect(pair.clock.pending).toBe(0);
  });

  test.each(['decrypting', 'encrypting', 'describing'])('drops what is %s at that moment', async (state) => {
    const pair = await createPair({
      both: { omemo: 'new' },
      juliet: {
        trace: (entry) => {
          if (entry.kind === 'step' && entry.to === `answering.${state}`)
            queueMicrotask(() => pair.juliet.manager.close());
        },
      },
    });
    for (const { manager } of [pair.romeo, pair.juliet]) manager.start();
    await pair.settle();
    const before = pair.juliet.sent.length;
    await answer(pair);
    await pair.advance(600_000);
    expect(pair.juliet.sent.slice(before).map(summary)).toEqual(['ringing', `proceed device ${JULIET.deviceId}`, 'ok']);
    expect(told(pair.juliet)).toEqual(['incoming']);
  });

  // What the step had left to do was done all the same: a stanza left, and a deadline stayed on the clock.
  test.each(['incoming', 'accepted', 'authentication', 'ended'])('works from inside the report %s', async (kind) => {
    const pair = await createPair({
      juliet: {
        report: (report) => {
          if (report.kind === kind) pair.juliet.manager.close();
        },
      },
    });
    const sessionId = await ring(pair);
    if (pair.juliet.manager.stats().calls === 1) accept(pair.juliet, pair.romeo, sessionId);
    await pair.settle();
    if (kind === 'ended') pair.romeo.manager.hangUp(keyWith(JULIET, sessionId));
    await pair.settle();
    const { sent } = pair.juliet;
    expect(pair.juliet.reports.at(-1)?.kind).toBe(kind);
    expect(pair.juliet.manager.stats()).toMatchObject({ calls: 0, timers: 0, pending: 0 });
    const before = sent.length;
    await pair.advance(600_000);
    expect([sent.length, pair.clock.pending]).toEqual([before, 0]);
    if (kind === 'incoming') expect(sent).toEqual([]);
  });

  test.each(['incoming', 'accepted', 'authentication'])('leaves no deadline behind, from %s', async (kind) => {
    const { juliet, clock, settle } = await idle({
      report: (report) => {
        if (report.kind === kind) juliet.manager.close();
      },
    });
    juliet.receive(propose(ROMEO.account, JULIET.account, S1));
    if (juliet.manager.stats().calls === 1) {
      juliet.manager.accept(keyWith(ROMEO, S1));
      juliet.receive(offer());
      await settle();
    }
    expect(juliet.reports.at(-1)?.kind).toBe(kind);
    expect(clock.pending).toBe(0);
  });

  test('lets no proposal in that waited for the step in which it happened', async () => {
    const { juliet } = await idle({
      report: () => {
        juliet.receive(propose(NURSE.account, JULIET.account, 's2'));
        juliet.manager.close();
      },
      whenBusy: 'ring',
    });
    juliet.receive(propose(ROMEO.account, JULIET.account, S1));
    expect(told(juliet)).toEqual(['incoming']);
    expect(juliet.manager.stats().calls).toBe(0);
  });

  test('is the end: a call can be placed on another manager only', async () => {
    const { juliet } = await idle();
    juliet.manager.close();
    const place = () => juliet.manager.placeCall({ to: 'romeo@montague.example' as BareJid, media: ['audio'] });
    expect(place).toThrow(UsageError);
    expect(place).toThrow('closed');
    expect(juliet.sent).toEqual([]);
  });
});

describe('an application that throws', () => {
  // The first version left the rest of the step undone: no verdict, no deadline, a call that never ended.
  test('hears of it from whoever caused the step, and the step is done all the same', async () => {
    const pair = await createPair({
      romeo: {
        report: ({ kind }) => {
          if (kind === 'ringing') throw new Error('of the application');
        },
      },
    });
    const { romeo, juliet } = pair;
    romeo.manager.placeCall({ to: juliet.contact, media: ['audio'] });
    await expect(pair.settle()).rejects.toThrow('of the application');
    expect(romeo.manager.stats()).toMatchObject({ calls: 1, timers: 1 });
    await pair.advance(60_000);
    expect(told(romeo)).toEqual(['ringing', 'ended by timer: noAnswer']);
  });

  test('does not keep a call from ending', async () => {
    const { juliet } = await ringing({
      report: ({ kind }) => {
        if (kind === 'ended') throw new Error('of the application');
      },
    });
    expect(() => juliet.manager.reject(keyWith(ROMEO, S1))).toThrow('of the application');
    expect(juliet.manager.stats()).toMatchObject({ calls: 0, timers: 0, remembered: 1 });
  });

  test('does not lose a stanza to a wire that throws: the call ends in its deadline', async () => {
    const { juliet, advance } = await idle({
      wrapWire: () => ({
        send() {
          throw new Error('of the wire');
        },
      }),
    });
    expect(() => juliet.receive(propose(ROMEO.account, JULIET.account, S1))).toThrow('of the wire');
    expect(told(juliet)).toEqual(['incoming']);
    await advance(60_000);
    expect(told(juliet)).toEqual(['incoming', 'missed', 'ended by timer: noAnswer']);
  });
});
