/**
 * Tables as Promela: the tables in C, and an option for everything that can happen, which looks up what comes of it.
 * The relation is that of system.ts, written a second time.
 */
import { writeTables } from './c-tables.ts';
import type { EndTable, TableMove, Tables } from './tables.ts';

/**
 * `safety`: one process does everything. `deadlines`: each device's deadlines are a process, which fairness is about.
 */
export type Purpose = 'deadlines' | 'safety';

/** What is said where Spin comes by a move that the exploration never worked out. */
export const UNKNOWN_MOVE = 'the exploration did not come by this';

/** The formulas of `deadlines`: of each device, that it does not wait for ever. */
export function formulaName({ name }: EndTable): string {
  return `leaves_waiting_${name}`;
}

/** What Spin is given. Tables are a file of their own: Spin takes only so much C in its own. */
export interface PromelaFiles {
  readonly 'model.pml': string;
  readonly 'tables.h': string;
}

export function writePromela(all: Tables, purpose: Purpose): PromelaFiles {
  const tables = purpose === 'safety' ? all : withoutIdleDeadlines(all);
  const { name } = tables;
  const title = `/* ${name}. Generated from what an exploration worked out (properties/model/spin/). */`;
  return {
    'model.pml': `${title}\n\n${writeModel(tables, purpose)}`,
    'tables.h': `${title}\n\n${writeTables(tables)}`,
  };
}

/**
 * Without the deadlines that pass unheard, and change nothing. Only a monitor has something to say of them; here a
 * process could have its turn with nothing else, for ever.
 */
function withoutIdleDeadlines(tables: Tables): Tables {
  const isHeard = ({ next, sends }: TableMove, local: number): boolean => next !== local || sends !== 0;
  const ends = tables.ends.map((end) => ({
    ...end,
    deadlines: end.deadlines.map((all, local) => all.filter((move) => isHeard(move, local))),
  }));
  return { ...tables, ends };
}

function writeModel(tables: Tables, purpose: Purpose): string {
  const { ends } = tables;
  return [
    'c_decl {',
    // Spin would take what begins with # for its own preprocessor's.
    '\\#include "tables.h"',
    '}',
    '',
    `short place[${ends.length}];`,
    tables.network.kind === 'knowledge' ? 'int seen;' : `short bag[${tables.network.inflight}];`,
    '',
    writeCode(tables, purpose),
    '',
    ...writeProcesses(tables, purpose),
    ...(purpose === 'deadlines' ? ends.map(writeFormula) : []),
    '',
  ].join('\n');
}

const COMMON_CODE = `\
static const struct move *own_move(int end, int nth) {
  return ends[end].own + ends[end].own_at[now.place[end]] + nth;
}
static const struct move *due_move(int end, int nth) {
  return ends[end].due + ends[end].due_at[now.place[end]] + nth;
}
static const struct move *got_move(int end, int place) {
  return ends[end].got + now.place[end] * ends[end].inbox + place;
}`;

const IS_KNOWN = `\
static int is_known(const struct move *move) {
  if (move->next == UNKNOWN) printf("objection: ${UNKNOWN_MOVE}\\n");
  return move->next != UNKNOWN;
}`;

/** Asked before a step is taken: where somebody objects, that is the end of the search, and says why. */
const IS_FINE: Readonly<Record<Purpose, string>> = {
  safety: `\
/* Nobody objects to it, nor to where it leads. */
static int is_fine(int end, const struct move *move) {
  int at, looked = 0, objection;
  if (!is_known(move)) return 0;
  for (at = 0; at < sizeof looks / sizeof *looks; at++)
    looked = looked * looks[at] + ends[at].look[at == end ? move->next : now.place[at]];
  objection = move->objection ? move->objection : joint[looked];
  if (objection) printf("objection: %s\\n", objections[objection]);
  return !objection;
}`,
  deadlines: `\
/* Only who waits is asked about. */
static int is_fine(int end, const struct move *move) {
  return is_known(move);
}`,
};

const KNOWLEDGE_CODE = `\
static void take(int end, const struct move *move) {
  const short *sent = sends[move->sends];
  int at;
  now.place[end] = move->next;
  for (at = 1; at <= sent[0]; at++) now.seen |= carries[sent[at]];
}`;

/** A message is in the bag as its number and one; the bag is in order, with room at its end. */
const CHANNEL_CODE = `\
#define ROOM (sizeof now.bag / sizeof *now.bag)
static const struct move *arrival(int at) {
  return got_move(receivers[now.bag[at] - 1].end, receivers[now.bag[at] - 1].place);
}
static void put(int without, int added, const short *sent) {
  short bag[ROOM + 1];
  int at, to, count = 0;
  for (at = 0; at < ROOM && now.bag[at]; at++) if (at != without) bag[count++] = now.bag[at];
  if (added >= 0) bag[count++] = added + 1;
  for (at = 1; at <= sent[0] && count < ROOM; at++) bag[count++] = sent[at] + 1;
  for (at = 1; at < count; at++) {
    short message = bag[at];
    for (to = at; to > 0 && bag[to - 1] > message; to--) bag[to] = bag[to - 1];
    bag[to] = message;
  }
  for (at = 0; at < ROOM; at++) now.bag[at] = at < count ? bag[at] : 0;
}
static void take(int end, const struct move *move, int without) {
  now.place[end] = move->next;
  put(without, -1, sends[move->sends]);
}`;

