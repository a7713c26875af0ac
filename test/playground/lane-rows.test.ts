/** What the lane of the playground says of a call, honest and not. */
import { describe, expect, test } from 'vitest';
import { LaneRows, withRow } from '../../docs/playground/page/lane-rows.ts';
import type { LaneRow } from '../../docs/playground/page/lane-rows.ts';
import { play } from '../../docs/playground/stories/player.ts';
import { storyNamed } from '../../docs/playground/stories/stories.ts';
import type { WorldEvent } from '../../docs/playground/world/world-events.ts';
import { startPlaying } from './playing.ts';

function rowsOf(events: readonly WorldEvent[]): readonly LaneRow[] {
  const lane = new LaneRows();
  return events.reduce<readonly LaneRow[]>((rows, event) => {
    const row = lane.rowOf(event);
    return row === undefined ? rows : withRow(rows, row);
  }, []);
}

/** Of one after the other, in one world. */
async function rowsOfStory(...ids: readonly string[]): Promise<readonly LaneRow[]> {
  const { world, events } = await startPlaying();
  const { signal } = new AbortController();
  for (const id of ids) await play({ world, story: storyNamed(id)!, signal, pace: 0, tell: () => undefined });
  return rowsOf(events);
}

const arrows = (rows: readonly LaneRow[]) => rows.filter((row) => row.kind === 'arrow');
const notes = (rows: readonly LaneRow[]) => rows.filter((row) => row.kind === 'note');
const textOf = ({ caption }: Extract<LaneRow, { kind: 'arrow' }>) =>
  caption.map((line) => line.map(({ text }) => text).join('')).join(' | ');
const pieceIn = (rows: readonly LaneRow[], words: string) =>
  arrows(rows)
    .flatMap(({ caption }) => caption.flat())
    .filter(({ text }) => text.includes(words));

describe('the lane of an honest call', () => {
  test('begins with the call, and says for which device each certificate is encrypted', async () => {
    const rows = await rowsOfStory('honest');
    const words = arrows(rows).map(textOf);
    const begins = rows.findIndex(({ kind }) => kind === 'call');
    expect(rows[begins + 1]).toMatchObject({ kind: 'arrow', from: 'romeo', to: 'juliet', forged: false });
    expect(words.join('\n')).toMatch(/Offer: .*encrypted for device 222 of juliet/);
    expect(words.join('\n')).toMatch(/Answer: .*encrypted for device 111 of romeo/);
    expect(pieceIn(rows, 'encrypted for').every(({ tone }) => tone === 'good')).toBe(true);
    expect(arrows(rows).some(({ forged }) => forged)).toBe(false);
  });

  test('notes green what was decrypted and what media runs on, at both', async () => {
    const rows = await rowsOfStory('honest');
    for (const column of ['romeo', 'juliet'] as const) {
      const at = notes(rows).filter((row) => row.column === column);
      expect(at.map(({ tone }) => tone)).toEqual(['good', 'good']);
      expect(at.map(({ words }) => words.replace(/[0-9A-F:]{5,}…[0-9A-F:]{5}/, 'F'))).toEqual([
        'decrypted: F',
        'media runs on F: the same',
      ]);
    }
  });
});

describe('the lane of a call that is listened to', () => {
  test('shows what the server did, what it made itself, and every certificate in clear', async () => {
    const rows = await rowsOfStory('listens');
    expect(rows).toContainEqual({ kind: 'deed', words: "takes the device out of juliet's answer" });
    const forged = arrows(rows).filter((row) => row.forged);
    expect(new Set(forged.map(({ from }) => from))).toEqual(new Set(['server']));
    expect(pieceIn(rows, 'IN CLEAR').every(({ tone }) => tone === 'bad')).toBe(true);
    expect(pieceIn(rows, 'IN CLEAR').length).toBeGreaterThanOrEqual(4);
    expect(
      notes(rows)
        .filter(({ words }) => words.startsWith('in clear:'))
        .map(({ tone }) => tone),
    ).toEqual(['bad', 'bad']);
    expect(notes(rows).at(-1)).toMatchObject({ column: 'romeo', words: expect.stringMatching(/^REFUSED: the policy/) });
  });
});

describe('the lane of a second call', () => {
  test('takes nothing for decrypted because something of the first was', async () => {
    const rows = await rowsOfStory('honest', 'listens');
    const [, second = 0] = rows.flatMap(({ kind }, index) => (kind === 'call' ? [index] : []));
    const ofSecond = notes(rows.slice(second)).filter(({ words }) => words.startsWith('in clear:'));
    expect(notes(rows.slice(0, second)).some(({ words }) => words.startsWith('decrypted:'))).toBe(true);
    expect(ofSecond).toHaveLength(2);
  });
});

describe('the lane of two devices', () => {
  test('names the tablet where it is the tablet', async () => {
    const rows = await rowsOfStory('devices');
    const proceed = arrows(rows).find((row) => textOf(row).includes('My OMEMO device is 223'));
    expect(proceed).toMatchObject({ from: 'juliet', to: 'romeo', device: 'tablet' });
    expect(arrows(rows).find((row) => textOf(row).startsWith('May I call'))).toMatchObject({ device: undefined });
  });
});

describe('addresses', () => {
  const address = (from: 'juliet' | 'romeo'): LaneRow => ({
    ...{ kind: 'arrow', from, to: from === 'romeo' ? 'juliet' : 'romeo', forged: false, device: undefined },
    caption: [[{ text: 'Reach me at 192.0.2.1:1', tone: from }]],
    addresses: 1,
  });

  test('that follow each other the same way are one row, which counts them', () => {
    const rows = [address('romeo'), address('romeo'), address('romeo')].reduce(withRow, [] as readonly LaneRow[]);
    expect(rows).toMatchObject([
      { addresses: 3, caption: [[{ text: 'Reach me at any of 3 addresses', tone: 'romeo' }]] },
    ]);
  });

  test('the other way, or after something else, are another row', () => {
    const rows = [address('romeo'), address('juliet'), { kind: 'call' } as const, address('juliet')];
    expect(rows.reduce(withRow, [] as readonly LaneRow[])).toEqual(rows);
  });
});
