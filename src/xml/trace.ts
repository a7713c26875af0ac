/**
 * What the gate leaves for the builder: everything it saw, in the order of the document. Only data, no opinion on it.
 */

/**
 * The document as two flat lists in document order, the strings of it and their offsets.
 *
 * An element is its name, and the offset of it followed by the number of its attributes; then each attribute's name
 * and raw value, and the offset of that name; then its children; then `TRACE_END`. A text is its raw text, and
 * `TRACE_TEXT` or `TRACE_CDATA` followed by its offset.
 */
export interface Trace {
  /** Nothing in the document has to be decoded: no reference, tab or line feed anywhere. So most stanzas are. */
  readonly isVerbatim: boolean;
  readonly strings: readonly string[];
  readonly offsets: readonly number[];
}

/** Marks below zero, where no offset can be. */
export const TRACE_END = -1;
export const TRACE_TEXT = -2;
export const TRACE_CDATA = -3;
