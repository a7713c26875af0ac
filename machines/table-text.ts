/** A transition table as text that people can review and compare line by line. */
import type { ChangesSnapshot } from './changes.step.ts';
import type { CallSnapshot } from './step.ts';
import type { ChangesTable, Table, TransitionTable } from './table.ts';

type Effect = { readonly kind: string };
type Event = { readonly type: string };
type State = { readonly state: string; readonly ended: boolean };

/** The table of a call's machine. */
export function writeTable(table: TransitionTable): string {
  const { role, input } = table;
  const { policy, omemo, presence, occasion } = input;
  const title = `${role}, policy ${policy}, OMEMO ${omemo}, presence ${presence}, occasion ${occasion}`;
  return writeAny(table, title, describeState);
}

/** The table of what changes in a running call. */
export function writeChangesTable(table: ChangesTable): string {
  const { side, sent, received } = table.input;
  const title = `changes of a running call, side ${side}, sent ${sent}, received ${received}`;
  return writeAny(table, title, describeChangesState);
}

/** What most states answer once, then each state with what it answers otherwise. */
function writeAny<S extends State>(
  table: Table<S, Event, Effect>,
  title: string,
  describe: (snapshot: S) => string,
): string {
  const { states, events, start, outputs } = table;
  const usual = events.map((_, event) => usualOutput(table, event));
  const sections = states.map((state, number) => {
    const own = events.flatMap((event, index) =>
      describeCell(table, number, index, describeEvent(event), usual[index]),
    );
    return [`${number} ${describe(state)}`, ...own.map((line) => `    ${line}`)].join('\n');
  });
  const usualLines = events.flatMap((event, index) => {
    const output = outputs[usual[index] ?? 0] ?? [];
    return output.length === 0 ? [] : [`    ${describeEvent(event)}: ${describeEffects(output)}`];
  });
  return [
    `# ${title}`,
    `# ${states.length} states, ${events.length} events. Generated from the machine by \`npm run tables\`.`,
    `start -> 0: ${describeEffects(outputs[start] ?? [])}`,
    `every state, unless it says otherwise (an event not listed at all is ignored):\n${usualLines.join('\n')}`,
    ...sections,
    '',
  ].join('\n\n');
}

/** `peer.proceed device`: the type, and its words in the order they are declared. */
export function describeEvent(event: Event): string {
  const { type, ...facts } = event;
  return [type, ...Object.values(facts)].join(' ');
}

/** `startTimer ring, reportIncoming`. */
export function describeEffects(effects: readonly Effect[]): string {
  return effects.map(describeEffect).join(', ');
}

function describeEffect({ kind, ...facts }: Effect): string {
  const words = Object.values(facts as Readonly<Record<string, object | string>>).flatMap((fact): readonly unknown[] =>
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

/** `restarting.asked, offer asking, offered encrypted`. */
function describeChangesState({ state, context }: ChangesSnapshot): string {
  const { offer, offered, restart } = context;
  const facts = [
    offer === 'none' ? '' : `offer ${offer}, offered ${offered}`,
    restart === 'none' ? '' : `restart ${restart}`,
  ];
  return [state, ...facts.filter((fact) => fact !== '')].join(', ');
}

/** Among the states that stay as they are under an event, what most of them answer. */
function usualOutput({ states, events, next, output }: Table<State, Event, Effect>, event: number): number {
  const counts = new Map<number, number>();
  for (const [number, { ended }] of states.entries()) {
    const cell = number * events.length + event;
    const answer = output[cell] ?? 0;
    if (!ended && next[cell] === number) counts.set(answer, (counts.get(answer) ?? 0) + 1);
  }
  return [...counts].reduce((most, one) => (one[1] > most[1] ? one : most), [0, 0])[0];
}

function describeCell(
  { states, events, next, output, outputs }: Table<State, Event, Effect>,
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
