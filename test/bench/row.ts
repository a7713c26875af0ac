/** One line of a benchmark's outcome, for people and for a check against a bound. */

/** What a figure has to be at most or at least. */
export interface BenchBound {
  readonly op: '<=' | '>=';
  readonly value: number;
}

export interface BenchRow {
  readonly name: string;
  readonly value: number;
  /** Of `value`; `x` for a ratio. */
  readonly unit: string;
  /** What a ratio is a multiple of. */
  readonly ratioTo?: string;
  readonly bound?: BenchBound;
  /** Whether the bound holds; true where there is none. */
  readonly met: boolean;
}

/** A row with its verdict. */
export function benchRow(row: Omit<BenchRow, 'met'>): BenchRow {
  const { value, bound } = row;
  if (bound === undefined) return { ...row, met: true };
  return { ...row, met: bound.op === '<=' ? value <= bound.value : value >= bound.value };
}

/** The row as a line of text. */
export function describeBenchRow({ name, value, unit, ratioTo, bound, met }: BenchRow): string {
  const reference = ratioTo === undefined ? '' : ` of ${ratioTo}`;
  const wanted = bound === undefined ? '' : ` (wanted ${bound.op} ${bound.value}: ${met ? 'met' : 'NOT MET'})`;
  return `${name}: ${value.toPrecision(4)} ${unit}${reference}${wanted}`;
}
