/**
 * One device in the model: all its calls, and what is decided between them, as src/call does it around the machines.
 *
 * A device is a whole: nothing it does depends on anything but its own state and what it is handed. So it is an
 * automaton of its own, and the product only puts automata and a network side by side.
 */
import { decideDirectCall, decideEarlyWord, decideProposal, standingOf } from '../../machines/between-calls.ts';
import type { ProposalFacts, Standing } from '../../machines/between-calls.ts';
import type { Occasion } from '../../machines/context.ts';
import type { CallEvent } from '../../machines/events.ts';
import type { Role } from '../../machines/step.ts';
import { AS_THEY_ARE, beginCall, keyOfCall, stepLive } from './call-slot.ts';
import type { Arrival, CallStep, LiveCall, Running } from './call-slot.ts';
import { eventOf } from './events-of.ts';
import { hasProceeded, isRepeated, REQUESTS, standingTowardsProposal } from './routing.ts';
import { messagesOf, refuseDirect, rejectTieBreak, requestFailed } from './sends.ts';
import type { CallNumber, Content, HonestDevice, Message, ModelCall, Setting } from './wire.ts';
import { isSame } from './wire.ts';

/** `absent`: nobody has proposed it yet. Of a call that is over only the id is remembered, and what was shown. */
export type Slot = LiveCall | 'absent' | 'over' | 'overShown';

export interface DeviceState {
  /** In the order of the setting's calls. */
  readonly slots: readonly Slot[];
  /** Who made each ciphertext that was opened here, by name: each opens once. */
  readonly opened: readonly string[];
}

export interface DeviceStep {
  readonly state: DeviceState;
  readonly sends: readonly Message[];
  readonly violation: string | undefined;
}

/** What a device can do by itself in one of its calls. */
export type OwnAct = { readonly kind: 'decrypt' | 'place' } | { readonly kind: 'event'; readonly event: CallEvent };

export function isLive(slot: Slot | undefined): slot is LiveCall {
  return typeof slot === 'object';
}

export function keyOfDevice({ slots, opened }: DeviceState): string {
  return [...slots.map((slot) => (isLive(slot) ? keyOfCall(slot) : slot)), ...opened].join('|');
}

export class ModelDevice {
  readonly name: HonestDevice;
  readonly initial: DeviceState;
  readonly #setting: Setting;
  readonly #running: Running;

  constructor(name: HonestDevice, setting: Setting, running: Running = AS_THEY_ARE) {
    this.name = name;
    this.#setting = setting;
    this.#running = running;
    this.initial = { slots: setting.calls.map(() => 'absent'), opened: [] };
  }

  /** Does something of its own accord; undefined where it cannot. */
  act(state: DeviceState, call: CallNumber, act: OwnAct): DeviceStep | undefined {
    const slot = this.#slotOf(state, call);
    switch (act.kind) {
      case 'place':
        return slot === 'absent' && this.#isCaller(call) && !state.slots.some(isLive)
          ? this.#begin(state, call, 'caller', this.#isDirect(call) ? 'direct' : 'call')
          : undefined;
      case 'decrypt':
        return isLive(slot) && slot.arrived !== undefined && this.#running.expects(slot.machine, 'omemo.decrypted')
          ? this.#decrypt(state, call, slot)
          : undefined;
      case 'event':
        if (!isLive(slot)) return undefined;
        return act.event.type === 'local.migrate'
          ? this.#migrate(state, call, act.event)
          : this.#advance(state, call, act.event, {});
    }
  }

