/** What was found out about mutants, in words. */
import { counted } from '../support/command-line.ts';
import type { Mutant } from './campaign.ts';
import { isSurvivor, killerOf } from './judgement.ts';
import type { Judged } from './judgement.ts';

/** One line for each subject. */
export function describeCounts(judged: readonly Judged[], named: readonly Mutant[]): readonly string[] {
  const subjects = [...new Set(judged.map(({ subject }) => subject))];
  return subjects.map((subject) => {
    const all = judged.filter((each) => each.subject === subject);
    const killers = (['monitors', 'explorer', 'tests'] as const).flatMap((layer) => {
      const count = all.filter(({ judgement }) => killerOf(judgement) === layer).length;
      return count === 0 ? [] : [`${counted(count)} by ${layer}`];
    });
    const equivalent = all.filter(({ judgement }) => judgement.isEquivalent).length;
    const survivors = all.filter(({ judgement }) => isSurvivor(judgement));
    const without = survivors.filter((each) => !isNamed(each, named)).length;
    return [
      `${subject}: ${counted(all.length)} mutants`,
      ...(equivalent === 0 ? [] : [`${counted(equivalent)} equivalent`]),
      `killed: ${killers.join(', ') || 'none'}`,
      `survivors: ${counted(survivors.length)}${without === 0 ? '' : `, ${counted(without)} without a reason`}`,
    ].join('; ');
  });
}

/** Survivors that nobody has given a reason for, each with what tells it from the original. */
export function describeSurvivors(judged: readonly Judged[], named: readonly Mutant[]): readonly string[] {
  return judged
    .filter((each) => isSurvivor(each.judgement) && !isNamed(each, named))
    .map(({ subject, mutant, judgement: { story, findings } }) => {
      const told = findings.tables === undefined ? [] : [`seen by ${findings.tables}`];
      const details = [...(story === undefined ? [] : [story]), ...told].map((line) => `\n    ${line}`);
      return `SURVIVOR ${subject}: ${mutant}${details.join('')}`;
    });
}

/**
 * Reasons that nothing needs any more.
 *
 * @param isWhole  whether every mutant of these subjects was judged, so that one that was not is gone
 */
export function describeStale(
  judged: readonly Judged[],
  named: readonly Mutant[],
  isWhole: boolean,
): readonly string[] {
  const subjects = new Set(judged.map(({ subject }) => subject));
  return named.flatMap(({ subject, mutant }) => {
    const found = judged.find((each) => each.subject === subject && each.mutant === mutant);
    if (found === undefined) return isWhole && subjects.has(subject) ? [`STALE ${subject}: ${mutant}: is gone`] : [];
    if (isSurvivor(found.judgement)) return [];
    const killer = killerOf(found.judgement);
    const why = killer === undefined ? 'is equivalent' : `is killed by ${found.judgement.findings[killer] ?? killer}`;
    return [`STALE ${subject}: ${mutant}: ${why}`];
  });
}

function isNamed({ subject, mutant }: Mutant, named: readonly Mutant[]): boolean {
  return named.some((each) => each.subject === subject && each.mutant === mutant);
}
