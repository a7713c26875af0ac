/** Tables by hand: A sends what only B can open, B answers, and nobody has answered B's answer yet. */
import type { EndTable, Tables } from '../../../properties/model/spin/tables.ts';

const STAY = { sends: 0, objection: 0 };

const A: EndTable = {
  name: 'A',
  // It calls; and in the end a monitor objects to what it does.
  own: [[{ next: 1, sends: 1, objection: 0 }], [], [{ next: 0, sends: 0, objection: 1 }]],
  deadlines: [
    [],
    [
      { ...STAY, next: 0 },
      { ...STAY, next: 1 },
    ],
    [],
  ],
  inbox: [1],
  got: [['none'], [{ ...STAY, next: 2 }], ['unknown']],
  waits: [false, true, false],
  look: [0, 1, 0],
  looks: [0, 5],
};

const B: EndTable = {
  name: 'B',
  own: [[], 'unknown'],
  deadlines: [[], []],
  inbox: [0],
  got: [[{ next: 1, sends: 2, objection: 0 }], ['unknown']],
  waits: [false, false],
  look: [0, 1],
  looks: [0, 4],
};

export const KNOWING: Tables = {
  name: 'by hand',
  network: { kind: 'knowledge' },
  ends: [A, B],
  sends: [[], [0], [1, 1]],
  carries: [1, 0],
  objections: ['', 'D22: "for ever"', 'I6: two'],
  joint: [0, 0, 0, 2],
};

export const LOSSY: Tables = {
  ...KNOWING,
  network: { kind: 'channels', inflight: 2, drops: true, duplicates: true, injects: true },
};

export const ORDERLY: Tables = {
  ...KNOWING,
  network: { kind: 'channels', inflight: 1, drops: false, duplicates: false, injects: false },
};
