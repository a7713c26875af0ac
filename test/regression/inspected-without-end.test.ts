/**
 * Why this test? What a page sends to the inspector is read before the user is asked about it. Bytes, of which each has
 * a name, and lists of holes, which cost their sender nothing, took all memory or all time; so did the lines of a chart
 * whose states are left at once, which were tried on every way through them; and a machine with an event called
 * `constructor` had no chart, since a table of words has that, too.
 */
import { describe, expect, test } from 'vitest';
import { AT_ONCE, litBy } from '../../src/inspect/chart/chart.ts';
import { sayEvent } from '../../src/inspect/event-words.ts';
import { chartOf } from '../../src/inspect/page/charts.ts';
import { plainCopy } from '../../src/inspect/plain-copy.ts';
import { readMessage } from '../../src/inspect/read-message.ts';
import { rowsOf } from '../../src/inspect/rows.ts';
import { WITHHELD } from '../../src/inspect/words.ts';

/** As it arrives: all of it is its length. */
const holes = (): unknown[] => Object.assign([], { length: 2 ** 32 - 1 });
const stanza = { from: 'a@b.example', to: 'b@b.example', leg: 'through', says: 'propose' };

describe('a message that was sent to take time or room', () => {
  test('holds bytes: they are not named one by one', () => {
    const bytes = new Uint8Array(64 * 1_024 * 1_024);
    expect(plainCopy({ bytes, view: new DataView(bytes.buffer) })).toEqual({ bytes: WITHHELD, view: WITHHELD });
  });

  test('lists media that there are not', () => {
    const read = readMessage({ stanza: { ...stanza, media: holes() } });
    expect(read).toMatchObject({ ok: true, value: { stanza: { media: [] } } });
  });

  test('holds lists of holes: they count as what they are', () => {
    const lists = Array.from({ length: 2_000 }, holes);
    const copy = plainCopy(lists) as readonly unknown[];
    const places = copy.map((list) => (Array.isArray(list) ? list.length : 1));
    expect(places.reduce((sum, each) => sum + each, 0)).toBeLessThan(10_000);
  });
});

test('a machine of many states that are left at once is lit in no time', () => {
  const names = Array.from({ length: 12 }, (_, number) => `s${number}`);
  const ways = [{ event: AT_ONCE, guard: '', effects: [] }];
  const nodes = [...names, 'far'].map((path) => {
    const kind = path === 'far' ? ('atomic' as const) : ('passing' as const);
    return { ...{ path, name: path, kind, isInitial: false, entry: [], exits: [] }, x: 0, y: 0, width: 0, height: 0 };
  });
  const lines = names.flatMap((from) => names.map((to) => ({ from, to, ways, points: [], label: undefined })));
  const first = {
    from: 'start',
    to: 's0',
    ways: [{ event: 'go', guard: '', effects: [] }],
    points: [],
    label: undefined,
  };
  expect(litBy({ nodes, edges: [first, ...lines] }, 'start', 'go', 'far')).toEqual({ edges: [], exits: [] });
  // The way that there is, is found past all that lead nowhere.
  const last = { from: 's11', to: 'far', ways, points: [], label: undefined };
  const lit = litBy({ nodes, edges: [first, ...lines, last] }, 'start', 'go', 'far');
  expect(lit.edges.at(-1)).toMatchObject({ from: 's11', to: 'far' });
});

test('a machine whose states cannot be told apart has no chart, and says so', async () => {
  const nothing = { parent: undefined, peer: undefined, sessionId: undefined };
  const definition = '{"id":"m","initial":"a.b","states":{"a.b":{"on":{"go":"other"}},"other":{}}}';
  const actor = { ...{ id: 'm', title: 'm', party: '', machine: 'm', definition }, ...nothing };
  expect(await chartOf(actor)).toMatchObject({ ok: false });
});

test.each(['constructor', 'toString', 'valueOf'])('%s is a word as any other', (word) => {
  expect(sayEvent(word)).toBe(word);
  const read = readMessage({ stanza: { ...stanza, says: word } });
  if (!read.ok || read.value === undefined || !('stanza' in read.value)) throw new Error('it is a stanza');
  const [row] = rowsOf({ kind: 'stanza', number: 0, atMs: undefined, stanza: read.value.stanza }, []);
  expect(row?.text).toBe(word);
});
