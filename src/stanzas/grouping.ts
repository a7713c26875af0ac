/**
 * Groups of contents: which share a transport (`BUNDLE`) or a clock (`LS`).
 *
 * Spec: XEP-0338 1.0.0 #sdp; RFC 5888 #5; RFC 9143 (BUNDLE).
 */
import { JINGLE_LIMITS } from '../base/limits.ts';
import type { Result } from '../base/result.ts';
import { err, ok } from '../base/result.ts';
import type { XmlElement } from '../xml/element.ts';
import { element } from '../xml/element.ts';
import { NS_GROUPING } from '../xml/namespaces.ts';
import { isNamed } from '../xml/read.ts';
import { duplicateIn, many, named, readAttributes, readParts, required, unexpected } from './fields.ts';
import { token } from './grammar.ts';
import type { ContentName } from './identifiers.ts';
import { parseContentName } from './identifiers.ts';
import type { JingleGroup } from './jingle.ts';
import type { Malformed } from './malformed.ts';

const groupAttributes = { semantics: required(token(JINGLE_LIMITS.wordCharacters)) };
const contentAttributes = { name: required(parseContentName) };
const groupRules = { contentNames: many(named(NS_GROUPING, 'content'), readContentName, JINGLE_LIMITS.contents) };

function readContentName(content: XmlElement, path: string): Result<ContentName, Malformed> {
  const attributes = readAttributes(content, path, contentAttributes);
  return attributes.ok ? ok(attributes.value.name) : attributes;
}

/** Reads a `<group/>`. That its contents exist is for the call to check, which knows those of earlier stanzas too. */
export function readJingleGroup(group: XmlElement, path = 'group'): Result<JingleGroup, Malformed> {
  if (!isNamed(group, NS_GROUPING, 'group')) return unexpected(path);
  const parts = readParts(group, path, groupAttributes, groupRules);
  if (!parts.ok) return parts;
  const { semantics, contentNames } = parts.value;
  const duplicate = duplicateIn(contentNames, path, 'content');
  return duplicate === undefined ? ok({ semantics, contentNames }) : err(duplicate);
}

export function writeJingleGroup(group: JingleGroup): XmlElement {
  const contents = group.contentNames.map((name) => element(NS_GROUPING, 'content', { name }));
  return element(NS_GROUPING, 'group', { semantics: group.semantics }, contents);
}
