/**
 * The trace: plain JSON, one entry per step of a call, enough to see why it went as it did and to check it against the
 * tables.
 *
 * Holds no stanza, key, plaintext or text of the peer: the machines' own words only.
 */
import type {
  DirectCallDecision,
  DirectCallFacts,
  EarlyWordDecision,
  EarlyWordFacts,
  ProposalDecision,
  ProposalFacts,
} from '../../machines/between-calls.ts';
import type { CallInput } from '../../machines/context.ts';
import type { CallEffect } from '../../machines/effects.ts';
import type { CallEvent } from '../../machines/events.ts';
import type { PastCallDecision, PastCallFacts } from '../../machines/past-calls.ts';
import type { Role } from '../../machines/step.ts';
import type { Jid } from '../jid.ts';
import type { SessionId } from '../stanzas/identifiers.ts';
import type { ChangesMoment } from './call-changes.ts';

export type TraceEntry =
  | CallTraceEntry
  /** A fact that never became an event: refused or ignored before a machine was asked, with the reason. */
  | { readonly kind: 'dropped'; readonly atMs: number; readonly reason: DropReason }
  | ChangesTraceEntry
  | DecisionTraceEntry;

/** A step of what changes in one running call: see machines/changes.machine.ts. */
export type ChangesTraceEntry = ChangesMoment & {
  readonly atMs: number;
  readonly sessionId: SessionId;
  readonly peer: Jid;
  readonly role: Role;
};

/** What was decided between calls, in the words of between-calls.ts. */
export type DecisionTraceEntry = {
  readonly kind: 'decided';
  readonly atMs: number;
  readonly sessionId: SessionId;
  readonly peer: Jid;
} & (
  | { readonly about: 'proposal'; readonly facts: ProposalFacts; readonly decision: ProposalDecision }
  | { readonly about: 'directCall'; readonly facts: DirectCallFacts; readonly decision: DirectCallDecision }
  | { readonly about: 'pastCall'; readonly facts: PastCallFacts; readonly decision: PastCallDecision }
  | { readonly about: 'earlyWord'; readonly facts: EarlyWordFacts; readonly decision: EarlyWordDecision }
);

/** A step of one call. */
export type CallTraceEntry =
  | {
      readonly kind: 'start';
      readonly atMs: number;
      readonly sessionId: SessionId;
      readonly peer: Jid;
      readonly role: Role;
      /** What the call began with: with it, every later step can be looked up in the tables. */
      readonly input: CallInput;
      readonly to: string;
      readonly effects: readonly CallEffect[];
    }
  | {
      readonly kind: 'step';
      readonly atMs: number;
      readonly sessionId: SessionId;
      readonly peer: Jid;
      readonly role: Role;
      readonly from: string;
      readonly event: CallEvent;
      readonly to: string;
      readonly effects: readonly CallEffect[];
    };

export const DROP_REASONS = [
  'bounceOfNoCall',
  'carbonOfStranger',
  'archiveOfStranger',
  'groupMessage',
  'malformedMessage',
  'malformedRequest',
  'noSuchCall',
  'notRinging',
  'ownEcho',
  'repeatedRequest',
  'unreadableXml',
  'wordForOtherResource',
  'wrongSender',
] as const;
export type DropReason = (typeof DROP_REASONS)[number];
