/**
 * Who is in the model and what travels between them: devices, calls, certificates, ciphertexts, and every message that
 * an honest device or the attacker can send.
 *
 * Finite, so that a message is a number.
 */
import type { Policy } from '../../machines/context.ts';
import { invariant } from '../../src/base/errors.ts';

/**
 * Devices of account A and of account B, and `E`: the attacker's, an OMEMO device that either account lists. A device
 * is also the resource that speaks for it.
 */
export type HonestDevice = 'A' | 'B' | 'B1' | 'B2' | 'B3';
export type Device = HonestDevice | 'E';

/** Session ids are in the order of their numbers, which tie-breaks go by. */
export type CallNumber = 1 | 2;

export interface ModelCall {
  readonly number: CallNumber;
  readonly caller: HonestDevice;
  readonly callees: readonly HonestDevice[];
  /** Without a proposal, from one resource to another. */
  readonly direct?: boolean;
}

/** A DTLS certificate: each honest device has one of its own in each call. */
export interface Certificate {
  readonly device: Device;
  readonly call: CallNumber;
}

/** A fingerprint encrypted by one device for another. It opens once, and names who made it. */
export interface Ciphertext {
  readonly from: Device;
  readonly to: Device;
  readonly certificate: Certificate;
}

export type Inside =
  | { readonly protection: 'encrypted'; readonly ciphertext: Ciphertext }
  | { readonly protection: 'plain'; readonly certificate: Certificate }
  | { readonly protection: 'mixed' };

export type Content =
  | { readonly kind: 'bounce' | 'ownProceed' | 'ownReject' | 'propose' | 'requestFailed' | 'retract' | 'ringing' }
  | { readonly kind: 'terminate' | 'transportInfo' }
  /** An error for our request: theirs crossed it, and goes on. */
  | { readonly kind: 'crossed' }
  | { readonly kind: 'proceed'; readonly announced: Device | 'invalid' | 'none' }
  | { readonly kind: 'reject'; readonly outcome: 'declined' | 'tieBreak' }
  | { readonly kind: 'finish'; readonly outcome: 'finished' | 'migrated' }
  | { readonly kind: 'answer' | 'offer'; readonly inside: Inside };

export interface Message {
  readonly to: HonestDevice;
  readonly call: CallNumber;
  readonly content: Content;
}

/** What a system is made of. */
export interface Setting {
  readonly name: string;
  readonly policy: Policy;
  readonly devices: readonly HonestDevice[];
  readonly calls: readonly ModelCall[];
  /** Whether, in crossing proposals, the loser's covers what the winner asks for. */
  readonly media: 'covered' | 'more';
}

const ATTACKERS_CERTIFICATE: Certificate = { device: 'E', call: 1 };

/** Equal for equal values, and readable. */
export function nameOf(certificate: Certificate): string {
  return certificate.device === 'E'
    ? "the attacker's certificate"
    : `${certificate.device}'s of call ${certificate.call}`;
}

export function isSame(one: Certificate, other: Certificate): boolean {
  return one.device === other.device && (one.device === 'E' || one.call === other.call);
}

/** What honest devices can encrypt for one another: in each call the caller's offer, and each callee's answer. */
function honestCiphertexts({ calls }: Setting): readonly Ciphertext[] {
  return calls.flatMap(({ number: call, caller, callees }) =>
    callees.flatMap((callee): Ciphertext[] => [
      { from: caller, to: callee, certificate: { device: caller, call } },
      { from: callee, to: caller, certificate: { device: callee, call } },
    ]),
  );
}

/** Every message there is. Those the attacker can make at any time are `forgeable`. */
export interface Alphabet {
  readonly messages: readonly Message[];
  readonly forgeable: readonly boolean[];
  /** For each message, the ciphertext in it, as a number; -1 for none or the attacker's own. */
  readonly carries: Int32Array;
  readonly ciphertexts: readonly Ciphertext[];
  numberOf(message: Message): number;
  /** The ciphertext in a message as a bit of a word; 0 for none or the attacker's own. */
  bitOf(message: number): number;
}

