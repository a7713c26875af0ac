/** Text of real stanzas, and what becomes of it when somebody tampers with it. */
import fc from 'fast-check';
import { allRecordedStanzas } from '../../test/interop/recordings.ts';
import { XML_FRAGMENTS } from './xml-fragments.ts';

const recorded = [...new Set(allRecordedStanzas().map(({ xml }) => xml))];

/** Any stanza of the recordings. */
export const stanzaText: fc.Arbitrary<string> = fc.constantFrom(...recorded);

/**
 * A place in a text, in ten-thousandths of its length. Unbiased: fast-check would choose the two ends most of the
 * time.
 */
const place = fc.noBias(fc.nat(9_999));
const inserted = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...XML_FRAGMENTS) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 4 }) },
);

interface Edit {
  readonly kind: 'delete' | 'duplicate' | 'insert' | 'move' | 'replace';
  readonly from: number;
  readonly length: number;
  readonly to: number;
  readonly text: string;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  kind: fc.constantFrom('insert', 'replace', 'delete', 'duplicate', 'move'),
  from: place,
  length: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 200 })),
  to: place,
  text: inserted,
});

/** Half of the edits happen beside a character of markup: there they change what the text means. */
const snapped = fc.boolean();

/** A stanza after up to four edits. Most are no stanza any more, and some still look like one. */
export const mutatedStanzaText: fc.Arbitrary<string> = fc
  .tuple(stanzaText, fc.array(fc.tuple(edit, snapped), { minLength: 1, maxLength: 4 }))
  .map(([text, edits]) => edits.reduce((edited, [step, isSnapped]) => apply(edited, step, isSnapped), text));

function apply(text: string, { kind, from, length, to, text: added }: Edit, isSnapped: boolean): string {
  const start = offsetIn(text, from, isSnapped);
  const end = Math.min(text.length, start + length);
  const piece = text.slice(start, end);
  switch (kind) {
    case 'insert':
      return text.slice(0, start) + added + text.slice(start);
    case 'replace':
      return text.slice(0, start) + added + text.slice(end);
    case 'delete':
      return text.slice(0, start) + text.slice(end);
    case 'duplicate':
      return text.slice(0, end) + piece + text.slice(end);
    case 'move': {
      const without = text.slice(0, start) + text.slice(end);
      const target = offsetIn(without, to, isSnapped);
      return without.slice(0, target) + piece + without.slice(target);
    }
  }
}

function offsetIn(text: string, tenThousandths: number, isSnapped: boolean): number {
  const offset = Math.floor((tenThousandths * (text.length + 1)) / 10_000);
  if (!isSnapped) return offset;
  const markup = text.slice(offset).search(/[<>/='":; ]/);
  return markup === -1 ? offset : offset + markup;
}
