/** A run that fuzzing has written down, done once more with whole cores or the machines, and looked at meanwhile. */
import { startCall, stepCall } from '../../machines/step.ts';
import type { TraceEntry } from '../../src/call/trace.ts';
import type { InspectMessage } from '../../src/inspect/message.ts';
import type { Stage } from '../../test/support/stage.ts';
import { createStage } from '../../test/support/stage.ts';
import type { CoreRun } from '../fuzz/core.ts';
import type { FoundFile } from '../fuzz/found.ts';
import type { MachineRun } from '../fuzz/machines.ts';
import { Counts } from '../fuzz/target.ts';
import { createTarget } from '../fuzz/targets.ts';
import { reasonOf, stanzasIn } from './messages.ts';

/** Tells of the run as far as it goes. Rejects where it goes no further. */
export async function playFound(file: FoundFile, tell: (message: InspectMessage) => void): Promise<void> {
  const { target, run } = file;
  if (target === 'machines') playMachine(run as MachineRun, tell);
  else await playCores(target, run as CoreRun, tell);
  // Whether the promise is kept is for the check that found it to say: what was seen here is not all it looks at.
  const broken = await createTarget(target)
    .check(run, new Counts())
    .then(() => undefined, reasonOf);
  tell(
    broken === undefined ? { note: 'No promise is broken by it here.' } : { note: `Broken: ${broken}`, tone: 'bad' },
  );
}

async function playCores(target: 'core' | 'pair', run: CoreRun, tell: (message: InspectMessage) => void) {
  // A step that breaks a rule is told, and what comes of it is seen as well.
  const stage = await createStage({ ...run.options, wrongStep: (what) => tell({ note: what, tone: 'bad' }) });
  const { journal, parties } = stage.pair;
  watch(journal, ({ way, xml }) => {
    if (way === 'received') for (const message of stanzasIn(xml)) tell(message);
  });
  for (const { account, trace } of parties) {
    const [party = ''] = account.split('@');
    watch(trace, (entry) => tell({ party, trace: entry }));
  }
  for (const command of run.commands) {
    await stage.perform(command);
    if (target === 'pair' && command.do === 'wait') await stage.seeMedia('patient');
  }
  await endAs(target, stage);
}

/** As the target ends its runs. */
async function endAs(target: 'core' | 'pair', stage: Stage): Promise<void> {
  const looks = target === 'pair' ? 2 : 0;
  for (let look = 0; look < looks; look += 1) {
    await stage.seeMedia();
    await stage.rest();
  }
  await stage.rest();
  await stage.end();
}

/** A run of a machine alone has no time and no contact: each step is given a second, and the contact a name. */
function playMachine({ call: { role, input }, events }: MachineRun, tell: (message: InspectMessage) => void): void {
  let atMs = 0;
  const say = (entry: object) => {
    const ofCall = { sessionId: 'found', peer: 'juliet@capulet.example', role, atMs };
    tell({ trace: { ...ofCall, ...entry } as TraceEntry });
    atMs += 1_000;
  };
  const start = startCall(role, input);
  say({ kind: 'start', input, to: start.snapshot.state, effects: start.effects });
  let { snapshot } = start;
  for (const event of events) {
    const next = stepCall(snapshot, event);
    say({ kind: 'step', from: snapshot.state, event, to: next.snapshot.state, effects: next.effects });
    snapshot = next.snapshot;
  }
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
