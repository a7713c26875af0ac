/**
 * What specifications the project cites, and whether there is such a place. Anchors outlive a renumbering of sections,
 * but only if they are real: this finds the one that was remembered instead of looked up.
 *
 * `XEP-0166 1.1.2 #errors #def-reason`: number, version where it is given, anchors. `RFC 6120 #8.3`: the section.
 */

import type { ProjectFile } from './project.ts';

/** A specification as pinned: the version the code was written against, and what one can point at in it. */
export interface PinnedXep {
  readonly title: string;
  readonly version: string;
  readonly date: string;
  /** `#example-1` up to this. */
  readonly examples: number;
  /** `#table-1` up to this. */
  readonly tables: number;
  readonly anchors: readonly string[];
}

/** By `XEP-dddd`. */
export type PinnedXeps = Readonly<Record<string, PinnedXep>>;

export interface Citation {
  /** `XEP-0353` or `RFC 6120`. */
  readonly spec: string;
  readonly version: string | undefined;
  readonly anchors: readonly string[];
  readonly at: string;
}

// A citation may run on over the end of a comment line; what begins the next line is then no part of it.
const LINE_BREAK = String.raw`(?:[ \t]*\n[ \t]*(?:\*|//)?)?[ \t]*`;
const CITATION = new RegExp(
  String.raw`\b(?<spec>XEP-\d{4}|RFC \d{3,5})(?:${LINE_BREAK}v?(?<version>\d+\.\d+(?:\.\d+)?)\b(?!\.\d))?` +
    String.raw`(?<anchors>(?:(?:,|,? and)?${LINE_BREAK}#[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*)*)`,
  'g',
);

/** Every citation in a file. */
export function citationsIn(file: ProjectFile): readonly Citation[] {
  return [...file.text.matchAll(CITATION)].map((match) => {
    const { spec = '', version, anchors = '' } = match.groups ?? {};
    const line = file.text.slice(0, match.index).split('\n').length;
    return {
      spec,
      version,
      anchors: [...anchors.matchAll(/#([A-Za-z0-9_.-]+)/g)].map(([, anchor = '']) => anchor),
      at: `${file.path}:${line}`,
    };
  });
}

/** What is wrong with a citation. RFCs are known by number only: their sections never move. */
export function citationFaults(citation: Citation, xeps: PinnedXeps, rfcs: ReadonlySet<string>): readonly string[] {
  const { spec, version, anchors, at } = citation;
  if (spec.startsWith('RFC')) return rfcs.has(spec) ? [] : [`${at} ${spec} is not in docs/references.md`];
  const xep = xeps[spec];
  if (xep === undefined) return [`${at} ${spec} is not in test/tidy/anchors.json`];
  const otherVersion =
    version === undefined || version === xep.version
      ? []
      : [`${at} ${spec} is pinned at ${xep.version}, not ${version}`];
  return [
    ...otherVersion,
    ...anchors.filter((anchor) => !hasAnchor(xep, anchor)).map((name) => `${at} ${spec} has no #${name}`),
  ];
}

function hasAnchor(xep: PinnedXep, anchor: string): boolean {
  const [, kind, number] = /^(example|table)-(\d+)$/.exec(anchor) ?? [];
  if (kind === undefined) return xep.anchors.includes(anchor);
  return Number(number) >= 1 && Number(number) <= (kind === 'example' ? xep.examples : xep.tables);
}
