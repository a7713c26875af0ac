/** Faults of a trace as sentences, for people: what the entry says, and what the tables do. */
import { describeEffects, describeEvent } from '../../machines/table-text.ts';
import { assertNever } from '../base/errors.ts';
import type { TableAnswer } from './table-answer.ts';
import type { TraceEntry } from './trace.ts';
import type { TraceFault } from './validate-trace.ts';

/** One sentence or two, without a full stop, in the words of machines/tables. */
export function describeTraceFault(fault: TraceFault, entry: TraceEntry): string {
  const said = describeEntry(entry);
  switch (fault.kind) {
    case 'notStarted':
      return `${said}: the call was never started`;
    case 'alreadyStarted':
      return `${said}: a call of this name is in ${fault.state} and has not ended`;
    case 'afterEnd':
      return `${said}: the call has ended, and nothing follows an end`;
    case 'noSuchState':
      return `${said}: no call is ever in that state`;
    case 'otherState':
      return `${said}: the call was in ${fault.state}`;
    case 'noSuchEvent':
      return `${said}: no machine knows such an event`;
    case 'noSuchInput':
      return `${said}: no call begins with such an input`;
    case 'wrongStart':
      return `${said}: the table says ${describeAnswer(fault.table)}`;
    case 'wrongStep':
      return `${said}: the table says ${fault.table.map(describeAnswer).join('; or ')}`;
    case 'wrongDecision':
      return `${said}: the table says ${fault.table}`;
    default:
      return assertNever(fault);
  }
}

/** `accepted, upon timer.connect -> ended: sendReject timeout, closeMedia, reportEnd timer timeout`. */
function describeEntry(entry: TraceEntry): string {
  switch (entry.kind) {
    case 'changesStart':
    case 'start':
      return `start with ${Object.values(entry.input).join(' ')} ${describeAnswer(entry)}`;
    case 'changesStep':
    case 'step':
      return `${entry.from}, upon ${describeEvent(entry.event)} ${describeAnswer(entry)}`;
    case 'decided':
      return `${Object.values(entry.facts).join(' ')} -> ${entry.decision}`;
    case 'dropped':
      return `dropped ${entry.reason}`;
    default:
      return assertNever(entry);
  }
}

function describeAnswer({ to, effects }: TableAnswer): string {
  return `-> ${to}${effects.length === 0 ? '' : `: ${describeEffects(effects)}`}`;
}
