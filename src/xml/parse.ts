/**
 * Text to element: the way every stanza that arrives as text comes in. Gate, tree builder, namespaces, in that order;
 * where one refuses, the next sees nothing.
 *
 * Spec: XML 1.0 (fifth edition) #sec-line-ends; Namespaces in XML 1.0; RFC 6120 #11.
 */
import { XML_LIMITS } from '../base/limits.ts';
import type { XmlLimits } from '../base/limits.ts';
import { err } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import { buildElement } from './build.ts';
import type { XmlElement } from './element.ts';
import { xmlFault } from './fault.ts';
import type { XmlFault } from './fault.ts';
import { passGate } from './gate.ts';
import { parseRawTree } from './raw-tree.ts';

export interface XmlParseOptions {
  readonly limits?: XmlLimits;
  /** In scope around the root, as the stream's is around a stanza; none where it is left out. */
  readonly defaultNamespace?: string;
}

/**
 * The one element a text holds, or the first fault in it.
 *
 * Total: whatever a peer sends comes back as one of the two. Takes time linear in the text.
 *
 * Spec: RFC 6120 #11.
 */
export function parseXml(text: string, options: XmlParseOptions = {}): Result<XmlElement, XmlFault> {
  // Callers from JavaScript have no compiler to stop them.
  if (typeof text !== 'string') return err(xmlFault('notText', 0));
  const { limits = XML_LIMITS, defaultNamespace = '' } = options;
  if (text.length > limits.characters) return err(xmlFault('tooManyCharacters', limits.characters));
  // XML 1.0 #sec-line-ends: done first, so that gate and tree builder look at the same text.
  const normalised = text.includes('\r') ? text.replaceAll(LINE_ENDS, '\n') : text;
  const outcome = parseNormalised(normalised, limits, defaultNamespace);
  if (outcome.ok) return outcome;
  return err(xmlFault(outcome.error.rule, originalOffset(text, outcome.error.at)));
}

const LINE_ENDS = /\r\n?/g;

function parseNormalised(text: string, limits: XmlLimits, defaultNamespace: string): Result<XmlElement, XmlFault> {
  const trace = passGate(text, limits);
  if (!trace.ok) return trace;
  return buildElement(parseRawTree(text), trace.value, limits, defaultNamespace);
}

/** The place in the input of a place in the normalised text: every CR LF before it is one character longer there. */
function originalOffset(text: string, normalisedOffset: number): number {
  let offset = normalisedOffset;
  for (let at = text.indexOf('\r\n'); at !== -1 && at < offset; at = text.indexOf('\r\n', at + 2)) offset += 1;
  return offset;
}
