/** The entries of a trace that are steps of a call itself: not of what changes in it, nor of decisions. */
import type { CallTraceEntry, TraceEntry } from '../../src/call/trace.ts';

export function isCallStep(entry: TraceEntry): entry is CallTraceEntry {
  return entry.kind === 'start' || entry.kind === 'step';
}
