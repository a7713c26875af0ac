/**
 * docs/machines.md: both machines as pictures and tables, out of their transition tables, and what is decided between
 * calls.
 *
 * The page speaks of states as they are named in the machines; what a state remembers beside its name is merged, and
 * where it decides, all outcomes are listed with the policies that have them.
 */
import { writeBetweenCalls } from '../../machines/between-calls-text.ts';
import { ROLES } from '../../machines/step.ts';
import type { ChangesTable, TransitionTable } from '../../machines/table.ts';
import { describeEffects } from '../../machines/table-text.ts';

/** A table under the name that the page has for how it began. */
interface Variant {
  readonly name: string;
  readonly table: ChangesTable | TransitionTable;
}

/** What one type of event does in one state. */
interface Outcome {
  readonly from: string;
  readonly type: string;
  readonly to: string;
  readonly effects: string;
  readonly variants: Set<string>;
}

const INTRODUCTION = `# The machines

Generated from \`machines/\` by \`npm run tables\`; a test fails when this page is not what the machines are. The
complete tables, every state with what it remembers under every event, are in \`machines/tables/\`.

A request of the peer is answered in every state: with what is listed, or \`refuse out-of-order\`;
\`peer.malformed\` with \`bad-request\`. A message, or a word of another own resource,
that is not listed is noted in the trace and changes nothing. Late results of OMEMO, media and timers are ignored. After
*ended* nothing happens.

A callee begins in one of three ways. It rings; or, where the contact proposes during a call with us, it is *offered*;
or, where it won over a call that our user was placing, and asks for no more than that one did, it is *accepted* at
once. A callee that is called directly is *opening* until its session-initiate is taken, in the same step; then it rings
with the offer in hand, or answers at once where it won. A caller begins with a proposal, or describes itself at once.

The pictures are those of the [inspector](guides/inspector.md), where one sees them live. A dashed state is left at
once. What nearly every state can do is not drawn as a line but counted under it: the ways to *ended*, or, in a
running call, to *settling*.
`;

const BETWEEN = `What happens to a call because of another is decided by tables over finite facts
(\`machines/between-calls.ts\`): what a proposal of a contact comes to, and what to make of a word that came before the
proposal it is about. Each combination of facts is in exactly one line; a fact that is not named does not matter.`;

const CHANGES = `While media runs, a second machine beside the call's own adds and removes contents and restarts ICE
(\`machines/changes.machine.ts\`). It is the same on both sides; where two requests cross, the initiator's goes
on. A row says which calls it is about where not all have it: *encrypted* and *plain* both ways, or *one way*,
where the peer encrypted its answer to a plain offer.

Contents that the peer adds while others wait, or that are not protected as the call is, are turned down in
every state.`;

/** The whole page. */
export function writeMachinesPage(tables: readonly TransitionTable[], changes: readonly ChangesTable[]): string {
  const sections = ROLES.map((role) => {
    const ofRole = tables.filter((table) => table.role === role);
    return [
      `## The ${role}`,
      ...drawn(
        role,
        ofRole.map((table) => ({ name: table.input.policy, table })),
      ),
    ].join('\n\n');
  });
  const running = changes.map((table) => ({ name: nameOf(table), table }));
  sections.push(['## In a running call', CHANGES, ...drawn('changes', running)].join('\n\n'));
  const between = ['## Between calls', '', BETWEEN, '', '```text', writeBetweenCalls().trimEnd(), '```'].join('\n');
  return `${[INTRODUCTION, ...sections, between].join('\n')}\n`;
}

function nameOf({ input: { side, sent, received } }: ChangesTable): string {
  return `${side} ${sent === received ? sent : 'one way'}`;
}

function drawn(machine: string, variants: readonly Variant[]): readonly string[] {
  const outcomes = outcomesOf(variants);
  const count = new Set(variants.map(({ name }) => name)).size;
  return [`![The states of the machine ${machine}](machines/${machine}.svg)`, tablesOf(outcomes, count)];
}

/** Everything that is not the general answer of every state, merged over variants and over what states remember. */
function outcomesOf(variants: readonly Variant[]): readonly Outcome[] {
  const outcomes = new Map<string, Outcome>();
  for (const { name, table } of variants) {
    const { states, events, next, output, outputs } = table;
    for (const [number, { state: from }] of states.entries()) {
      if (from === 'ended') continue;
      for (const [index, event] of events.entries()) {
        const cell = number * events.length + index;
        const target = next[cell] ?? number;
        const effects = describeEffects(outputs[output[cell] ?? 0] ?? []);
        const to = states[target]?.state ?? from;
        if (target === number && isGeneral(effects)) continue;
        const { type } = event;
        const key = [from, type, to, effects].join('\n');
        const outcome = outcomes.get(key) ?? { from, type, to, effects, variants: new Set() };
        outcome.variants.add(name);
        outcomes.set(key, outcome);
      }
    }
  }
  return [...outcomes.values()];
}

const GENERAL = new Set(['', 'noteOutOfOrder', 'noteUnusable']);
function isGeneral(effects: string): boolean {
  return GENERAL.has(effects) || effects.startsWith('refuse ');
}

function tablesOf(outcomes: readonly Outcome[], variantCount: number): string {
  const states = [...new Set(outcomes.map(({ from }) => from))];
  return states
    .map((state) => {
      const rows = outcomes.filter(({ from }) => from === state).map((outcome) => rowOf(outcome, variantCount));
      return [`### ${state}`, '', '| event | leads to | and does |', '| --- | --- | --- |', ...rows].join('\n');
    })
    .join('\n\n');
}

function rowOf({ from, type, to, effects, variants }: Outcome, variantCount: number): string {
  const where = to === from ? 'stays' : to;
  const only = variants.size === variantCount ? '' : ` (${[...variants].join(', ')})`;
  return `| \`${type}\`${only} | ${where} | ${effects} |`;
}