const MOST_CIPHERTEXTS = 32;

export function createAlphabet(setting: Setting): Alphabet {
  const ciphertexts = honestCiphertexts(setting);
  invariant(ciphertexts.length <= MOST_CIPHERTEXTS, 'a word has a bit for each ciphertext');
  const messages = setting.calls.flatMap((call) => [
    ...contentsToCaller(call, ciphertexts).map((content) => ({ to: call.caller, call: call.number, content })),
    ...call.callees.flatMap((to) =>
      contentsToCallee(call, to, ciphertexts).map((content) => ({ to, call: call.number, content })),
    ),
  ]);
  const numbers = new Map(messages.map((message, number) => [keyOf(message), number]));
  const carries = Int32Array.from(messages, ({ content }) => carriedBy(content, ciphertexts));
  return {
    messages,
    ciphertexts,
    carries,
    forgeable: messages.map((_, number) => carries[number] === -1),
    numberOf: (message) => numbers.get(keyOf(message)) ?? -1,
    bitOf: (message) => {
      const ciphertext = carries[message] ?? -1;
      return ciphertext === -1 ? 0 : 1 << ciphertext;
    },
  };
}

function contentsToCaller(call: ModelCall, ciphertexts: readonly Ciphertext[]): readonly Content[] {
  const { number, caller, callees, direct = false } = call;
  const answers = insides(caller, callees, number, ciphertexts).map((inside): Content => ({ kind: 'answer', inside }));
  if (direct) return [{ kind: 'crossed' }, ...COMMON, ...answers];
  const announced = [...callees, 'E', 'none', 'invalid'] as const;
  return [
    { kind: 'ringing' },
    ...announced.map((device): Content => ({ kind: 'proceed', announced: device })),
    { kind: 'reject', outcome: 'declined' },
    { kind: 'reject', outcome: 'tieBreak' },
    { kind: 'bounce' },
    ...COMMON,
    ...answers,
  ];
}

function contentsToCallee(
  { number, caller, callees, direct = false }: ModelCall,
  callee: HonestDevice,
  ciphertexts: readonly Ciphertext[],
): readonly Content[] {
  const offers = insides(callee, [caller], number, ciphertexts).map((inside): Content => ({ kind: 'offer', inside }));
  if (direct) return [...COMMON, ...offers];
  const siblings: readonly Content[] = callees.length > 1 ? [{ kind: 'ownProceed' }, { kind: 'ownReject' }] : [];
  return [{ kind: 'propose' }, { kind: 'retract' }, ...siblings, ...COMMON, ...offers];
}

const COMMON: readonly Content[] = [
  { kind: 'finish', outcome: 'finished' },
  { kind: 'finish', outcome: 'migrated' },
  { kind: 'terminate' },
  { kind: 'requestFailed' },
  { kind: 'transportInfo' },
];

/** Descriptions for a device: plain ones of its peers or the attacker, a mixed one, and any ciphertext in its slot. */
function insides(
  to: HonestDevice,
  peers: readonly HonestDevice[],
  call: CallNumber,
  ciphertexts: readonly Ciphertext[],
): readonly Inside[] {
  const certificates = [...peers.map((device) => ({ device, call })), ATTACKERS_CERTIFICATE];
  const fromE: Ciphertext = { from: 'E', to, certificate: ATTACKERS_CERTIFICATE };
  return [
    ...certificates.map((certificate): Inside => ({ protection: 'plain', certificate })),
    { protection: 'mixed' },
    ...[...ciphertexts, fromE].map((ciphertext): Inside => ({ protection: 'encrypted', ciphertext })),
  ];
}

function carriedBy(content: Content, ciphertexts: readonly Ciphertext[]): number {
  if (!('inside' in content) || content.inside.protection !== 'encrypted') return -1;
  return ciphertexts.indexOf(content.inside.ciphertext);
}

/** A key that equal messages share. */
function keyOf({ to, call, content }: Message): string {
  return `${to} ${call} ${JSON.stringify(content)}`;
}