  /** Takes a message; undefined where it changes nothing and is not answered. */
  receive(state: DeviceState, { call, content }: Message): DeviceStep | undefined {
    const slot = this.#slotOf(state, call);
    if (content.kind === 'propose') return slot === 'absent' ? this.#takeProposal(state, call) : undefined;
    const begins = content.kind === 'offer' && slot === 'absent' && this.#isDirect(call);
    if (begins) return this.#takeDirect(state, call, content);
    if (!isLive(slot)) return this.#takeWithoutCall(state, call, content);
    const isRequest = REQUESTS.has(content.kind);
    if (isRequest && !hasProceeded(slot)) return this.#answerUnknown(state, call, content);
    if (isRepeated(slot, content)) return undefined;
    const own = { device: this.name, call };
    const { event, arrival } = eventOf(content, slot, this.#othersCertificates(state, call), own);
    const step = this.#advance(state, call, event, arrival);
    const isRefused = 'inside' in content && step.refused;
    return isRefused ? { ...step, sends: [...step.sends, requestFailed(this.#peerOf(call, slot), call)] } : step;
  }

  #takeProposal(state: DeviceState, call: CallNumber): DeviceStep | undefined {
    const facts = this.#proposalFacts(state, call);
    const related = this.#relatedCall(state);
    switch (decideProposal(facts)) {
      case 'ignore':
      case 'miss':
      case 'rejectBusy':
        return undefined;
      case 'ring':
        return this.#begin(state, call, 'callee', 'call');
      case 'offerMigration':
        return this.#begin(state, call, 'callee', 'migration');
      case 'rejectTieBreak': {
        const sends = [rejectTieBreak(this.#modelCall(call).caller, call)];
        return { state: withSlot(this.#setting, state, call, 'over'), sends, violation: undefined };
      }
      case 'replace':
      case 'replaceAsking': {
        if (related === undefined) return undefined;
        const ended = this.#advance(state, related, { type: 'between.replaced' }, {});
        const occasion = facts.media === 'covered' ? 'replacement' : 'call';
        return join(ended, this.#begin(ended.state, call, 'callee', occasion));
      }
    }
  }

  #takeDirect(state: DeviceState, call: CallNumber, content: Content): DeviceStep | undefined {
    const related = this.#relatedCall(state);
    const slot = related === undefined ? undefined : this.#slotOf(state, related);
    const standing = isLive(slot) ? standingOf(slot.machine) : 'none';
    const decision = decideDirectCall({
      sessionId: 'new',
      offer: 'fit',
      whenCalledDirectly: 'ring',
      sender: 'contact',
      withContact: standing === 'taken' ? 'running' : standing,
      wins: related !== undefined && related < call ? 'ours' : 'theirs',
      media: this.#setting.media,
      room: 'free',
      withOthers: 'none',
      whenBusy: 'reject',
    });
    if (decision === 'refuse') return this.#answerUnknown(state, call, content);
    if (decision === 'terminateBusy' || decision === 'refuseTieBreak') {
      const sends = [refuseDirect(this.#modelCall(call).caller, call, decision)];
      return { state: withSlot(this.#setting, state, call, 'over'), sends, violation: undefined };
    }
    const replaces = decision !== 'ring' && related !== undefined;
    const before: DeviceStep = replaces
      ? this.#advance(state, related, { type: 'between.replaced' }, {})
      : { state, sends: [], violation: undefined };
    const occasion = decision === 'replace' ? 'directReplacement' : 'direct';
    const begun = join(before, this.#begin(before.state, call, 'callee', occasion));
    const live = this.#slotOf(begun.state, call);
    if (!isLive(live)) return begun;
    const own = { device: this.name, call };
    const { event, arrival } = eventOf(content, live, this.#othersCertificates(begun.state, call), own);
    return join(begun, this.#advance(begun.state, call, event, arrival));
  }

  #isDirect(call: CallNumber): boolean {
    return this.#modelCall(call).direct === true;
  }

  #proposalFacts(state: DeviceState, call: CallNumber): ProposalFacts {
    const related = this.#relatedCall(state);
    const slot = related === undefined ? undefined : this.#slotOf(state, related);
    return {
      sessionId: this.#slotOf(state, call) === 'absent' ? 'new' : 'known',
      withContact: isLive(slot) ? standingTowardsProposal(slot) : 'none',
      wins: related !== undefined && related < call ? 'ours' : 'theirs',
      media: this.#setting.media,
      room: 'free',
      withOthers: 'none',
      whenBusy: 'reject',
      presence: 'shared',
    };
  }

  /** The call with the same contact, which all here are, that is furthest on. */
  #relatedCall(state: DeviceState): CallNumber | undefined {
    const numbers = this.#setting.calls.map(({ number }) => number);
    const standing = (number: CallNumber) => {
      const slot = this.#slotOf(state, number);
      return isLive(slot) ? BY_IMPORTANCE.indexOf(standingOf(slot.machine)) : BY_IMPORTANCE.length;
    };
    const [first] = numbers.toSorted((one, other) => standing(one) - standing(other));
    return first !== undefined && standing(first) < BY_IMPORTANCE.length ? first : undefined;
  }

  /** A word about a call there is not: perhaps it overtook the proposal. */
  #takeWithoutCall(state: DeviceState, call: CallNumber, content: Content): DeviceStep | undefined {
    const slot = this.#slotOf(state, call);
    const own = content.kind === 'ownProceed' || content.kind === 'ownReject';
    const word = own ? 'answer' : content.kind === 'retract' ? 'retract' : 'other';
    const decision = decideEarlyWord({
      word,
      sender: own ? 'ours' : 'contact',
      sessionId: slot === 'absent' ? 'new' : 'known',
    });
    if (decision === 'remember') {
      return { state: withSlot(this.#setting, state, call, 'over'), sends: [], violation: undefined };
    }
    return this.#answerUnknown(state, call, content);
  }

  /** An offer or answer that there is no session for is answered with an error, which its sender waits for. */
  #answerUnknown(state: DeviceState, call: CallNumber, content: Content): DeviceStep | undefined {
    if (!('inside' in content)) return undefined;
    const { caller, callees } = this.#modelCall(call);
    const to = this.#isCaller(call) ? callees[0] : caller;
    return to === undefined ? undefined : { state, sends: [requestFailed(to, call)], violation: undefined };
  }

  #decrypt(state: DeviceState, call: CallNumber, slot: LiveCall): DeviceStep {
    const { arrived } = slot;
    const refused: CallEvent = { type: 'omemo.refused' };
    if (arrived === undefined) return this.#advance(state, call, refused, {});
    const name = JSON.stringify(arrived);
    const isExpected = arrived.to === this.name && (slot.bound === undefined || slot.bound === arrived.from);
    // The attacker encrypts anew as often as it likes; an honest ciphertext opens once.
    const isUsedUp = arrived.from !== 'E' && state.opened.includes(name);
    if (!isExpected || isUsedUp) return this.#advance(state, call, refused, {});
    const opened = { ...state, opened: arrived.from === 'E' ? state.opened : [...state.opened, name].toSorted() };
    const { certificate } = arrived;
    const known = [{ device: this.name, call }, ...this.#othersCertificates(state, call)];
    const isKnown = known.some((other) => isSame(other, certificate)) || certificate.device === this.name;
    if (isKnown) return this.#advance(opened, call, refused, {});
    return this.#advance(opened, call, { type: 'omemo.decrypted', trust: 'blind' }, { opened: arrived });
  }

  #migrate(state: DeviceState, call: CallNumber, event: CallEvent): DeviceStep | undefined {
    const offer = this.#slotOf(state, call);
    if (!isLive(offer) || !this.#running.expects(offer.machine, 'local.migrate')) return undefined;
    const running = this.#setting.calls.filter(({ number }) => {
      const slot = this.#slotOf(state, number);
      return number !== call && isLive(slot) && standingOf(slot.machine) !== 'asking';
    });
    let done: DeviceStep = { state, sends: [], violation: undefined };
    for (const { number } of running)
      done = join(done, this.#advance(done.state, number, { type: 'between.migrated' }, {}));
    return join(done, this.#advance(done.state, call, event, {}));
  }

  #advance(state: DeviceState, call: CallNumber, event: CallEvent, arrival: Arrival) {
    const slot = this.#slotOf(state, call);
    if (!isLive(slot)) return { state, sends: [], violation: undefined, refused: false };
    const step = stepLive(slot, event, arrival, this.#running);
    const refused = step.effects.some(({ kind }) => kind === 'refuse');
    return { ...this.#put(state, call, step), refused };
  }

  #begin(state: DeviceState, call: CallNumber, role: Role, occasion: Occasion): DeviceStep {
    return this.#put(state, call, beginCall(role, this.#setting.policy, occasion, this.#running));
  }

  #put(state: DeviceState, call: CallNumber, { call: live, effects, violation }: CallStep): DeviceStep {
    const slot = live.machine.ended ? (live.shown ? 'overShown' : 'over') : live;
    const sends = messagesOf(effects, this.name, this.#modelCall(call), live);
    return { state: withSlot(this.#setting, state, call, slot), sends, violation };
  }

  /** What a certificate must not be: that of another live call with the same account, either side's. */
  #othersCertificates(state: DeviceState, call: CallNumber) {
    return this.#setting.calls.flatMap(({ number }) => {
      const slot = this.#slotOf(state, number);
      if (number === call || !isLive(slot)) return [];
      return slot.remote === undefined ? [] : [slot.remote];
    });
  }

  #peerOf(call: CallNumber, { bound }: LiveCall): HonestDevice {
    const { caller, callees } = this.#modelCall(call);
    if (!this.#isCaller(call)) return caller;
    return callees.find((callee) => callee === bound) ?? callees[0] ?? caller;
  }

  #isCaller(call: CallNumber): boolean {
    return this.#modelCall(call).caller === this.name;
  }

  #modelCall(call: CallNumber): ModelCall {
    return this.#setting.calls[call - 1] as ModelCall;
  }

  #slotOf(state: DeviceState, call: CallNumber): Slot {
    return state.slots[call - 1] ?? 'absent';
  }
}

const BY_IMPORTANCE: readonly Standing[] = ['proposed', 'calling', 'yielding', 'taken', 'running', 'asking'];

function withSlot({ calls }: Setting, state: DeviceState, call: CallNumber, slot: Slot): DeviceState {
  return {
    ...state,
    slots: calls.map(({ number }, index) => (number === call ? slot : (state.slots[index] ?? 'absent'))),
  };
}

function join(first: DeviceStep, second: DeviceStep): DeviceStep {
  return { ...second, sends: [...first.sends, ...second.sends], violation: first.violation ?? second.violation };
}
