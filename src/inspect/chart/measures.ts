/**
 * How large the parts of a chart are, in its own units. One place for layout and drawing. Text is set in a font of one
 * width, so that its length is known where nothing is drawn.
 */

/** Of its size, how wide a character is: that of the widest of the usual fonts. */
const CHARACTER = 0.61;

export const STATE = { name: 13, small: 10.5 } as const;
/** From the top of a state to under its name. */
export const STATE_HEAD = 28;
export const ENTRY_LINE = 14;
export const LABEL = { size: 10.5, line: 14, padding: 6 } as const;
/** Under a state: how many ways lead from it to the end. */
export const WAYS_TAG = 16;

export function textWidth(text: string, size: number): number {
  return Math.ceil(text.length * size * CHARACTER);
}
