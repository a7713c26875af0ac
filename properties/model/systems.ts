/** The systems that are explored, by name. */
import type { Policy } from '../../machines/context.ts';
import type { Network } from './system.ts';
import type { HonestDevice, Setting } from './wire.ts';

export interface SettingOptions {
  readonly policy: Policy;
  /** Devices of the callee's account. */
  readonly callees: number;
}

const CALLEES: readonly HonestDevice[] = ['B1', 'B2', 'B3'];
export const MOST_CALLEES = CALLEES.length;

export const SETTINGS = {
  /** One call of A with all devices of B. */
  'one-call': ({ policy, callees }: SettingOptions): Setting => {
    const devices = CALLEES.slice(0, callees);
    const calls = [{ number: 1, caller: 'A', callees: devices }] as const;
    return { name: 'one-call', policy, devices: ['A', ...devices], calls, media: 'covered' };
  },
  /** A calls B twice: what was held back of the first call can be put into the second. */
  'two-calls': ({ policy, callees }: SettingOptions): Setting => {
    const devices = CALLEES.slice(0, callees);
    const calls = ([1, 2] as const).map((number) => ({ number, caller: 'A' as const, callees: devices }));
    return { name: 'two-calls', policy, devices: ['A', ...devices], calls, media: 'covered' };
  },
  /** A and B call one another. */
  crossing: ({ policy }: SettingOptions): Setting => ({
    name: 'crossing',
    policy,
    devices: ['A', 'B'],
    calls: [
      { number: 1, caller: 'A', callees: ['B'] },
      { number: 2, caller: 'B', callees: ['A'] },
    ],
    media: 'covered',
  }),
  /** The same without proposals, from one resource to the other. */
  direct: ({ policy }: SettingOptions): Setting => ({
    name: 'direct',
    policy,
    devices: ['A', 'B'],
    calls: [
      { number: 1, caller: 'A', callees: ['B'], direct: true },
      { number: 2, caller: 'B', callees: ['A'], direct: true },
    ],
    media: 'covered',
  }),
} as const;

export type SettingName = keyof typeof SETTINGS;
export const SETTING_NAMES = Object.keys(SETTINGS) as readonly SettingName[];

export const KNOWLEDGE: Network = { kind: 'knowledge' };

/** A network that does everything at random, with so many messages under way. */
export function lossy(inflight: number): Network {
  return { kind: 'channels', inflight, drops: true, duplicates: true, injects: true };
}

/** A network that loses nothing and keeps no order. */
export function reordering(inflight: number): Network {
  return { kind: 'channels', inflight, drops: false, duplicates: false, injects: false };
}
