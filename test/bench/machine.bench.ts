/** How many steps a second the machines make: looked up, as calls do it, and beside it XState evaluating each anew. */
import { transition } from 'xstate';
import { callerMachine } from '../../machines/caller.machine.ts';
import type { CallEvent } from '../../machines/events.ts';
import { startCall, stepCall } from '../../machines/step.ts';
import { createActor } from 'xstate';
import { interleave } from './interleave.ts';
import { benchRow } from './row.ts';
import type { BenchRow } from './row.ts';

const INPUT = { policy: 'opportunistic', omemo: 'enabled', presence: 'shared', occasion: 'call' } as const;

/** A whole call of the caller, from the propose to the end. */
const CALL: readonly CallEvent[] = [
  { type: 'peer.ringing' },
  { type: 'peer.proceed', device: 'device' },
  { type: 'omemo.ready' },
  { type: 'media.described' },
  { type: 'omemo.encrypted' },
  { type: 'peer.transportInfo' },
  { type: 'peer.sessionAccept', protection: 'encrypted', device: 'pinned', media: 'agreed' },
  { type: 'omemo.decrypted', trust: 'blind' },
  { type: 'media.applied' },
  { type: 'media.connected', certificate: 'match' },
  { type: 'local.hangUp' },
];

export async function benchMachine(): Promise<readonly BenchRow[]> {
  const snapshotOf = () => createActor(callerMachine, { input: INPUT }).getSnapshot();
  const times = await interleave({
    lookedUp: () => {
      let { snapshot } = startCall('caller', INPUT);
      for (const event of CALL) ({ snapshot } = stepCall(snapshot, event));
      return snapshot;
    },
    actor: () => {
      const actor = createActor(callerMachine, { input: INPUT }).start();
      for (const event of CALL) actor.send(event);
      return actor;
    },
    pure: () => {
      let snapshot = snapshotOf();
      for (const event of CALL) [snapshot] = transition(callerMachine, snapshot, event);
      return snapshot;
    },
  });
  const perSecond = (callNs: number) => (CALL.length / callNs) * 1e9;
  return [
    benchRow({
      name: 'machine: steps, over a whole call',
      value: perSecond(times.lookedUp),
      unit: 'per s',
      bound: { op: '>=', value: 100_000 },
    }),
    benchRow({ name: 'machine: the same, actor.send', value: perSecond(times.actor), unit: 'per s' }),
    benchRow({ name: "machine: the same, XState's transition", value: perSecond(times.pure), unit: 'per s' }),
    benchRow({ name: 'machine: looked up', value: times.actor / times.lookedUp, unit: 'x', ratioTo: 'actor.send' }),
  ];
}
