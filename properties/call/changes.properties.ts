/**
 * Two honest cores whose users change the call as they like, often both at once: whatever crosses, both ends have the
 * same contents in the end, under one ICE session, and the verdict is the one that the call began with.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { OfCall } from '../../src/call/reports.ts';
import { engineOf } from '../../test/support/pair.ts';
import type { Command, Stage, StageOptions } from '../../test/support/stage.ts';
import { A_WHILE_MS, createStage } from '../../test/support/stage.ts';
import { FUZZ_TIMEOUT_MS, fuzzing } from '../../test/support/fuzz.ts';
import { expectAllTruths, expectOnlyRunningCalls } from '../../test/support/truths.ts';
import type { Party } from '../../test/support/world.ts';
import { honestChanges, USUAL_CALL } from '../arbitraries/call-command.ts';

const options: fc.Arbitrary<StageOptions> = fc.record({
  acquaintance: fc.constantFrom('acquainted', 'new'),
  policies: fc.record({ romeo: fc.constant('opportunistic' as const), juliet: fc.constant('opportunistic' as const) }),
});

/** The contents of the newest call, as its user was told of them. */
function contentsOf({ reports }: Party): readonly string[] {
  const names = new Set<string>();
  for (const report of reports) {
    if (report.kind === 'accepted') report.media.forEach((kind) => names.add(kind));
    if (report.kind === 'contentAccepted') names.add(report.contentName);
    if (report.kind === 'contentRemoved') names.delete(report.contentName);
    if (report.kind === 'ended') names.clear();
  }
  return [...names].sort();
}

/** The last of what the user was told of the call itself. */
function verdictsOf({ reports }: Party): readonly string[] {
  return reports.flatMap((report) => (report.kind === 'authentication' ? [report.verdict.state] : []));
}

/** A candidate that either engine finds now reaches the other one: both are in the same ICE session. */
async function expectCandidatesArrive({ pair }: Stage): Promise<void> {
  const ways = [
    [pair.romeo, pair.juliet, 60_001],
    [pair.juliet, pair.romeo, 60_002],
  ] as const;
  for (const [from, to, port] of ways) {
    for (const contentName of contentsOf(from)) engineOf(from).gathered(contentName, port);
    await pair.settle();
    const arrived = engineOf(to).orders.flatMap((order) =>
      order.order === 'addCandidates' && order.candidates.some((candidate) => candidate.port === port)
        ? [order.contentName]
        : [],
    );
    expect(arrived.sort(), 'D24: of the session that both ends have').toEqual(contentsOf(from));
  }
}

/** What waits for the deadline of something else comes after it. */
const DEADLINES_PASS: readonly Command[] = [61_000, 61_000, 61_000].map((ms) => ({ do: 'wait', ms }));

/** Engines do not wait for a minute. */
function inSteps(command: Command): readonly Command[] {
  if (command.do !== 'wait' || command.ms <= A_WHILE_MS) return [command];
  return [
    { do: 'wait', ms: A_WHILE_MS },
    { do: 'wait', ms: command.ms - A_WHILE_MS },
  ];
}

async function play(stageOptions: StageOptions, kind: 'disabled' | 'enabled', commands: readonly Command[]) {
  const stage = await createStage(stageOptions);
  const call = USUAL_CALL.map((command) => (command.do === 'call' ? { ...command, omemo: kind } : command));
  const parties = stage.pair.parties.map((party) => ({ party, restarts: 0 }));
  for (const command of [...call, ...commands, ...DEADLINES_PASS].flatMap(inSteps)) {
    await stage.perform(command);
    for (const each of parties) each.restarts = lookForAddresses(each.party, each.restarts);
  }
  await stage.rest();
  return stage;
}

/** An engine that begins anew finds an address at once: our answer to a restart is the first candidate after it. */
function lookForAddresses(party: Party, before: number): number {
  const restarts = party.reports.filter((report) => report.kind === 'iceRestarted' && report.by === 'peer').length;
  if (restarts > before) for (const contentName of contentsOf(party)) engineOf(party).gathered(contentName);
  return restarts;
}

describe('two users who change their call', () => {
  test(
    'A6 C19 D22: end up with the same contents, in one ICE session, and with the verdict that they had',
    async () => {
      const seen = { added: 0, restarted: 0, crossed: 0 };
      await fc.assert(
        fc.asyncProperty(
          options,
          fc.constantFrom('enabled', 'enabled', 'disabled'),
          honestChanges,
          async (stageOptions, kind, commands) => {
            const stage = await play(stageOptions, kind, commands);
            const { romeo, juliet } = stage.pair;
            expectOnlyRunningCalls(stage);
            expect(contentsOf(romeo), 'C19: both ends have the same contents').toEqual(contentsOf(juliet));
            if (contentsOf(romeo).length > 0) await expectCandidatesArrive(stage);
            for (const party of stage.pair.parties) expect(verdictsOf(party), 'A6: one verdict').toHaveLength(1);
            const told: readonly (OfCall & { kind: string })[] = [...romeo.reports, ...juliet.reports];
            seen.added += told.filter((report) => report.kind === 'contentAccepted').length;
            seen.restarted += told.filter((report) => report.kind === 'iceRestarted').length;
            seen.crossed += romeo.sent.filter((stanza) => JSON.stringify(stanza).includes('tie-break')).length;
            await stage.end();
            expectAllTruths(stage);
          },
        ),
        fuzzing(100),
      );
      const rare = Object.entries(seen).filter(([, count]) => count <= 10);
      expect(rare, 'what is checked has happened').toEqual([]);
    },
    FUZZ_TIMEOUT_MS,
  );
});
