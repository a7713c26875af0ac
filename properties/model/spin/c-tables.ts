/**
 * Tables in C: what the options of promela.ts look things up in.
 */
import type { EndTable, TableAnswer, TableMove, Tables } from './tables.ts';

/** Of `struct end`, after the length of its inbox. */
const FIELDS = ['own_at', 'due_at', 'look', 'own', 'due', 'got', 'expanded', 'waits'] as const;

/** The tables of a system, as a C header. */
export function writeTables({ ends, sends, carries, joint, objections, network }: Tables): string {
  const longest = Math.max(...sends.map((list) => list.length));
  return [
    '/* An answer that is no move. */',
    '#define NO_MOVE -1',
    '#define UNKNOWN -2',
    'struct move { short next; short sends; short objection; };',
    `static const short sends[][${longest + 1}] = {${sends.map((list) => row([list.length, ...list])).join(', ')}};`,
    network.kind === 'knowledge'
      ? `static const int carries[] = ${row(carries)};`
      : writeReceivers(ends, carries.length),
    ...ends.flatMap(writeEnd),
    'struct end {',
    '  int inbox;',
    '  const short *own_at, *due_at, *look;',
    '  const struct move *own, *due, *got;',
    '  const unsigned char *expanded, *waits;',
    '};',
    'static const struct end ends[] = {',
    ...ends.map(({ inbox }, at) => `  {${[inbox.length, ...FIELDS.map((field) => `${field}${at}`)].join(', ')}},`),
    '};',
    `static const int looks[] = ${row(ends.map((end) => end.looks.length))};`,
    '/* Of each combination of looks, what a joint invariant objects to. */',
    `static const short joint[] = ${row(joint)};`,
    `static const char *objections[] = {${objections.map((told) => JSON.stringify(told)).join(', ')}};`,
    '',
  ].join('\n');
}

/** The moves of each local state lie one after the other; `..._at` says where those of a state begin. */
function writeEnd({ own, deadlines, got, look, waits }: EndTable, at: number): readonly string[] {
  const owns = own.map((moves) => (moves === 'unknown' ? [] : moves));
  return [
    `static const short own_at${at}[] = ${row(offsets(owns))};`,
    `static const struct move own${at}[] = ${writeMoves(owns.flat())};`,
    `static const short due_at${at}[] = ${row(offsets(deadlines))};`,
    `static const struct move due${at}[] = ${writeMoves(deadlines.flat())};`,
    `static const struct move got${at}[] = {`,
    ...got.map((answers) => `  ${answers.map(writeAnswer).join(', ')},`),
    '};',
    `static const short look${at}[] = ${row(look)};`,
    `static const unsigned char expanded${at}[] = ${row(own.map((each) => (each === 'unknown' ? 0 : 1)))};`,
    `static const unsigned char waits${at}[] = ${row(waits.map(Number))};`,
  ];
}

/** Of each message: whose it is, and its place in that device's inbox. */
function writeReceivers(ends: readonly EndTable[], messages: number): string {
  const places = Array.from({ length: messages }, (_, message) => {
    const end = ends.findIndex(({ inbox }) => inbox.includes(message));
    return `{${end}, ${ends[end]?.inbox.indexOf(message) ?? -1}}`;
  });
  return `static const struct { short end; short place; } receivers[] = {${places.join(', ')}};`;
}

function offsets(lists: readonly (readonly unknown[])[]): readonly number[] {
  let at = 0;
  return [0, ...lists.map((list) => (at += list.length))];
}

function writeMoves(all: readonly TableMove[]): string {
  // C has no empty arrays.
  return all.length === 0 ? '{{0, 0, 0}}' : `{${all.map(writeAnswer).join(', ')}}`;
}

function writeAnswer(answer: TableAnswer): string {
  if (answer === 'none') return '{NO_MOVE, 0, 0}';
  if (answer === 'unknown') return '{UNKNOWN, 0, 0}';
  return `{${answer.next}, ${answer.sends}, ${answer.objection}}`;
}

function row(numbers: readonly number[]): string {
  return `{${numbers.join(', ')}}`;
}
