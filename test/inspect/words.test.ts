/** What an inspector is told holds the machines' words and nothing else: every event, every order, and what is none. */
import { describe, expect, test } from 'vitest';
import { CHANGES_ALPHABET, CHANGES_INPUTS } from '../../machines/changes.words.ts';
import { ALPHABET } from '../../machines/events.ts';
import { INPUTS } from '../../machines/inputs.ts';
import { ROLES } from '../../machines/step.ts';
import { tabulate, tabulateChanges } from '../../machines/table.ts';
import type { TraceEntry } from '../../src/call/trace.ts';
import { cleanEntry, readMessage } from '../../src/inspect/read-message.ts';
import { cleanContext, cleanEffect, cleanState, knownEvent, WITHHELD } from '../../src/inspect/words.ts';

const SECRET = 'gOtd9wRr4kXk/ice-pwd+key==';

const tables = [
  ...ROLES.flatMap((role) => INPUTS[role].map((input) => ({ machine: role, table: tabulate(role, input) }))),
  ...CHANGES_INPUTS.map((input) => ({ machine: 'changes' as const, table: tabulateChanges(input) })),
];
const orders = tables.flatMap(({ table }) => table.outputs.flat());

const ofCall = { atMs: 1, sessionId: 's1', peer: 'juliet@capulet.example' };

function step(event: object, effects: readonly object[], role = 'caller'): TraceEntry {
  const words = { kind: 'step', role, from: 'proposed.ringing', to: 'ended', event, effects };
  return { ...words, ...ofCall } as unknown as TraceEntry;
}

describe('the words of the machines', () => {
  test('are let through: every event, as it is', () => {
    for (const event of [...ALPHABET, ...CHANGES_ALPHABET]) expect(knownEvent({ ...event })).toEqual(event);
  });

  test('are let through: every order of every table', () => {
    expect(orders.length).toBeGreaterThan(1_000);
    for (const order of orders) expect(cleanEffect(order)).toEqual(order);
  });

  test('are let through: every state, and all that is remembered in it', () => {
    for (const { machine, table } of tables) {
      for (const { state, context } of table.states) {
        expect(cleanState(machine, state)).toBe(state);
        expect(cleanContext(context)).toEqual(context);
      }
    }
  });
});

describe('what is no word of the machines', () => {
  test('is withheld with the whole event that holds it', () => {
    for (const event of [...ALPHABET, ...CHANGES_ALPHABET]) {
      for (const name of [...Object.keys(event), 'sdp', 'pwd']) {
        const cleaned = cleanEntry(step({ ...event, [name]: SECRET }, []));
        expect(JSON.stringify(cleaned)).not.toContain(SECRET);
        expect(cleaned).toMatchObject({ event: { type: WITHHELD } });
      }
    }
  });

  test('is withheld in every field of every order', () => {
    const distinct = new Map(orders.map((order) => [order.kind, order]));
    expect(distinct.size).toBeGreaterThan(50);
    for (const order of distinct.values()) {
      for (const name of [...Object.keys(order), 'sdp', 'pwd', 'verdict']) {
        for (const value of [SECRET, { state: SECRET, key: SECRET }, [SECRET], 7]) {
          const cleaned = JSON.stringify(cleanEntry(step({ type: 'peer.ringing' }, [{ ...order, [name]: value }])));
          expect(cleaned).not.toContain(SECRET);
          expect(cleaned).not.toContain('"key"');
        }
      }
    }
  });

  test('is withheld as a state, as what is remembered, and as what a call begins with', () => {
    expect(cleanState('caller', SECRET)).toBe(WITHHELD);
    expect(cleanContext({ sent: SECRET, password: SECRET })).toEqual({ sent: WITHHELD });
    const start = {
      kind: 'start',
      role: 'callee',
      input: { policy: SECRET, key: SECRET },
      to: 'accepted',
      effects: [],
    };
    const cleaned = cleanEntry({ ...start, ...ofCall } as unknown as TraceEntry);
    expect(JSON.stringify(cleaned)).not.toContain(SECRET);
  });

  test('is left out of stanzas and reports', () => {
    const stanza = {
      ...{ from: 'a@b.example/c', to: 'd@e.example', leg: 'through', forged: false, says: 'session-initiate' },
      fingerprints: [{ kind: 'encrypted', by: 1, for: 2, value: SECRET, content: SECRET, media: SECRET }],
      candidates: [{ ip: SECRET, port: 1 }],
      reason: SECRET,
      pwd: SECRET,
      device: { kind: 'device', deviceId: SECRET },
    };
    const verdict = { state: 'authenticated', deviceId: 2, identityKey: SECRET, trust: SECRET };
    const report = { kind: 'authentication', sessionId: 's1', peer: 'd@e.example', verdict };
    for (const value of [{ stanza }, { report, party: 'a' }, { certificate: { value: SECRET }, party: 'a' }]) {
      expect(JSON.stringify(readMessage(value))).not.toContain(SECRET);
    }
    expect(readMessage({ stanza })).toMatchObject({
      value: { stanza: { fingerprints: [{ kind: 'encrypted', by: 1, for: 2 }], candidates: 1, device: 'invalid' } },
    });
  });
});
