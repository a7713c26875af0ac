/** The lines that the driver answers with, and how the core's reports and descriptions become such lines. */
import type { CallReport } from '../../call/reports.ts';
import type { Verdict } from '../../call/verdict.ts';
import { assertNever } from '../../base/errors.ts';
import type { Jid } from '../../jid.ts';
import { writeCandidate } from '../../media/candidate.ts';
import type { DescribedContent, SessionDescription } from '../../media/port.ts';
import type { IceCandidate } from '../../stanzas/ice-udp.ts';
import type { SessionId } from '../../stanzas/identifiers.ts';

/** One line of JSON. What is undefined is not in it. */
export type AnswerLine = Readonly<Record<string, unknown>>;

export type Emit = (line: AnswerLine) => void;

export type MediaOrder = 'addCandidates' | 'answer' | 'close' | 'offer' | 'restartIce' | 'setRemote' | 'start';

export interface MediaLineContent {
  readonly name: string;
  readonly media?: string;
  readonly fingerprint?: { readonly hash: string; readonly value: string; readonly setup: string };
  readonly ice?: { readonly ufrag: string; readonly pwd: string };
  readonly candidates: readonly string[];
}

export function mediaLine(
  { sessionId, peer }: { readonly sessionId: SessionId; readonly peer: Jid },
  order: MediaOrder,
  contents: readonly MediaLineContent[],
): AnswerLine {
  return { out: 'media', sid: sessionId, peer, do: order, contents };
}

/** The contents of a description, as far as a script may want to compare them. */
export function contentsOf({ contents }: SessionDescription): readonly MediaLineContent[] {
  return contents.map(contentOf);
}

function contentOf({ name, description, transport }: DescribedContent): MediaLineContent {
  const { hash, value, setup } = transport.fingerprint;
  const { ufrag, pwd } = transport.credentials;
  return {
    name,
    media: description.media,
    fingerprint: { hash, value, setup },
    ice: { ufrag, pwd },
    candidates: candidateLines(transport.candidates),
  };
}

/** The contents that a description has and the one before it had not, or not under these ICE credentials. */
export function changedIn(
  description: SessionDescription,
  before: SessionDescription | undefined,
): readonly MediaLineContent[] {
  const { groups, contents } = description;
  return contentsOf({ groups, contents: contents.filter((content) => !isIn(before, content)) });
}

function isIn(before: SessionDescription | undefined, { name, transport }: DescribedContent): boolean {
  const known = before?.contents.find((content) => content.name === name)?.transport.credentials;
  return known?.ufrag === transport.credentials.ufrag;
}

/** Whether a description has contents that were there, under other ICE credentials. */
export function isRestart(description: SessionDescription, before: SessionDescription | undefined): boolean {
  return description.contents.some(
    (content) => before?.contents.some(({ name }) => name === content.name) === true && !isIn(before, content),
  );
}

/** As an engine takes them. The core lets no candidate through that has no line. */
export function candidateLines(candidates: readonly IceCandidate[]): readonly string[] {
  return candidates.flatMap((candidate) => {
    const line = writeCandidate(candidate);
    return line.ok ? [line.value] : [];
  });
}

export function eventLine(report: CallReport): AnswerLine {
  const { sessionId, peer, kind: event } = report;
  return { out: 'event', sid: sessionId, peer, event, ...eventFields(report) };
}

function eventFields(report: CallReport): AnswerLine {
  switch (report.kind) {
    case 'incoming':
      return { media: report.media, ageMs: report.ageMs, direct: report.direct ? true : undefined };
    case 'accepted':
      return { media: report.media };
    case 'migrationOffered':
      return { newSid: report.newSessionId, media: report.media, from: report.from };
    case 'ringing':
      return { by: report.by };
    case 'connected':
      return {};
    case 'authentication':
      return verdictFields(report.verdict);
    case 'keyChanged':
      return { deviceId: report.deviceId, identityKey: report.identityKey };
    case 'peerInfo': {
      const { info } = report;
      return { info: info.kind, name: 'content' in info ? info.content?.contentName : undefined };
    }
    case 'contentOffered':
    case 'contentAccepted':
      return { name: report.contentName, media: report.media };
    case 'contentRejected':
      return { name: report.contentName, media: report.media, by: report.by, reason: report.reason };
    case 'contentRemoved':
      return { name: report.contentName, media: report.media, by: report.by };
    case 'contentModified':
      return { name: report.contentName, media: report.media, senders: report.senders };
    case 'iceRestarted':
      return { by: report.by };
    case 'missed':
      return {
        media: report.media,
        at: new Date(report.atMs).toISOString(),
        busy: report.busy ? true : undefined,
      };
    case 'ended':
      return {
        by: report.by,
        reason: report.reason,
        text: report.text,
        replacedBy: report.replacedBy,
        migratedTo: report.migratedTo,
        durationMs: report.durationMs,
      };
    default:
      return assertNever(report);
  }
}

function verdictFields(verdict: Verdict): AnswerLine {
  if (verdict.state === 'unauthenticated') return { state: verdict.state, because: verdict.because };
  const { state, deviceId, identityKey, trust } = verdict;
  return { state, deviceId, identityKey, trust };
}
