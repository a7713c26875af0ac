/** From the machine's words about contents and ICE to the reports the application gets: one for each content. */
import type { ChangesEffect } from '../../machines/changes.words.ts';
import { assertNever, invariant } from '../base/errors.ts';
import { parseContentName } from '../stanzas/identifiers.ts';
import type { ContentName } from '../stanzas/identifiers.ts';
import type { MediaKinds, ReceivedJingle } from '../stanzas/jingle.ts';
import type { MediaKind, Senders } from '../stanzas/rtp.ts';
import type { ChangeArrival } from './change-occurrence.ts';
import type { CallReport, OfCall } from './reports.ts';

export type ChangeReportEffect = Extract<ChangesEffect, { readonly kind: `report${string}` }>;

/** A content as the application knows it. */
export interface ToldContent {
  readonly contentName: ContentName;
  readonly media: MediaKind;
}

/** The contents that a report can be about. */
export interface ToldContents {
  /** Of both sides. */
  readonly running: readonly ToldContent[];
  /** Ours, on their way. Without a name of its own before it is described: then the name of its medium. */
  readonly added: readonly ToldContent[];
  /** The peer's, on their way. */
  readonly offered: readonly ToldContent[];
  /** Those of the step. */
  readonly named: readonly ToldContent[];
}

export function changeReportsOf(
  effect: ChangeReportEffect,
  call: OfCall,
  contents: ToldContents,
  { jingle }: ChangeArrival,
): readonly CallReport[] {
  switch (effect.kind) {
    case 'reportContentOffered':
      return contents.offered.map((content) => ({ kind: 'contentOffered', ...call, ...content }));
    case 'reportContentAccepted':
      return contents[effect.contents].map((content) => ({ kind: 'contentAccepted', ...call, ...content }));
    case 'reportContentRejected': {
      const reason = effect.reason === 'given' ? (jingle?.reason?.condition ?? 'unknown') : effect.reason;
      const by = effect.reason === 'given' ? 'peer' : 'local';
      return contents[effect.contents].map((content) => ({ kind: 'contentRejected', ...call, ...content, by, reason }));
    }
    case 'reportContentRemoved':
      return contents.named.map((content) => ({ kind: 'contentRemoved', ...call, ...content, by: effect.by }));
    case 'reportContentModified':
      return contents.named.map((content) => ({
        kind: 'contentModified',
        ...call,
        ...content,
        senders: sendersOf(jingle, content.contentName),
      }));
    case 'reportIceRestarted':
      return [{ kind: 'iceRestarted', ...call, by: effect.by }];
    default:
      return assertNever(effect);
  }
}

function sendersOf(jingle: ReceivedJingle | undefined, contentName: ContentName): Senders {
  return jingle?.contents.find(({ name }) => name === contentName)?.senders ?? 'both';
}

/** What runs, what the peer offers, and what we add, before it is described and after. */
export function toldContents({
  running = [],
  offer,
  adding,
  added,
}: {
  readonly running: readonly ToldParts[] | undefined;
  readonly offer: ReceivedJingle | undefined;
  readonly adding: MediaKinds;
  readonly added: readonly ToldParts[];
}): Omit<ToldContents, 'named'> {
  const offered = (offer?.contents ?? []).flatMap(({ name, description }) =>
    description === undefined ? [] : [told({ name, description })],
  );
  const ours = added.length > 0 ? added.map(told) : adding.map(wanted);
  return { running: running.map(told), offered, added: adding.length === 0 ? [] : ours };
}

/** A content of a description, as the application knows it. */
function told({ name, description }: ToldParts): ToldContent {
  return { contentName: name, media: description.media };
}

interface ToldParts {
  readonly name: ContentName;
  readonly description: { readonly media: ToldContent['media'] };
}

/** A content that is not described yet goes by the name of its medium. */
function wanted(media: ToldContent['media']): ToldContent {
  const contentName = parseContentName(media);
  invariant(contentName !== undefined, 'the name of a medium names a content');
  return { contentName, media };
}
