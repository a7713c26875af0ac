/**
 * What the explorer and the fuzzer leave as files, as what an inspector is told: each is done once more, with real
 * cores or the machines, and looked at while it happens.
 */
import { startCall, stepCall } from '../../machines/step.ts';
import { isObject, parseJson } from '../../src/base/json.ts';
import { err, ok } from '../../src/base/result.ts';
import type { Result } from '../../src/base/result.ts';
import type { TraceEntry } from '../../src/call/trace.ts';
import { stanzaMessage } from '../../src/inspect/inspection.ts';
import type { InspectMessage } from '../../src/inspect/message.ts';
import { readMessage } from '../../src/inspect/read-message.ts';
import { NS_CLIENT } from '../../src/xml/namespaces.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { Replay } from '../../test/support/replay.ts';
import { createStage } from '../../test/support/stage.ts';
import type { CoreRun } from '../fuzz/core.ts';
import type { FoundFile } from '../fuzz/found.ts';
import type { MachineRun } from '../fuzz/machines.ts';
import { comesAtOnce } from '../model/eager.ts';
import type { StoryFile } from '../model/story.ts';

/** Undefined where a text is no such file: it may be a trace. */
export async function asMessages(text: string): Promise<Result<readonly InspectMessage[], string> | undefined> {
  const file = parseJson(text);
  const format = isObject(file) ? file['format'] : undefined;
  try {
    if (format === 'omemo-calls/story') return ok(await playStory(file as unknown as StoryFile));
    if (format === 'omemo-calls/found') return ok(await playFound(file as unknown as FoundFile));
  } catch (error) {
    return err(`it cannot be done again: ${error instanceof Error ? error.message : String(error)}`);
  }
  return undefined;
}

async function playStory({ shows, setting, steps }: StoryFile): Promise<readonly InspectMessage[]> {
  const messages: InspectMessage[] = [{ server: shows }];
  const replay = await Replay.open(setting, {
    traced: (party, trace) => void messages.push({ party, trace }),
    delivered: (xml) => void messages.push(...stanzasIn(xml)),
  });
  for (const step of steps) if (!comesAtOnce(step)) await replay.take(step);
  return messages;
}

async function playFound({ target, shows, run }: FoundFile): Promise<readonly InspectMessage[]> {
  const messages: InspectMessage[] = [{ server: shows }];
  if (target === 'machines') return [...messages, ...playMachine(run as MachineRun)];
  const { options, commands } = run as CoreRun;
  const stage = await createStage(options);
  const { journal, parties } = stage.pair;
  watch(journal, ({ way, xml }) => {
    if (way === 'received') messages.push(...stanzasIn(xml));
  });
  for (const { account, trace } of parties) {
    const [party = ''] = account.split('@');
    watch(trace, (entry) => messages.push({ party, trace: entry }));
  }
  for (const command of commands) {
    await stage.perform(command);
    if (target === 'pair' && command.do === 'wait') await stage.seeMedia('patient');
  }
  await stage.rest();
  await stage.end();
  return messages;
}

/** A run of a machine alone has no time and no contact: each step is given a second, and the contact a name. */
function playMachine({ call: { role, input }, events }: MachineRun): readonly InspectMessage[] {
  const ofCall = { sessionId: 'found', peer: 'juliet@capulet.example', role };
  const start = startCall(role, input);
  const entries: object[] = [{ kind: 'start', input, to: start.snapshot.state, effects: start.effects }];
  let { snapshot } = start;
  for (const event of events) {
    const next = stepCall(snapshot, event);
    entries.push({ kind: 'step', from: snapshot.state, event, to: next.snapshot.state, effects: next.effects });
    snapshot = next.snapshot;
  }
  return entries.map((entry, index) => ({ trace: { ...ofCall, ...entry, atMs: index * 1_000 } as TraceEntry }));
}

function stanzasIn(xml: string): readonly InspectMessage[] {
  const parsed = parseXml(xml, { defaultNamespace: NS_CLIENT });
  const message = parsed.ok ? stanzaMessage(parsed.value) : undefined;
  return message === undefined ? [] : [message];
}

/** The list of a test world that only grows, seen as it grows: in between, the lists of others grow too. */
function watch<T>(list: readonly T[], see: (item: T) => unknown): void {
  const grown = list as T[];
  Object.defineProperty(grown, 'push', {
    value: (...items: readonly T[]) => {
      for (const item of items) see(item);
      return Array.prototype.push.apply(grown, [...items]);
    },
  });
}

/** As lines of a trace, for the command line. Nothing is in them that it would not read again. */
export function linesOf(messages: readonly InspectMessage[]): string {
  return messages
    .filter((message) => readMessage(message).ok)
    .map((message) => `${JSON.stringify(message)}\n`)
    .join('');
}
