/**
 * Contents of Jingle as sections of SDP. A session of SDP never loses a section, while contents come and go: a section
 * whose content is over stays, with port 0, and may be given to another content by the engine, under another mid.
 *
 * Of a bundle the first section must stay open though its content is over, silent: it is the transport's, and Chromium
 * begins ICE and DTLS anew for the others if it is closed.
 *
 * A content's name is its section's mid, since a bundle's packets name it; but a peer may use the name of a content
 * that is over once more, and no mid can be there twice. Then the two differ, and packets must not name it. Knows no
 * engine.
 *
 * Spec: RFC 8829 #5.2.2 (sections that are kept and recycled); RFC 5888 #4 (no mid twice); RFC 9143 #15 (mids in
 * packets).
 */
import { invariant } from '../base/errors.ts';
import type { Result } from '../base/result.ts';
import { err, ok } from '../base/result.ts';
import { parseContentName } from '../stanzas/identifiers.ts';
import type { ContentName } from '../stanzas/identifiers.ts';
import type { JingleGroup, JingleRole } from '../stanzas/jingle.ts';
import type { MediaKind } from '../stanzas/rtp.ts';
import type { DescribedContent, SessionDescription } from './port.ts';
import type { SdpWriteFault } from './sdp-grammar.ts';
import type { SdpReadFault } from './sdp-read.ts';
import { readSections } from './sdp-read.ts';
import { writeSections } from './sdp-write.ts';

/** One section of the session, in its place. */
export interface MediaLine {
  /** The one it has now, or had last. */
  readonly mid: ContentName;
  readonly media: MediaKind;
  /** Undefined where its content is over. */
  readonly contentName: ContentName | undefined;
  /** Both sides' descriptions say that it is over: the engine has nothing there any more. */
  readonly isClosed: boolean;
  /** The content that is over, as the peer described it, where its section stays open for its bundle. */
  readonly silent: DescribedContent | undefined;
}

export interface MediaLines {
  readonly lines: readonly MediaLine[];
  /** The contents there are, in the order in which they came. A section that is used again breaks that of the lines. */
  readonly order: readonly ContentName[];
  /** Every name and mid that the session has had. */
  readonly used: readonly ContentName[];
}

export const NO_LINES: MediaLines = { lines: [], order: [], used: [] };

export type LinesReadFault =
  | SdpReadFault
  /** The engine has not left each content in its section. */
  | { readonly kind: 'sectionsDiffer' };

/** An engine's description, and the sections it made. */
export interface ReadLines {
  readonly description: SessionDescription;
  readonly lines: MediaLines;
}

/**
 * With a section for each content of the peer's offer that has none yet: a new one, or the one that its name is the mid
 * of, if that is closed.
 */
export function withContents(before: MediaLines, { contents }: SessionDescription): MediaLines {
  const missing = contents.filter(({ name }) => !before.order.includes(name));
  let { lines, used } = before;
  for (const { name, description } of missing) {
    const { media } = description;
    const isAgain = (line: MediaLine) => line.mid === name && line.media === media && line.isClosed;
    const mid = lines.some((line) => line.mid === name) ? freeName(name, [...used, name]) : name;
    lines = lines.some(isAgain)
      ? lines.map((line) => (isAgain(line) ? openLine(name, media, name) : line))
      : [...lines, openLine(mid, media, name)];
    used = [...used, mid, name];
  }
  return { lines, used, order: [...before.order, ...missing.map(({ name }) => name)] };
}

function openLine(mid: ContentName, media: MediaKind, contentName: ContentName): MediaLine {
  return { mid, media, contentName, isClosed: false, silent: undefined };
}

/**
 * With the sections of these contents given up.
 *
 * @param silent  those of them whose sections stay open, as the peer described them
 */
export function closeLines(
  { lines, order, used }: MediaLines,
  names: readonly ContentName[],
  silent: readonly DescribedContent[] = [],
): MediaLines {
  const closed = lines.map((line) => {
    const { contentName } = line;
    if (contentName === undefined || !names.includes(contentName)) return line;
    return { ...line, contentName: undefined, silent: silent.find(({ name }) => name === contentName) };
  });
  return { lines: closed, order: order.filter((name) => !names.includes(name)), used };
}

/** The content, of those whose end is near, that the bundle of others runs on. */
export function bundleOwner(
  { lines }: MediaLines,
  { contents, groups }: SessionDescription,
  names: readonly ContentName[],
): DescribedContent | undefined {
  // It has been lost already, and its section stays open.
  if (lines.some(({ silent }) => silent !== undefined)) return undefined;
  const bundled = groups.find(({ semantics }) => semantics === 'BUNDLE')?.contentNames ?? [];
  if (bundled.every((name) => names.includes(name))) return undefined;
  const places = lines.flatMap(({ contentName }) => contentName ?? []).filter((name) => bundled.includes(name));
  // The first section in an offer of our engine's is the first in its group; in the peer's, the group says it.
  const owners = [places[0], bundled[0]];
  return contents.find(({ name }) => names.includes(name) && owners.includes(name));
}

/** Once an offer with the sections of `offered` is answered: what had no content in it is closed. */
export function agreedLines({ lines, order, used }: MediaLines, offered: MediaLines): MediaLines {
  const agreed = lines.map((line, index) => {
    const isOver = line.silent === undefined && offered.lines[index]?.contentName === undefined;
    return { ...line, isClosed: isOver };
  });
  return { lines: agreed, order, used };
}

