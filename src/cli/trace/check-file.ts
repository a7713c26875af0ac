/** Reads a trace line by line, follows each call in it, and tells what became of each. */
import { createReadStream } from 'node:fs';
import { isObject, parseJson } from '../../base/json.ts';
import { err, ok } from '../../base/result.ts';
import type { Result } from '../../base/result.ts';
import { describeTraceFault } from '../../call/describe-trace-fault.ts';
import { isTraceEntry, readTraceEntry } from '../../call/read-trace-entry.ts';
import type { TraceEntry } from '../../call/trace.ts';
import { TraceValidator } from '../../call/validate-trace.ts';
import type { TracedCall } from '../../call/validate-trace.ts';
import { describeJsonFault } from '../../inspect/read-message.ts';
import type { CliIo } from '../io.ts';
import { linesOf } from '../lines.ts';
import type { InputLine } from '../lines.ts';
import { counted, shown } from '../lint/says/words.ts';
import { whyUnreadable } from '../replay/recording-file.ts';
import type { ExitCode } from '../run.ts';
import { CallTimes, timesWords } from './call-times.ts';

/** One entry, and whose trace it is of, where the file says so. */
interface TraceLine {
  readonly entry: TraceEntry;
  readonly source: string;
}

/** Checks a file. What was found is told line by line, then call by call. */
export async function checkTraceFile(path: string, io: CliIo): Promise<ExitCode> {
  const validator = new TraceValidator();
  const times = new CallTimes();
  let lines = 0;
  let entries = 0;
  let faults = 0;
  const refuse = (why: string): ExitCode => {
    io.err(`error: ${path}${lines === 0 ? '' : `, line ${lines}`}: ${why}\n`);
    return 2;
  };
  try {
    const input = path === '-' ? io.input : createReadStream(path);
    for await (const line of linesOf(input, io.signal, 'counted')) {
      lines += 1;
      if (line === '') continue;
      const read = readLine(line);
      if (!read.ok) return refuse(read.error);
      if (read.value === undefined) continue;
      const { entry, source } = read.value;
      entries += 1;
      times.next(entry, source);
      const fault = validator.next(entry, source);
      if (fault === undefined) continue;
      faults += 1;
      io.out(`line ${lines}: ${shownLine(describeTraceFault(fault, entry))}\n`);
    }
  } catch (error) {
    return refuse(whyUnreadable(error));
  }
  if (io.signal.aborted) return 130;
  if (entries === 0) return refuse(`no entry of a trace in ${counted(lines, 'line')}`);
  for (const call of validator.calls) {
    io.out(`${tell(call)}\n`);
    const spent = call.isBroken ? undefined : times.of(call);
    if (spent !== undefined) io.out(`  ${timesWords(spent)}\n`);
  }
  io.out(`${summaryOf(validator.calls, faults)}\n`);
  return faults === 0 ? 0 : 1;
}

/** The entry of a line; undefined where it is an object about something else. */
function readLine(line: InputLine): Result<TraceLine | undefined, string> {
  if (line === undefined) return err('it is longer than a line may be');
  const value = parseJson(line);
  if (!isObject(value)) return err('it is no JSON object; a trace has one on each line');
  const { trace, party } = value;
  const source = typeof party === 'string' ? party : '';
  const isWrapped = 'trace' in value;
  if (!isWrapped && !isTraceEntry(value)) return ok(undefined);
  const entry = readTraceEntry(isWrapped ? trace : value);
  return entry.ok ? ok({ entry: entry.value, source }) : err(describeJsonFault(entry.error));
}

/** `juliet: callee with romeo@montague.example, call s1: 12 steps, ended`. */
function tell({ source, role, peer, sessionId, begins, steps, state, isBroken }: TracedCall): string {
  const party = source === '' ? '' : `${shown(source)}: `;
  const history = begins === 'middle' ? ', begun before the trace' : '';
  const where = isBroken ? rightUpTo(state) : state === 'ended' ? 'ended' : `last seen in ${state}`;
  const call = `${role} with ${shown(peer)}, call ${shown(sessionId)}`;
  return `${party}${call}: ${counted(steps, 'step')}${history}, ${where}`;
}

function rightUpTo(state: string): string {
  return state === '' ? 'wrong from its first entry on' : `as the tables say up to ${state}`;
}

function summaryOf(calls: readonly TracedCall[], faults: number): string {
  const steps = calls.reduce((sum, call) => sum + call.steps, 0);
  const seen = `${counted(calls.length, 'call')}, ${counted(steps, 'step')}`;
  return faults === 0 ? `${seen}: all as the tables say` : `${seen}, and ${counted(faults, 'fault')}`;
}

const SENTENCE_CHARACTERS = 2_000;

/** What was read is a stranger's: nothing in it moves a cursor, and it ends. */
function shownLine(text: string): string {
  return text.slice(0, SENTENCE_CHARACTERS).replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '\u{FFFD}');
}
