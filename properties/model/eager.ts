/**
 * The model as a real core runs: what OMEMO and media answer comes before anything else happens. So a story can be
 * played in the model and in real cores step by step, and both have to be in the same states after each.
 */
import { describeEvent } from '../../machines/table-text.ts';
import { OWN_EVENTS } from './automaton.ts';
import { isLive, ModelDevice } from './device.ts';
import type { DeviceState, DeviceStep, OwnAct } from './device.ts';
import type { StoryStep } from './story.ts';
import type { CallNumber, HonestDevice, Message, Setting } from './wire.ts';

/** What comes of itself, and at once, in the order in which it is tried. */
const AT_ONCE: readonly OwnAct[] = [
  { kind: 'decrypt' },
  ...(['omemo.ready', 'media.described', 'omemo.encrypted', 'media.applied'] as const).map(
    (type) => ({ kind: 'event', event: { type } }) as const,
  ),
];
const AT_ONCE_TOLD: ReadonlySet<string> = new Set(
  AT_ONCE.map((act) => (act.kind === 'event' ? describeEvent(act.event) : 'decrypts')),
);

/** Whether a step is one that comes of itself: a real core has taken it already. */
export function comesAtOnce(step: StoryStep): boolean {
  return 'does' in step && AT_ONCE_TOLD.has(step.does);
}

export class EagerModel {
  readonly #devices: ReadonlyMap<HonestDevice, ModelDevice>;
  readonly #states = new Map<HonestDevice, DeviceState>();
  readonly #setting: Setting;
  /** Every message that an honest device has sent, oldest first. */
  readonly sent: Message[] = [];

  constructor(setting: Setting) {
    this.#setting = setting;
    this.#devices = new Map(setting.devices.map((name) => [name, new ModelDevice(name, setting)]));
    for (const [name, device] of this.#devices) this.#states.set(name, device.initial);
  }

  /** Whether a step does anything now. */
  allows(step: StoryStep): boolean {
    return this.#tried(step) !== undefined;
  }

  /** Takes a step, and everything that comes of it at once. */
  take(step: StoryStep): void {
    const taken = this.#tried(step);
    if (taken === undefined) return;
    this.#go(step.at, taken.state, taken.sends);
    while (this.#settle(step.at)) {
      // Until nothing comes of itself any more.
    }
  }

  #tried(step: StoryStep): DeviceStep | undefined {
    const { at, call } = step;
    const device = this.#devices.get(at);
    const state = this.#states.get(at);
    if (device === undefined || state === undefined) return undefined;
    const taken =
      'gets' in step
        ? device.receive(state, { to: at, call, content: step.gets })
        : device.act(state, call, actNamed(step.does));
    return taken === undefined || (taken.sends.length === 0 && isSameState(taken.state, state)) ? undefined : taken;
  }

  /** `absent`, `ended`, or the state of the machine. */
  stateOf(device: HonestDevice, call: CallNumber): string {
    const slot = this.#states.get(device)?.slots[call - 1];
    if (slot === undefined || slot === 'absent') return 'absent';
    return isLive(slot) ? slot.machine.state : 'ended';
  }

  #settle(at: HonestDevice): boolean {
    const device = this.#devices.get(at);
    const state = this.#states.get(at);
    if (device === undefined || state === undefined) return false;
    for (const { number } of this.#setting.calls) {
      for (const act of AT_ONCE) {
        const taken = device.act(state, number, act);
        const isSomething = taken !== undefined && (taken.sends.length > 0 || !isSameState(taken.state, state));
        if (!isSomething) continue;
        this.#go(at, taken.state, taken.sends);
        return true;
      }
    }
    return false;
  }

  #go(at: HonestDevice, state: DeviceState, sends: readonly Message[]): void {
    this.#states.set(at, state);
    this.sent.push(...sends);
  }
}

function isSameState(one: DeviceState, other: DeviceState): boolean {
  return one.slots.every((slot, index) => {
    const beside = other.slots[index];
    return isLive(slot) && isLive(beside) ? slot.machine === beside.machine : slot === beside;
  });
}

function actNamed(told: string): OwnAct {
  if (told === 'places the call') return { kind: 'place' };
  const event = OWN_EVENTS.find((each) => describeEvent(each) === told);
  return event === undefined ? { kind: 'decrypt' } : { kind: 'event', event };
}
