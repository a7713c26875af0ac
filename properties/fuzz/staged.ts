/** Runs on the stage of two cores: the part that the targets with whole cores share. */
import { expect } from 'vitest';
import { MAX_HELD_STANZAS } from '../../src/base/limits.ts';
import { STATS_LIMITS } from '../../src/call/options.ts';
import { bareOf } from '../../src/jid.ts';
import type { Command, Stage } from '../../test/support/stage.ts';
import { countReplies, expectBounded } from '../../test/support/truths.ts';
import type { Counts } from './target.ts';

const HOSTILE: ReadonlySet<Command['do']> = new Set(['double', 'plant', 'replay', 'rewrite', 'text']);

/** Does it, and sees that neither core holds more than it may. */
export async function performBounded(stage: Stage, command: Command, counts: Counts): Promise<void> {
  await stage.perform(command);
  for (const party of stage.pair.parties) {
    expectBounded(party, MAX_HELD_STANZAS);
    const stats = party.manager.stats();
    expect(
      STATS.filter((name) => stats[name] > STATS_LIMITS[name]),
      'D22: within STATS_LIMITS',
    ).toEqual([]);
    counts.hold(stats);
  }
}

const STATS = Object.keys(STATS_LIMITS) as (keyof typeof STATS_LIMITS)[];

/** After the run, which kept every promise. */
export function countRun({ pair }: Stage, commands: readonly Command[], counts: Counts): void {
  counts.add({ runs: 1, hostile: commands.filter((command) => HOSTILE.has(command.do)).length });
  for (const party of pair.parties) {
    const { trace, received, reports } = party;
    const shown = reports.flatMap((report) =>
      report.kind === 'authentication' && report.verdict.state === 'authenticated'
        ? [`${bareOf(report.peer)} ${report.sessionId}`]
        : [],
    );
    counts.add({
      ...countReplies(pair.journal.filter((entry) => entry.party === party.account)),
      stanzas: received.length,
      traces: trace.filter(({ kind }) => kind === 'start').length,
      steps: trace.filter(({ kind }) => kind === 'step' || kind === 'changesStep').length,
      authenticated: new Set(shown).size,
      added: reports.filter(({ kind }) => kind === 'contentAccepted').length,
      restarted: reports.filter(({ kind }) => kind === 'iceRestarted').length,
    });
    for (const entry of trace) if (entry.kind === 'changesStep') counts.reachedInChanges(entry.to);
  }
}
