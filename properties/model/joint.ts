/**
 * What holds of all ends together: the sentences a monitor of one end cannot know. Judged by what is to be seen of each
 * call at each device (automaton.ts, `FLAG`).
 */
import { FLAG, FLAG_BITS } from './automaton.ts';
import type { System } from './system.ts';
import type { CallNumber, HonestDevice } from './wire.ts';

/** Names what is wrong; undefined where nothing is. `flags`: of each device, in the system's order. */
export type JointInvariant = (flags: readonly number[], system: System) => string | undefined;
export type TerminalCheck = JointInvariant;
export type Witnesses = Readonly<Record<string, (flags: readonly number[], system: System) => boolean>>;

/** What an exploration asks of all devices together. */
export interface Questions {
  readonly invariants: readonly JointInvariant[];
  /** Things that have to be possible, so that nothing holds for want of anything happening. */
  readonly witnesses: Witnesses;
  /** What a state that nothing follows has to be. */
  readonly terminal?: TerminalCheck;
}

/** Whether all these bits are to be seen of a call at a device. */
export function seen(
  flags: readonly number[],
  system: System,
  device: HonestDevice,
  call: CallNumber,
  bits: number,
): boolean {
  const index = system.ends.findIndex(({ name }) => name === device);
  return (((flags[index] ?? 0) >>> (FLAG_BITS * (call - 1))) & bits) === bits;
}

/** I6: of one call, at most one device of the callee is ever shown as authenticated, also one after the other. */
export const oneCalleeDevice: JointInvariant = (flags, system) => {
  const call = system.setting.calls.find(
    ({ number, callees }) => callees.filter((callee) => seen(flags, system, callee, number, FLAG.shown)).length > 1,
  );
  return call === undefined ? undefined : `I6: two devices of the callee are authenticated in call ${call.number}`;
};

/**
 * What I6 does not say, and is not so: of one call, media runs at one device of the callee at most. A server can play
 * the caller of a plain call, and a stolen device that of an authenticated one, to each device of the callee.
 */
export const oneCalleeDeviceRuns: JointInvariant = (flags, system) => {
  const call = system.setting.calls.find(
    ({ number, callees }) => callees.filter((callee) => seen(flags, system, callee, number, FLAG.active)).length > 1,
  );
  return call === undefined ? undefined : `I6: media runs at two devices of the callee in call ${call.number}`;
};

/**
 * I7: where everybody who calls wants the call and nothing gets lost, crossing proposals end in exactly one call, which
 * runs at both ends.
 */
export const exactlyOneCallRuns: TerminalCheck = (flags, system) => {
  const running = system.setting.calls.filter(({ number, caller, callees }) =>
    [caller, ...callees].every((device) => seen(flags, system, device, number, FLAG.active)),
  );
  const live = system.setting.calls.filter(({ number }) =>
    system.ends.some(({ name }) => seen(flags, system, name, number, FLAG.live)),
  );
  return running.length === 1 && live.length === 1
    ? undefined
    : `I7: ${running.length} calls run, and ${live.length} are not over`;
};

/** Rule C19, with one ear on the user: who has called, and is called by the same contact, is not asked again. */
export const nobodyIsAskedAgain: JointInvariant = (flags, system) => {
  const asked = system.setting.calls.find(({ number, callees }) =>
    system.setting.calls.some(
      (own) =>
        own.number !== number &&
        callees.includes(own.caller) &&
        seen(flags, system, own.caller, number, FLAG.ringing) &&
        seen(flags, system, own.caller, own.number, FLAG.over),
    ),
  );
  return asked === undefined ? undefined : `C19: call ${asked.number} rings for somebody who was calling already`;
};

/** I7 whatever the network does: the same two never have two calls running with one another at both ends. */
export const neverTwoRun: JointInvariant = (flags, system) => {
  const running = system.setting.calls.filter(({ number, caller, callees }) =>
    [caller, ...callees].every((device) => seen(flags, system, device, number, FLAG.active)),
  );
  return running.length > 1 ? 'I7: two calls of the same two devices run at once' : undefined;
};

/**
 * The draft's own gap, found rather than hoped away: the encrypted text does not say for which call it was made, so an
 * answer that was held back in one call opens in the next. docs/security.md tells what comes of it.
 */
export const certificateIsOfThisCall: JointInvariant = (flags, system) => {
  const { calls } = system.setting;
  const spliced = system.ends.find(({ name }) =>
    calls.some(({ number }) => seen(flags, system, name, number, FLAG.spliced)),
  );
  return spliced === undefined
    ? undefined
    : `splice: ${spliced.name} takes a certificate of another call with the same device`;
};
