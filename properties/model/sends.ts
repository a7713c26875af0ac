/** What a device sends, as messages: the effects of a step, addressed as src/call/call-wire.ts and a server do it. */
import type { CallEffect } from '../../machines/effects.ts';
import type { LiveCall } from './call-slot.ts';
import type { CallNumber, Content, Device, HonestDevice, Inside, Message, ModelCall } from './wire.ts';

/** The messages of a step's effects, carbons for the account's other devices included. */
export function messagesOf(
  effects: readonly CallEffect[],
  from: HonestDevice,
  call: ModelCall,
  live: LiveCall,
): readonly Message[] {
  return effects.flatMap((effect) => messagesOfEffect(effect, from, call, live));
}

export function requestFailed(to: HonestDevice, call: CallNumber): Message {
  return { to, call, content: { kind: 'requestFailed' } };
}

/** The answers to a direct offer that ours, or another call, goes before. */
export function refuseDirect(to: HonestDevice, call: CallNumber, how: 'refuseTieBreak' | 'terminateBusy'): Message {
  return { to, call, content: { kind: how === 'terminateBusy' ? 'terminate' : 'crossed' } };
}

/** The rejection of a proposal that lost to ours. */
export function rejectTieBreak(to: HonestDevice, call: CallNumber): Message {
  return { to, call, content: { kind: 'reject', outcome: 'tieBreak' } };
}

function messagesOfEffect(
  effect: CallEffect,
  from: HonestDevice,
  { number: call, caller, callees }: ModelCall,
  { bound }: LiveCall,
): readonly Message[] {
  const isCaller = from === caller;
  // Until a resource is latched, our words go to the account; then to the one resource. A proceed of nobody's own
  // device comes from the first callee.
  const latched = callees.find((callee) => callee === bound) ?? callees[0] ?? caller;
  const peer = isCaller ? latched : caller;
  const to = (receivers: readonly HonestDevice[], content: Content) =>
    receivers.map((receiver): Message => ({ to: receiver, call, content }));
  const siblings = isCaller ? [] : callees.filter((callee) => callee !== from);
  switch (effect.kind) {
    case 'sendPropose':
      return to(callees, { kind: 'propose' });
    case 'sendRinging':
      return to([caller], { kind: 'ringing' });
    case 'sendProceed': {
      const announced = effect.device === 'own' ? from : 'none';
      return [...to([caller], { kind: 'proceed', announced }), ...to(siblings, { kind: 'ownProceed' })];
    }
    case 'sendReject':
      return [...to([caller], { kind: 'reject', outcome: 'declined' }), ...to(siblings, { kind: 'ownReject' })];
    case 'sendRetract':
    case 'sendTieBreakRetract':
      return to(bound === undefined ? callees : [latched], { kind: 'retract' });
    case 'sendFinish':
      return to([peer], { kind: 'finish', outcome: effect.reason === 'migrated' ? 'migrated' : 'finished' });
    case 'sendSessionInitiate':
      return to([peer], { kind: 'offer', inside: insideOf(effect.protection, from, call, bound) });
    case 'sendSessionAccept':
      return to([peer], { kind: 'answer', inside: insideOf(effect.protection, from, call, bound) });
    case 'sendSessionTerminate':
      return to([peer], { kind: 'terminate' });
    default:
      return [];
  }
}

/** What was encrypted for the attacker's device is nothing an honest one can open: the model has no message for it. */
function insideOf(
  protection: 'encrypted' | 'plain',
  from: HonestDevice,
  call: CallNumber,
  bound: Device | undefined,
): Inside {
  const certificate = { device: from, call };
  if (protection === 'plain') return { protection, certificate };
  return { protection, ciphertext: { from, to: bound ?? 'E', certificate } };
}
