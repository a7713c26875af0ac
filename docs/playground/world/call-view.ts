/** What a seat shows of its calls, from what its core reported. Pure: one step of it for each event. */
import type { CallKey, CallReport } from '../../../src/call/reports.ts';
import type { TraceEntry } from '../../../src/call/trace.ts';
import type { Verdict } from '../../../src/call/verdict.ts';
import { bareOf } from '../../../src/jid.ts';
import type { SessionId } from '../../../src/stanzas/identifiers.ts';
import { refusalIn } from '../../../src/stage/refusal.ts';
import type { RefusalCause } from '../../../src/stage/refusal.ts';

export type CallStage = 'calling' | 'ended' | 'incoming' | 'joining' | 'ringing' | 'talking';

export interface CallView {
  readonly key: CallKey;
  readonly stage: CallStage;
  readonly verdict: Verdict | undefined;
  readonly ended: Extract<CallReport, { kind: 'ended' }> | undefined;
  /** What this core found, where it refused the call. */
  readonly refusal: RefusalCause | undefined;
}

/** The calls of a seat, by their ids, the latest last. */
export type CallViews = ReadonlyMap<SessionId, CallView>;

/** A call that was placed here. */
export function placed(calls: CallViews, key: CallKey): CallViews {
  return withCall(calls, { ...newView(key), stage: 'calling' });
}

export function reported(calls: CallViews, report: CallReport): CallViews {
  const { sessionId } = report;
  const key = { peer: bareOf(report.peer), sessionId };
  const call = calls.get(sessionId) ?? newView(key);
  switch (report.kind) {
    case 'incoming':
      return withCall(calls, { ...newView(key), stage: 'incoming' });
    case 'ringing':
      return withCall(calls, { ...call, stage: call.stage === 'calling' ? 'ringing' : call.stage });
    case 'accepted':
      return withCall(calls, { ...call, stage: 'joining' });
    case 'authentication':
      return withCall(calls, { ...call, verdict: report.verdict });
    case 'connected':
      return withCall(calls, { ...call, stage: 'talking' });
    case 'ended':
      return withCall(calls, { ...call, stage: 'ended', ended: report });
    default:
      return calls;
  }
}

export function traced(calls: CallViews, entry: TraceEntry): CallViews {
  if (entry.kind !== 'step') return calls;
  const call = calls.get(entry.sessionId);
  const refusal = refusalIn(entry);
  if (call === undefined || refusal === undefined) return calls;
  return withCall(calls, { ...call, refusal });
}

/** The call to show: the one that goes on, or the last that ended on its own. */
export function currentOf(calls: CallViews): CallView | undefined {
  const all = [...calls.values()];
  return (
    all.findLast(({ stage }) => stage !== 'ended') ??
    all.findLast(({ ended }) => ended?.replacedBy === undefined && ended?.migratedTo === undefined)
  );
}

function newView(key: CallKey): CallView {
  return { key, stage: 'calling', verdict: undefined, ended: undefined, refusal: undefined };
}

function withCall(calls: CallViews, call: CallView): CallViews {
  return new Map([...calls, [call.key.sessionId, call]]);
}
