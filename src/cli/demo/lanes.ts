/**
 * Draws who sends what to whom: three lanes, romeo's, the server's and juliet's, 79 columns wide, time going down.
 *
 * Knows nothing of calls. A line of text belongs to a lane, or to one side of the server's; it may cross the lane in
 * the middle, never the outer ones: a longer one is wrapped.
 */
import { LINE_COLUMNS } from '../text.ts';
import type { Span, Tone } from '../../stage/span.ts';
import type { Paint } from './paint.ts';
import type { PartyName } from '../../stage/stage-events.ts';

export type Lane = PartyName | 'server';
const COLUMNS: Readonly<Record<Lane, number>> = { romeo: 2, server: 39, juliet: 76 };
/** Between a lane and a text beside it. */
const GAP = 2;

/** Where a text stands: beside a party's lane, or at the server's lane on the side of a party. */
export type Place = PartyName | 'serverToJuliet' | 'serverToRomeo';

export interface Lanes {
  /** The names of the lanes, and a line of what they are. */
  head(subtitles: Readonly<Record<PartyName, string>>): void;
  gap(): void;
  text(place: Place, spans: readonly Span[]): void;
  arrow(from: Lane, to: Lane, tone: Tone): void;
  /** A line in the middle, at the server. */
  centred(text: string, tone: Tone): void;
}

interface Placed {
  readonly column: number;
  readonly spans: readonly Span[];
}

export function createLanes(out: (text: string) => void, paint: Paint): Lanes {
  const row = (placed: readonly Placed[]): void => out(`${drawRow(placed, paint)}\n`);
  return {
    head({ romeo, juliet }) {
      const blank = { romeo: ' ', server: ' ', juliet: ' ' };
      const names: Placed[] = [
        { column: 0, spans: [{ text: 'romeo', tone: 'romeo' }] },
        { column: COLUMNS.server - 3, spans: [{ text: 'server', tone: 'server' }] },
        { column: LINE_COLUMNS - 6, spans: [{ text: 'juliet', tone: 'juliet' }] },
      ];
      out(`${drawRow(names, paint, blank)}\n`);
      const subtitles: Placed[] = [
        { column: 0, spans: [{ text: romeo, tone: 'faint' }] },
        { column: LINE_COLUMNS - juliet.length, spans: [{ text: juliet, tone: 'faint' }] },
      ];
      out(`${drawRow(subtitles, paint, blank)}\n`);
    },
    gap: () => row([]),
    text: (place, spans) => row([{ column: columnOf(place, lengthOf(spans)), spans }]),
    arrow: (from, to, tone) => row([arrowBetween(COLUMNS[from], COLUMNS[to], tone)]),
    centred(text, tone) {
      const column = Math.max(COLUMNS.romeo + GAP, COLUMNS.server - Math.floor(text.length / 2));
      row([{ column, spans: [{ text, tone }] }]);
    },
  };
}

function columnOf(place: Place, length: number): number {
  const leftmost = COLUMNS.romeo + GAP;
  const rightmost = COLUMNS.juliet - GAP - length + 1;
  switch (place) {
    case 'romeo':
      return leftmost;
    case 'juliet':
      return rightmost;
    case 'serverToRomeo':
      return Math.max(leftmost, COLUMNS.server - GAP - length + 1);
    case 'serverToJuliet':
      return Math.min(COLUMNS.server + GAP, rightmost);
  }
}

function arrowBetween(from: number, to: number, tone: Tone): Placed {
  const [left, right] = [Math.min(from, to), Math.max(from, to)];
  const cells = Array.from({ length: right - left + 1 }, (_, index): string =>
    left + index === COLUMNS.server ? '┼' : '─',
  );
  const isRightwards = from < to;
  cells[0] = isRightwards ? '├' : '│';
  cells[cells.length - 1] = isRightwards ? '│' : '┤';
  cells[isRightwards ? cells.length - 2 : 1] = isRightwards ? '▶' : '◀';
  return { column: left, spans: [{ text: cells.join(''), tone }] };
}

const BAR = '│';
const BARS: Readonly<Record<Lane, string>> = { romeo: BAR, server: BAR, juliet: BAR };

/** One line: the lanes, and what was placed over them. */
function drawRow(placed: readonly Placed[], paint: Paint, bars = BARS): string {
  const cells = Array.from({ length: LINE_COLUMNS }, () => ' ');
  cells[COLUMNS.romeo] = bars.romeo;
  cells[COLUMNS.server] = bars.server;
  cells[COLUMNS.juliet] = bars.juliet;
  let line = '';
  let at = 0;
  for (const { column, spans } of placed) {
    line += paint(cells.slice(at, column).join(''), 'faint');
    for (const { text, tone } of spans) line += paint(text, tone);
    at = column + lengthOf(spans);
  }
  return (line + paint(cells.slice(at).join('').trimEnd(), 'faint')).trimEnd();
}

function lengthOf(spans: readonly Span[]): number {
  return spans.reduce((length, { text }) => length + text.length, 0);
}