/** Which content candidates and transceivers of a mid are of. */
export function contentOfMid({ lines }: MediaLines, mid: unknown): ContentName | undefined {
  return lines.find((line) => line.mid === mid)?.contentName;
}

/**
 * The mid to give an engine with candidates of this content: of a bundle that lost the content it began with, Chromium
 * takes those of that section only.
 */
export function candidateMidOf(
  { lines }: MediaLines,
  { groups }: SessionDescription,
  contentName: ContentName,
): ContentName | undefined {
  const isBundled = groups.some((group) => group.semantics === 'BUNDLE' && group.contentNames.includes(contentName));
  const owner = isBundled ? lines.find(({ silent }) => silent !== undefined) : undefined;
  return (owner ?? lines.find((line) => line.contentName === contentName))?.mid;
}

/** The mids of these contents' sections. */
export function midsOf({ lines }: MediaLines, names: readonly ContentName[]): readonly ContentName[] {
  return lines.flatMap(({ mid, contentName }) =>
    contentName !== undefined && names.includes(contentName) ? [mid] : [],
  );
}

/**
 * The description as SDP of the whole session: each content in its section, the other sections with port 0.
 *
 * @param author  the role of the side that the description is of
 */
export function writeLines(
  { lines }: MediaLines,
  { contents, groups }: SessionDescription,
  author: JingleRole,
): Result<string, SdpWriteFault> {
  const sections = lines.map(({ mid, media, contentName, silent }) => {
    const content = contents.find(({ name }) => name === contentName) ?? silencedIn(contents, silent);
    return content === undefined ? { name: mid, media } : renamedContent(content, mid);
  });
  const midOf = (name: ContentName) => lines.find(({ contentName }) => contentName === name)?.mid;
  const open = lines.flatMap(({ mid, silent }) => (silent === undefined ? [] : [mid]));
  const named = groups
    .map(renamed(midOf))
    .map((group) =>
      group.semantics === 'BUNDLE' ? { ...group, contentNames: [...open, ...group.contentNames] } : group,
    );
  return writeSections(sections, named, author);
}

/**
 * The description in the text of a local engine: contents in the order they had, new ones behind them.
 *
 * @param author  the role of the side whose engine wrote it
 */
export function readLines(text: string, author: JingleRole, before: MediaLines): Result<ReadLines, LinesReadFault> {
  const read = readSections(text, author);
  if (!read.ok) return read;
  const { sections, groups } = read.value;
  if (sections.length < before.lines.length) return err({ kind: 'sectionsDiffer' });
  const kept: DescribedContent[] = [];
  const added: DescribedContent[] = [];
  const lines: MediaLine[] = [];
  let { used } = before;
  for (const [index, section] of sections.entries()) {
    const line = before.lines[index];
    const isKept = line?.contentName !== undefined;
    if (isKept && (section?.name !== line.mid || section.description.media !== line.media)) {
      return err({ kind: 'sectionsDiffer' });
    }
    if (line?.silent !== undefined) {
      if (section === undefined) return err({ kind: 'sectionsDiffer' });
      lines.push(line);
      continue;
    }
    if (section === undefined) {
      // An engine has no reason to offer a section that it refuses.
      if (line === undefined) return err({ kind: 'rejectedSection' });
      lines.push(line);
      continue;
    }
    const { name: mid, description } = section;
    const contentName = line?.contentName ?? freeName(mid, used);
    used = [...used, mid, contentName];
    lines.push(openLine(mid, description.media, contentName));
    (isKept ? kept : added).push(renamedContent(section, contentName));
  }
  const place = ({ name }: DescribedContent) => before.order.indexOf(name);
  const contents = [...kept.toSorted((one, other) => place(one) - place(other)), ...added];
  const order = contents.map(({ name }) => name);
  const now: MediaLines = { lines, order, used: [...new Set(used)] };
  // A section that is used again would be the first of its bundle, before contents that the peer knows.
  const inOrder = (group: JingleGroup): JingleGroup => {
    const { contentNames } = renamed((mid) => contentOfMid(now, mid))(group);
    return { ...group, contentNames: order.filter((name) => contentNames.includes(name)) };
  };
  return ok({ description: { contents, groups: groups.map(inOrder) }, lines: now });
}

/** The name itself, or one like it where a content or section has had that. */
function freeName(wanted: ContentName, used: readonly ContentName[]): ContentName {
  let name = wanted;
  for (let number = 2; used.includes(name); number += 1) {
    const next = parseContentName(`content-${number}`);
    invariant(next !== undefined, 'a number names a content');
    name = next;
  }
  return name;
}

/** A content that is over, over the transport that the others have by now. */
function silencedIn(
  [first]: readonly DescribedContent[],
  silent: DescribedContent | undefined,
): DescribedContent | undefined {
  if (silent === undefined || first === undefined) return undefined;
  return { ...silent, senders: 'none', transport: { ...first.transport, candidates: [] } };
}

/** The extension that names a mid in each packet. RFC 9143 #15. */
const MID_EXTENSION = 'urn:ietf:params:rtp-hdrext:sdes:mid';

function renamedContent(content: DescribedContent, name: ContentName): DescribedContent {
  if (content.name === name) return content;
  const { description } = content;
  const headerExtensions = description.headerExtensions.filter(({ uri }) => uri !== MID_EXTENSION);
  return { ...content, name, description: { ...description, headerExtensions } };
}

function renamed(nameOf: (name: ContentName) => ContentName | undefined): (group: JingleGroup) => JingleGroup {
  return (group) => ({ ...group, contentNames: group.contentNames.flatMap((name) => nameOf(name) ?? []) });
}
