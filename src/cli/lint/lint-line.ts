/**
 * One line of `lint`: what the strict reader makes of a text, in a form that any language can compare.
 *
 * The text is read as a document of its own, so that an element without `xmlns` is in no namespace; what it says is
 * told as if it had come over a stream, where it would be in `jabber:client`.
 */
import { err, ok } from '../../base/result.ts';
import type { Result } from '../../base/result.ts';
import type { XmlElement } from '../../xml/element.ts';
import { describeXmlFault } from '../../xml/fault.ts';
import type { XmlFault, XmlFaultKind } from '../../xml/fault.ts';
import { NS_CLIENT } from '../../xml/namespaces.ts';
import { parseXml } from '../../xml/parse.ts';
import type { InputLine } from '../lines.ts';
import { says } from './says/stanza.ts';
import { treeOf } from './tree.ts';
import type { XmlTree } from './tree.ts';

/** What a line is called, to be found again in the answer; null where it has no name that can be repeated. */
type LineId = number | string | null;

/** Why a text is no stanza: what part of XML it breaks, and where. */
export interface LintError {
  readonly kind: XmlFaultKind;
  /** UTF-16 units from the beginning of the text. */
  readonly at: number;
  readonly message: string;
}

export type LintAnswer =
  | { readonly id: LineId; readonly ok: true; readonly tree: XmlTree; readonly says: string }
  | { readonly id: LineId; readonly ok: false; readonly error: LintError };

/** The answer to one line of input. Total: a line that is no question of this form is told so. */
export function lintLine(line: InputLine): LintAnswer {
  const question = parseQuestion(line);
  if (!question.ok) return { id: null, ok: false, error: notAQuestion(question.error) };
  const { id, xml } = question.value;
  const parsed = lintXml(xml);
  if (!parsed.ok) return { id, ok: false, error: lintErrorOf(parsed.error) };
  return { id, ok: true, tree: treeOf(parsed.value.document), says: says(parsed.value.stanza) };
}

export function lintErrorOf(fault: XmlFault): LintError {
  return { kind: fault.kind, at: fault.at, message: describeXmlFault(fault) };
}

interface LintedXml {
  /** With nothing in scope around it. */
  readonly document: XmlElement;
  /** As it would be inside a stream. */
  readonly stanza: XmlElement;
}

/** The element in a text, both ways; or its first fault, which is the same both ways. */
export function lintXml(text: unknown): Result<LintedXml, XmlFault> {
  // What is no string is refused by the reader itself, as the first of its rules.
  const document = parseXml(text as string);
  if (!document.ok) return document;
  const stanza = parseXml(text as string, { defaultNamespace: NS_CLIENT });
  return stanza.ok ? ok({ document: document.value, stanza: stanza.value }) : stanza;
}

function parseQuestion(line: InputLine): Result<{ readonly id: LineId; readonly xml: unknown }, string> {
  if (line === undefined) return err('the line is longer than a line may be');
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return err('the line is not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return err('the line is no JSON object');
  const { id, xml } = value as Readonly<Record<string, unknown>>;
  return ok({ id: typeof id === 'string' || typeof id === 'number' ? id : null, xml });
}

/** A line that holds no text to read holds no well-formed one either. */
function notAQuestion(why: string): LintError {
  return { kind: 'notWellFormed', at: 0, message: `${why}; expected {"id":"x1","xml":"<message/>"}` };
}