function writeCode({ network }: Tables, purpose: Purpose): string {
  const taking = network.kind === 'knowledge' ? KNOWLEDGE_CODE : CHANNEL_CODE;
  return ['c_code {', COMMON_CODE, IS_KNOWN, IS_FINE[purpose], taking, '}'].join('\n');
}

function writeProcesses(tables: Tables, purpose: Purpose): readonly string[] {
  const { ends } = tables;
  const deadlines = ends.map(({ deadlines: due }, end) => ownOptions(end, due, 'due', tables));
  const others = [
    ...ends.flatMap(({ own }, end) => [
      ...ownOptions(end, own, 'own', tables),
      // A local state that the exploration never got to is one too many.
      `  :: d_step { c_expr { !ends[${end}].expanded[now.place[${end}]] } -> assert(false) }`,
    ]),
    ...(tables.network.kind === 'knowledge' ? knownOptions(tables) : channelOptions(tables)),
  ];
  if (purpose === 'safety') return [writeProcess('world', [...others, ...deadlines.flat()])];
  return [
    writeProcess('world', others),
    // Spin takes no process that can do nothing.
    ...ends.flatMap(({ name }, end) => {
      const due = deadlines[end] ?? [];
      return due.length === 0 ? [] : [writeProcess(`deadlines_of_${name}`, due)];
    }),
  ];
}

function writeProcess(name: string, options: readonly string[]): string {
  // Where nothing can happen any more, that is an end like any other.
  return [`active proctype ${name}() {`, 'end:', '  do', ...options, '  od', '}'].join('\n');
}

/**
 * An option is one step; what has to be fine is asserted before it is taken. Spin takes a call in a guard for a side
 * effect, so guards look things up by themselves.
 */
function option(guard: string, fine: string, code: string): string {
  return `  :: d_step { c_expr { ${guard} } -> c_code [${fine}] { ${code} } }`;
}

function ownOptions(end: number, all: EndTable['own'], kind: 'due' | 'own', { network }: Tables): readonly string[] {
  const most = Math.max(...all.map((each) => (each === 'unknown' ? 0 : each.length)));
  return Array.from({ length: most }, (_, nth) => {
    const move = `${kind}_move(${end}, ${nth})`;
    const without = network.kind === 'channels' ? ', -1' : '';
    const at = `${kind}_at${end}[now.place[${end}]`;
    return option(`${at}] + ${nth} < ${at} + 1]`, `is_fine(${end}, ${move})`, `take(${end}, ${move}${without});`);
  });
}

function knownOptions({ ends, carries }: Tables): readonly string[] {
  return ends.flatMap(({ inbox }, end) =>
    inbox.map((message, place) => {
      const needs = carries[message] ?? 0;
      const isSeen = needs === 0 ? '' : ` && (now.seen & ${needs})`;
      const move = `got_move(${end}, ${place})`;
      const next = `got${end}[now.place[${end}] * ${inbox.length} + ${place}].next`;
      return option(`${next} != NO_MOVE${isSeen}`, `is_fine(${end}, ${move})`, `take(${end}, ${move});`);
    }),
  );
}

function channelOptions({ network, carries }: Tables): readonly string[] {
  if (network.kind !== 'channels') return [];
  const { inflight, drops, duplicates, injects } = network;
  const places = Array.from({ length: inflight }, (_, at) => at);
  const arriving = places.flatMap((at) => {
    const receiver = `receivers[now.bag[${at}] - 1]`;
    const end = `${receiver}.end`;
    // Of equal messages the first stands for all.
    const isThere = at === 0 ? `now.bag[0]` : `now.bag[${at}] && now.bag[${at}] != now.bag[${at - 1}]`;
    const next = `ends[${end}].got[now.place[${end}] * ends[${end}].inbox + ${receiver}.place].next`;
    const isTaken = `${isThere} && ${next} != NO_MOVE`;
    // Taken, and nothing comes of it: the same as lost.
    const isLost = drops ? isThere : `${isThere} && ${next} == NO_MOVE`;
    const fine = `is_fine(${end}, arrival(${at}))`;
    return [
      option(isTaken, fine, `take(${end}, arrival(${at}), ${at});`),
      ...(duplicates ? [option(isTaken, fine, `take(${end}, arrival(${at}), -1);`)] : []),
      option(isLost, '1', `put(${at}, -1, sends[0]);`),
    ];
  });
  const injected = carries.flatMap((ciphertext, message) =>
    ciphertext === 0 ? [option(`now.bag[${inflight - 1}] == 0`, '1', `put(-1, ${message}, sends[0]);`)] : [],
  );
  return [...arriving, ...(injects ? injected : [])];
}

function writeFormula(end: EndTable, at: number): string {
  const waits = `c_expr { ends[${at}].waits[now.place[${at}]] }`;
  return `ltl ${formulaName(end)} { [] (${waits} -> <> !(${waits})) }`;
}
