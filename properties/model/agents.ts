/**
 * The ends of a call in the product: a machine, and what its data plane holds beside it, both as one numbered local
 * state.
 *
 * The data plane is modelled as it is: one binding, written once, compared before a decryption and confirmed after it;
 * a decrypted certificate refused if it is our own or that of another live call with the same account. OMEMO is
 * modelled honestly: a ciphertext opens once, for the device it was made for, and names the device that made it.
 */
import type { Policy } from '../../machines/context.ts';
import type { CallEffect } from '../../machines/effects.ts';
import type { CallEvent } from '../../machines/events.ts';
import { stepCall, startCall } from '../../machines/step.ts';
import type { CallSnapshot, Role, Step } from '../../machines/step.ts';

/**
 * `A` calls; `B1` and `B2` are devices of the callee; `E` is the attacker's, an OMEMO device that either account lists.
 */
export type Device = 'A' | 'B1' | 'B2' | 'E';
export type CallNumber = 1 | 2;

/** A DTLS certificate: each honest device has one of its own in each call. */
export interface ModelCertificate {
  readonly device: Device;
  readonly call: CallNumber;
}

/** A fingerprint encrypted by one device for another. */
export interface Ciphertext {
  readonly from: Device;
  readonly to: Device;
  readonly certificate: ModelCertificate;
}

export interface LocalState {
  readonly machine: CallSnapshot;
  /** The pinned device; the account is the peer's. */
  readonly bound: Device | undefined;
  /** The ciphertext that waits to be decrypted. */
  readonly arrived: Ciphertext | undefined;
  /** The certificate of the accepted description. */
  readonly remote: ModelCertificate | undefined;
}

/** Something that can happen to one end: a machine event with the facts it was made of. */
export interface Happening {
  readonly event: CallEvent;
  /** With `peer.proceed device`. */
  readonly announced?: Device;
  /** With an encrypted description. */
  readonly ciphertext?: Ciphertext;
  /** With a plain description. */
  readonly plain?: ModelCertificate;
}

export interface LocalStep {
  readonly state: LocalState;
  readonly effects: readonly CallEffect[];
}

/** How a machine steps: `stepCall`, or a broken one that shows that an invariant can fail. */
export type Stepping = (snapshot: CallSnapshot, event: CallEvent) => Step;

export interface Agent {
  readonly device: Exclude<Device, 'E'>;
  readonly call: CallNumber;
  readonly role: Role;
  readonly initial: LocalState;
  readonly step: Stepping;
}

export function createAgent(
  device: Agent['device'],
  call: CallNumber,
  policy: Policy,
  step: Stepping = stepCall,
): Agent {
  const role = device === 'A' ? 'caller' : 'callee';
  const { snapshot } = startCall(role, { policy, omemo: 'enabled', presence: 'shared', occasion: 'call' });
  return {
    device,
    call,
    role,
    step,
    initial: { machine: snapshot, bound: undefined, arrived: undefined, remote: undefined },
  };
}

/** One step of one end. What the data plane writes down follows from the orders, as in src/call/data-plane.ts. */
export function stepAgent(agent: Agent, state: LocalState, happening: Happening): LocalStep {
  const { snapshot: machine, effects } = agent.step(state.machine, happening.event);
  const ordered = (kind: CallEffect['kind']) => effects.some((effect) => effect.kind === kind);
  // An ended call holds nothing: all ends of an agent are one state.
  if (machine.ended) return { state: { machine, bound: undefined, arrived: undefined, remote: undefined }, effects };
  const bound = ordered('pinDevice') ? happening.announced : state.bound;
  const arrived = ordered('decryptFingerprints') ? happening.ciphertext : state.arrived;
  const takesPlain = happening.plain !== undefined && (ordered('createAnswer') || ordered('applyAnswer'));
  return { state: { machine, bound, arrived, remote: takesPlain ? happening.plain : state.remote }, effects };
}

/**
 * The decryption that an end waits for, if it waits for one: the outcome for a ciphertext that was or was not opened
 * before.
 *
 * @param others  certificates of the same peer account in this device's other live calls
 */
export function decryptAt(
  agent: Agent,
  state: LocalState,
  wasOpened: boolean,
  others: readonly ModelCertificate[],
): LocalStep & { readonly opened: boolean } {
  const { arrived } = state;
  const refused = () => stepAgent(agent, state, { event: { type: 'omemo.refused' } });
  if (arrived === undefined) return { ...refused(), opened: false };
  const { certificate, from, to } = arrived;
  const isExpected = to === agent.device && (state.bound === undefined || state.bound === from);
  if (!isExpected || wasOpened) return { ...refused(), opened: false };
  const isOwn = certificate.device === agent.device;
  if (isOwn || others.some((other) => isSameModelCertificate(other, certificate)))
    return { ...refused(), opened: true };
  const { state: next, effects } = stepAgent(agent, state, { event: { type: 'omemo.decrypted', trust: 'blind' } });
  const kept = next.machine.ended ? next : { ...next, bound: from, arrived: undefined, remote: certificate };
  return { state: kept, effects, opened: true };
}

function isSameModelCertificate(one: ModelCertificate, other: ModelCertificate): boolean {
  return one.device === other.device && one.call === other.call;
}

/** Whether an end shows its call as authenticated. */
export function showsAuthenticated({ machine }: LocalState): boolean {
  const { sent, received, trust } = machine.context;
  const isAccepted = machine.state === 'initiated.applying' || machine.state.startsWith('established');
  return isAccepted && sent === 'encrypted' && received === 'encrypted' && trust !== 'distrusted';
}
