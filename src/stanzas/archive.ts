/**
 * Messages out of an archive, and the end of an archive's answer.
 *
 * As with carbons, only a result that the own server sends is one of the own archive, and whoever reads it has to
 * check.
 *
 * Spec: XEP-0313 1.1.3 #results, #query-paging, #security-impersonation.
 */
import { PUBSUB_LIMITS } from '../base/limits.ts';
import type { Result } from '../base/result.ts';
import { ok } from '../base/result.ts';
import type { XmlElement } from '../xml/element.ts';
import { element } from '../xml/element.ts';
import { NS_ARCHIVE, NS_FORWARD, NS_RESULT_SET } from '../xml/namespaces.ts';
import { isNamed } from '../xml/read.ts';
import { writeDataForm } from './data-forms.ts';
import { maybeOne, named, one, optional, readChildren, readParts, required } from './fields.ts';
import { textReader, unexpected, withDefault } from './fields.ts';
import type { Forwarded } from './forward.ts';
import { readForwarded, writeForwarded } from './forward.ts';
import { freeText, integerBetween, trimmed, xmlBoolean } from './grammar.ts';
import type { Malformed } from './malformed.ts';

/** What is asked of the own archive: the messages since a moment, a page at a time. */
export interface ArchiveQuery {
  readonly queryId: string;
  /** Milliseconds since 1970. */
  readonly sinceMs: number;
  /** Behind the last one of the page before. */
  readonly afterId: string | undefined;
  /** The most that one page may have. A server may have its own bound below. */
  readonly most: number;
}

/** XEP-0313 #filter-time #query-paging. */
export function writeArchiveQuery({ queryId, sinceMs, afterId, most }: ArchiveQuery): XmlElement {
  const form = writeDataForm(NS_ARCHIVE, [{ name: 'start', value: new Date(sinceMs).toISOString() }]);
  const page = element(NS_RESULT_SET, 'set', {}, [
    element(NS_RESULT_SET, 'max', {}, [String(most)]),
    afterId === undefined ? undefined : element(NS_RESULT_SET, 'after', {}, [afterId]),
  ]);
  return element(NS_ARCHIVE, 'query', { queryid: queryId }, [form, page]);
}

/** One archived message. */
export interface ArchiveResult {
  /** The archive's own id of the message, not the message's. */
  readonly archiveId: string;
  readonly queryId: string | undefined;
  readonly forwarded: Forwarded;
  readonly extensions: readonly XmlElement[];
}

/** The end of one page of results. */
export interface ArchiveEnd {
  /** No more results after this page. */
  readonly complete: boolean;
  /** The archive's ids of the first and last message of the page; absent where it is empty. */
  readonly firstId: string | undefined;
  readonly lastId: string | undefined;
  /** How many messages match in all; an estimate, where it is given. */
  readonly count: number | undefined;
  readonly extensions: readonly XmlElement[];
}

const archiveIdText = freeText(PUBSUB_LIMITS.idCharacters);
const resultAttributes = { id: required(archiveIdText), queryid: optional(archiveIdText) };
const resultRules = { forwarded: one(named(NS_FORWARD, 'forwarded'), readForwarded) };

/** Reads a `<result/>`. */
export function readArchiveResult(result: XmlElement, path = 'message/result'): Result<ArchiveResult, Malformed> {
  if (!isNamed(result, NS_ARCHIVE, 'result')) return unexpected(path);
  const parts = readParts(result, path, resultAttributes, resultRules);
  if (!parts.ok) return parts;
  const { id: archiveId, queryid: queryId, ...same } = parts.value;
  return ok({ archiveId, queryId, ...same });
}

export function writeArchiveResult(result: ArchiveResult): XmlElement {
  const { archiveId: id, queryId: queryid, forwarded, extensions } = result;
  return element(NS_ARCHIVE, 'result', { id, queryid }, [writeForwarded(forwarded), ...extensions]);
}

type Page = Pick<ArchiveEnd, 'count' | 'firstId' | 'lastId'>;

const EMPTY_PAGE: Page = { firstId: undefined, lastId: undefined, count: undefined };

const pageRules = {
  firstId: maybeOne(named(NS_RESULT_SET, 'first'), textReader(archiveIdText)),
  lastId: maybeOne(named(NS_RESULT_SET, 'last'), textReader(archiveIdText)),
  count: maybeOne(named(NS_RESULT_SET, 'count'), textReader(trimmed(integerBetween(0, PUBSUB_LIMITS.archiveCount)))),
};
// The specification has it always; a server that leaves it out has said what matters all the same.
const endRules = { page: maybeOne(named(NS_RESULT_SET, 'set'), readPage) };
const endAttributes = { complete: withDefault(xmlBoolean, false) };

function readPage(set: XmlElement, path: string): Result<Page, Malformed> {
  const children = readChildren(set, path, pageRules);
  if (!children.ok) return children;
  const { firstId, lastId, count } = children.value;
  return ok({ firstId, lastId, count });
}

/** Reads a `<fin/>`. */
export function readArchiveEnd(end: XmlElement, path = 'iq/fin'): Result<ArchiveEnd, Malformed> {
  if (!isNamed(end, NS_ARCHIVE, 'fin')) return unexpected(path);
  const parts = readParts(end, path, endAttributes, endRules);
  if (!parts.ok) return parts;
  const { complete, page = EMPTY_PAGE, extensions } = parts.value;
  return ok({ complete, ...page, extensions });
}

export function writeArchiveEnd(end: ArchiveEnd): XmlElement {
  const { complete, firstId, lastId, count, extensions } = end;
  const set = element(NS_RESULT_SET, 'set', {}, [
    firstId === undefined ? undefined : element(NS_RESULT_SET, 'first', {}, [firstId]),
    lastId === undefined ? undefined : element(NS_RESULT_SET, 'last', {}, [lastId]),
    count === undefined ? undefined : element(NS_RESULT_SET, 'count', {}, [String(count)]),
  ]);
  return element(NS_ARCHIVE, 'fin', { complete: complete ? 'true' : undefined }, [set, ...extensions]);
}
