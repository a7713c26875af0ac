/** What fuzzing has done, in words. */
import { STATS_LIMITS } from '../../src/call/options.ts';
import { counted } from '../support/command-line.ts';
import type { CampaignResult, Finding, TargetCounts } from './campaign.ts';
import type { Counts } from './target.ts';

/** One block for each target. */
export function describeCounts({ counts, finding }: Pick<CampaignResult, 'counts' | 'finding'>): string {
  return counts.map((each) => describeTarget(each, finding)).join('\n');
}

function describeTarget({ target, counts }: TargetCounts, finding: Finding | undefined): string {
  const { runs, stanzas, hostile, requests, replies, traces, steps } = counts.sums;
  const { authenticated, added, restarted } = counts.sums;
  const throws = finding?.target === target && finding.isThrown ? 1 : 0;
  const lines = [`${target.name}: ${counted(runs)} runs, ${throws} throws`];
  if (stanzas > 0) {
    const each = requests === 0 ? 'none asked for' : `${(replies / requests).toFixed(3)} a request`;
    lines.push(
      `  ${counted(stanzas)} stanzas handed to cores, ${counted(hostile)} of them hostile`,
      `  ${counted(requests)} requests to set, ${counted(replies)} replies: ${each}`,
      `  ${counted(traces)} traces of calls found right, of ${counted(steps)} steps`,
      `  ${counted(authenticated)} calls shown as authenticated`,
      `  ${counted(added)} contents added to running calls, ${counted(restarted)} restarts of ICE`,
      `  at most held: ${describeLargest(counts)}`,
    );
  } else lines.push(`  ${counted(steps)} steps`);
  if (target.reached !== undefined) lines.push(`  ${target.reached()}`);
  return lines.join('\n');
}

function describeLargest({ largest }: Counts): string {
  const names = Object.keys(STATS_LIMITS) as (keyof typeof STATS_LIMITS)[];
  return names.map((name) => `${name} ${largest[name]} of ${STATS_LIMITS[name]}`).join(', ');
}
