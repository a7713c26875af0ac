import { describe, expect, test } from 'vitest';
import { createSystem, Explorer } from '../../../properties/model/explorer.ts';
import { waitsForEver } from '../../../properties/model/faults.ts';
import { certificateIsOfThisCall, oneCalleeDevice } from '../../../properties/model/joint.ts';
import type { JointInvariant } from '../../../properties/model/joint.ts';
import { tablesOf } from '../../../properties/model/spin/tables.ts';
import type { Stepping } from '../../../properties/model/call-slot.ts';
import { KNOWLEDGE, SETTINGS } from '../../../properties/model/systems.ts';

function explored(mostStates = Number.POSITIVE_INFINITY, step?: Stepping) {
  const setting = SETTINGS['one-call']({ policy: 'require', callees: 2 });
  const system = createSystem(setting, KNOWLEDGE, step === undefined ? {} : { step });
  new Explorer(system, { invariants: [], witnesses: {} }).finish({ mostStates });
  return system;
}

function tables(invariants: readonly JointInvariant[] = [], system = explored()) {
  return tablesOf('test', system, invariants);
}

describe('tablesOf', () => {
  test('has every move of every local state that was come by, and deadlines apart', () => {
    const system = explored();
    const { ends } = tables([], system);
    for (const [index, end] of system.ends.entries()) {
      const { own, deadlines } = ends[index]!;
      const known = own.flatMap((moves, local) => (moves === 'unknown' ? [] : [{ moves, local }]));
      expect(known.length).toBeGreaterThan(10);
      for (const { moves, local } of known) {
        const all = end.ownMoves(local);
        const due = all.filter(({ act }) => act.startsWith('timer.'));
        expect(deadlines[local]).toHaveLength(due.length);
        expect(moves).toHaveLength(all.length - due.length);
      }
      expect(deadlines.flat().length).toBeGreaterThan(5);
    }
  });

  test('works nothing out anew: what a stopped exploration never asked is unknown', () => {
    const system = explored(20);
    const before = system.ends.map(({ asked }) => asked.length);
    const { ends } = tables([], system);
    expect(system.ends.map(({ asked }) => asked.length)).toEqual(before);
    expect(ends.some(({ own }) => own.includes('unknown'))).toBe(true);
    expect(ends.some(({ got }) => got.flat().includes('unknown'))).toBe(true);
  });

  test('says which of its states wait', () => {
    const system = explored();
    const [caller] = tables([], system).ends;
    const states = caller!.waits.map((waits, local) => ({ waits, slot: system.ends[0]!.state(local).slots[0]! }));
    const machineOf = ({ slot }: (typeof states)[number]) => (typeof slot === 'object' ? slot.machine.state : slot);
    const waiting = new Set(states.filter(({ waits }) => waits).map(machineOf));
    const others = new Set(states.filter(({ waits }) => !waits).map(machineOf));
    expect([...others].toSorted()).toEqual(['absent', 'established.active', 'over', 'overShown']);
    expect(waiting.size).toBeGreaterThan(5);
  });

  test('has what monitors object to, with the moves', () => {
    const { objections, ends } = tables([], explored(undefined, waitsForEver));
    expect(objections[0]).toBe('');
    expect(objections).toContain('D22: initiated.waiting waits for ever');
    const named = ends.flatMap(({ own }) => own.flat()).map((move) => (move === 'unknown' ? 0 : move.objection));
    expect(new Set(named).size).toBeGreaterThan(1);
  });

  test('has what joint invariants object to, for each combination of looks', () => {
    const { objections, joint, ends } = tables([oneCalleeDevice, certificateIsOfThisCall]);
    const [caller, first, second] = ends;
    expect(joint).toHaveLength(caller!.looks.length * first!.looks.length * second!.looks.length);
    const objection = objections.indexOf('I6: two devices of the callee are authenticated in call 1');
    expect(objection).toBeGreaterThan(0);
    // Counted as in a number: the last device's look changes first.
    const places = joint.flatMap((each, place) => (each === objection ? [place] : []));
    const shown = (look: number) => (look & 8) !== 0;
    for (const place of places) {
      expect(shown(second!.looks[place % second!.looks.length]!)).toBe(true);
      const rest = Math.floor(place / second!.looks.length);
      expect(shown(first!.looks[rest % first!.looks.length]!)).toBe(true);
    }
    expect(joint.filter((each) => each !== 0)).toHaveLength(places.length);
  });
});
