/**
 * I7 over two whole cores: who call each other at the same moment end up in exactly one call, in whatever order the
 * server hands over what they say, all orders tried; and in one call or none where it loses or doubles some of it.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cross, inEveryOrder } from '../../test/support/crossing.ts';
import type { Crossing, CrossingOptions } from '../../test/support/crossing.ts';
import { engineOf, keyWith, told } from '../../test/support/pair.ts';
import type { CallReport } from '../../src/call/reports.ts';
import { JULIETS_TABLET } from '../../test/support/parties.ts';
import type { Party } from '../../test/support/world.ts';

interface Case {
  readonly where: string;
  readonly options: CrossingOptions;
  readonly winner: 'juliet' | 'romeo';
  /** How many stanzas are ordered in every way; what comes after them arrives as it was sent. */
  readonly depth: number;
  /** How many orders there are: a new figure is another conversation. */
  readonly orders: number;
}

/** No conversation here has so many stanzas: every one of its orders is played. */
const ALL = 50;

/** Romeo's JID comes after Juliet's, so hers wins where the ids are the same. */
const CASES: readonly Case[] = [
  {
    where: "romeo's id is lower",
    options: { romeo: { sessionId: 'a' }, juliet: { sessionId: 'b' } },
    winner: 'romeo',
    depth: ALL,
    orders: 543,
  },
  {
    where: "juliet's id is lower",
    options: { romeo: { sessionId: 'b' }, juliet: { sessionId: 'a' } },
    winner: 'juliet',
    depth: ALL,
    orders: 543,
  },
  {
    where: 'both have one id',
    options: { romeo: { sessionId: 'a' }, juliet: { sessionId: 'a' } },
    winner: 'juliet',
    depth: ALL,
    orders: 393,
  },
  {
    where: 'the winner asks for more, and the other is asked',
    options: { romeo: { sessionId: 'a', media: ['audio', 'video'] }, juliet: { sessionId: 'b' } },
    winner: 'romeo',
    depth: 6,
    orders: 439,
  },
];

describe('I7: two crossing proposals end in exactly one call', () => {
  test.each(CASES.map((each) => [each.where, each] as const))(
    'in every order of delivery, where %s',
    { timeout: 120_000 },
    async (_where, { options, winner, depth, orders }) => {
      const begin = () => crossAndAnswer(options);
      const count = await inEveryOrder(depth, begin, async (crossing, order) => {
        expect({ order, ...(await outcomeOf(crossing)) }).toEqual({
          order,
          calls: [1, 1],
          sessionId: options[winner].sessionId,
          connected: [true, true],
          replaced: { romeo: winner === 'juliet' ? 1 : 0, juliet: winner === 'romeo' ? 1 : 0 },
        });
      });
      expect(count).toBe(orders);
    },
  );

  test.each(CASES.slice(0, 3).map((each) => [each.where, each] as const))(
    'I10: and no other device rings on, where %s',
    { timeout: 120_000 },
    async (_where, { options }) => {
      const begin = () => cross({ ...options, others: [[JULIETS_TABLET, { omemo: 'none' }]] });
      const count = await inEveryOrder(4, begin, async ({ romeo, juliet, parties }, order) => {
        const calls = parties.map(({ manager }) => manager.stats().calls);
        expect({ order, calls }).toEqual({ order, calls: [1, 1, 0] });
        expect(acceptedIds(romeo)).toEqual(acceptedIds(juliet));
      });
      expect(count).toBeGreaterThan(50);
    },
  );
});

describe('D22: two crossing proposals over a server that loses and doubles', () => {
  test('end in one call or in none, on both sides, and leave nothing behind', async () => {
    const choice = fc.record({ index: fc.nat(8), fate: fc.constantFrom('delivered', 'doubled', 'lost') });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...CASES), fc.array(choice, { maxLength: 12 }), async ({ options }, choices) => {
        const crossing = await crossAndAnswer(options);
        for (const { index, fate } of choices) {
          const { length } = crossing.underWay;
          if (length === 0) break;
          if (fate === 'lost') crossing.lose(index % length);
          else await crossing.deliver(index % length, fate === 'doubled' ? 2 : 1);
        }
        await crossing.deliverAll();
        // Long enough for every deadline, one after the other: what is left then are calls that run.
        for (let minutes = 0; minutes < 5; minutes += 1) {
          await crossing.advance(60_000);
          await crossing.deliverAll();
        }
        for (const party of [crossing.romeo, crossing.juliet]) {
          expect(party.manager.stats()).toMatchObject({ calls: 0, timers: 0, pending: 0, buffered: 0 });
          expect(endsOf(party)).toBe(begunBy(party));
        }
        expect(acceptedIds(crossing.romeo).length).toBeLessThanOrEqual(1);
        expect(acceptedIds(crossing.juliet).length).toBeLessThanOrEqual(1);
      }),
    );
  });
});

/** Users who take what rings, at once: so the answer, too, is under way together with all the rest. */
async function crossAndAnswer(options: CrossingOptions): Promise<Crossing> {
  const answers = (party: () => Party, other: () => Party) => (report: CallReport) => {
    if (report.kind === 'incoming') party().manager.accept(keyWith(other(), report.sessionId));
  };
  const crossing: Crossing = await cross({
    romeo: {
      ...options.romeo,
      options: {
        report: answers(
          () => crossing.romeo,
          () => crossing.juliet,
        ),
      },
    },
    juliet: {
      ...options.juliet,
      options: {
        report: answers(
          () => crossing.juliet,
          () => crossing.romeo,
        ),
      },
    },
  });
  return crossing;
}

/** What has come of it, when media has had its chance to connect. */
async function outcomeOf({ romeo, juliet, settle }: Crossing) {
  engineOf(romeo).connected(juliet.dtlsFingerprint);
  engineOf(juliet).connected(romeo.dtlsFingerprint);
  await settle();
  const [ofRomeo] = acceptedIds(romeo);
  const [ofJuliet] = acceptedIds(juliet);
  return {
    calls: [romeo, juliet].map(({ manager }) => manager.stats().calls),
    sessionId: ofRomeo === ofJuliet ? ofRomeo : [ofRomeo, ofJuliet],
    connected: [romeo, juliet].map((party) => told(party).at(-1) === 'connected'),
    replaced: { romeo: replacedIn(romeo), juliet: replacedIn(juliet) },
  };
}

function acceptedIds({ reports }: Party): readonly string[] {
  return reports.flatMap((report) => (report.kind === 'accepted' ? [report.sessionId] : []));
}

function replacedIn({ reports }: Party): number {
  return reports.filter((report) => report.kind === 'ended' && report.replacedBy !== undefined).length;
}

function endsOf({ reports }: Party): number {
  return reports.filter(({ kind }) => kind === 'ended').length;
}

function begunBy({ trace }: Party): number {
  return trace.filter(({ kind }) => kind === 'start').length;
}
