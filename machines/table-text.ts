/** A transition table as text that people can review and compare line by line. */
import type { CallEffect } from './effects.ts';
import type { CallEvent } from './events.ts';
import type { CallSnapshot } from './step.ts';
import type { TransitionTable } from './table.ts';

/** The whole table: what most states answer once, then each state with what it answers otherwise. */
export function writeTable(table: TransitionTable): string {
  const { role, input, states, events, start, outputs } = table;
  const usual = events.map((_, event) => usualOutput(table, event));
  const sections = states.map((state, number) => {
    const own = events.flatMap((event, index) =>
      describeCell(table, number, index, describeEvent(event), usual[index]),
    );
    return [`${number} ${describeState(state)}`, ...own.map((line) => `    ${line}`)].join('\n');
  });
  const usualLines = events.flatMap((event, index) => {
    const output = outputs[usual[index] ?? 0] ?? [];
    return output.length === 0 ? [] : [`    ${describeEvent(event)}: ${describeEffects(output)}`];
  });
  return [
    `# ${role}, policy ${input.policy}, OMEMO ${input.omemo}, presence ${input.presence}, occasion ${input.occasion}`,
    `# ${states.length} states, ${events.length} events. Generated from the machine by \`npm run tables\`.`,
    `start -> 0: ${describeEffects(outputs[start] ?? [])}`,
    `every state, unless it says otherwise (an event not listed at all is ignored):\n${usualLines.join('\n')}`,
    ...sections,
    '',
  ].join('\n\n');
}

/** `peer.proceed device`: the type, and its words in the order they are declared. */
export function describeEvent(event: CallEvent): string {
  const { type, ...facts } = event;
  return [type, ...Object.values(facts)].join(' ');
}

/** `startTimer ring, reportIncoming`. */
export function describeEffects(effects: readonly CallEffect[]): string {
  return effects.map(describeEffect).join(', ');
}

function describeEffect({ kind, ...facts }: CallEffect): string {
  const words = Object.values(facts).flatMap((fact: object | string): readonly unknown[] =>
    typeof fact === 'string' ? [fact] : Object.values(fact),
  );
  return [kind, ...words].join(' ');
}

/** `initiated.waiting, sent encrypted`: what differs from the beginning. */
function describeState({ state, context }: CallSnapshot): string {
  const { sent, received, because, trust, omemo } = context;
  const facts = [
    sent === 'nothing' ? '' : `sent ${sent}`,
    received === 'nothing' ? '' : `received ${received}`,
    because === null ? '' : `because ${because}`,
    trust === 'undecided' ? '' : `trust ${trust}`,
    omemo === 'disabled' ? 'OMEMO disabled' : '',
  ];
  return [state, ...facts.filter((fact) => fact !== '')].join(', ');
}

/** Among the states that stay as they are under an event, what most of them answer. */
function usualOutput({ states, events, next, output }: TransitionTable, event: number): number {
  const counts = new Map<number, number>();
  for (const [number, { ended }] of states.entries()) {
    const cell = number * events.length + event;
    const answer = output[cell] ?? 0;
    if (!ended && next[cell] === number) counts.set(answer, (counts.get(answer) ?? 0) + 1);
  }
  return [...counts].reduce((most, one) => (one[1] > most[1] ? one : most), [0, 0])[0];
}

function describeCell(
  { states, events, next, output, outputs }: TransitionTable,
  state: number,
  event: number,
  described: string,
  usual: number | undefined,
): readonly string[] {
  const cell = state * events.length + event;
  const target = next[cell] ?? state;
  const answer = output[cell] ?? 0;
  if (target === state && (answer === usual || states[state]?.ended === true)) return [];
  const effects = describeEffects(outputs[answer] ?? []);
  const arrow = target === state ? '' : ` -> ${target} ${states[target]?.state ?? ''}`;
  return [`${described}${arrow}${effects === '' ? (target === state ? ': ignored' : '') : `: ${effects}`}`];
}
