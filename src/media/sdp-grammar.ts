/**
 * What each field of an SDP line may hold. SDP separates by white space and line ends, so a value that holds either
 * could end its line and start another: a peer's ICE password would become a second fingerprint.
 *
 * The codecs of `stanzas/` have checked most of this already. It is checked again where the text is made, because the
 * text is what the engine believes. Knows nothing of descriptions: fields only.
 *
 * Spec: RFC 8866 #9; RFC 8839 #5; RFC 8122 #5; RFC 8285 #5; RFC 4585 #4.2; RFC 5576 #4; RFC 8830 #2.
 */
import { ICE_LIMITS, JINGLE_LIMITS, RTP_LIMITS } from '../base/limits.ts';
import type { Err, Result } from '../base/result.ts';
import { err, ok } from '../base/result.ts';
import { parseCandidateAddress } from '../stanzas/address.ts';
import { DTLS_HASHES } from '../stanzas/dtls.ts';
import type { Grammar } from '../stanzas/grammar.ts';
import { iceChars, oneOf, token } from '../stanzas/grammar.ts';
import type { ContentName } from '../stanzas/identifiers.ts';
import { parseContentName } from '../stanzas/identifiers.ts';

const { nameCharacters, parameterValueCharacters, uriCharacters } = RTP_LIMITS;
const { wordCharacters } = JINGLE_LIMITS;
const { ufragCharacters, pwdCharacters, foundationCharacters, optionCharacters } = ICE_LIMITS;

/** At most so many characters of one class, at least one. */
function matching(pattern: RegExp, mostCharacters: number): Grammar<string> {
  return (text) => (text.length <= mostCharacters && pattern.test(text) ? text : undefined);
}

/** Each field that text of a peer can reach, with what it may hold. */
const TEXTS = {
  mid: parseContentName,
  groupSemantics: token(wordCharacters),
  ufrag: iceChars(ufragCharacters.least, ufragCharacters.most),
  pwd: iceChars(pwdCharacters.least, pwdCharacters.most),
  iceOption: iceChars(1, optionCharacters),
  fingerprintHash: oneOf(DTLS_HASHES),
  fingerprintValue: matching(/^[0-9A-F]{2}(?::[0-9A-F]{2})*$/, parameterValueCharacters),
  setup: oneOf(['active', 'passive', 'actpass']),
  media: oneOf(['audio', 'video']),
  codecName: token(nameCharacters),
  /** Printable, but no `;`, which ends a parameter, and no `=`, which ends its name. */
  parameterName: matching(/^[!-:<>-~]+$/, nameCharacters),
  parameterValue: matching(/^[!-:<-~]+$/, parameterValueCharacters),
  /** One without a name, such as the `0-15` of telephone-event: with a `=` it would read back as something else. */
  bareParameter: matching(/^[!-:<>-~]+$/, parameterValueCharacters),
  feedbackType: token(nameCharacters),
  feedbackSubtype: token(nameCharacters),
  extensionUri: matching(/^[!-~]+$/, uriCharacters),
  sourceParameter: token(nameCharacters),
  sourceValue: matching(/^[!-~]+$/, parameterValueCharacters),
  /** The only value with a space in it: the stream, then the track. */
  msid: matching(/^[!-~]+(?: [!-~]+)?$/, parameterValueCharacters),
  sourceGroupSemantics: token(nameCharacters),
  foundation: iceChars(1, foundationCharacters),
  candidateType: oneOf(['host', 'srflx', 'prflx', 'relay']),
  candidateProtocol: oneOf(['udp', 'tcp']),
  address: parseCandidateAddress,
  tcpType: oneOf(['active', 'passive', 'so']),
} as const satisfies Record<string, Grammar<string>>;

/** The numbers, each with its lowest and highest value: a `number` can also be NaN, a fraction or 1e21. */
const NUMBERS = {
  payloadType: [0, 127],
  clockRate: [1, RTP_LIMITS.clockRate],
  channels: [1, RTP_LIMITS.channels],
  packetTime: [1, RTP_LIMITS.packetMs],
  feedbackInterval: [0, RTP_LIMITS.intervalMs],
  /** RFC 8285 #4.3, #5: up to 255 on the wire; 4096 to 4351 stand for numbers that the answer will choose. */
  extensionId: [1, 4351],
  ssrc: [0, RTP_LIMITS.ssrc],
  component: [1, 2],
  priority: [1, ICE_LIMITS.priority],
  port: [0, 65_535],
  generation: [0, ICE_LIMITS.generation],
  network: [0, ICE_LIMITS.network],
} as const satisfies Record<string, readonly [number, number]>;

export type SdpText = keyof typeof TEXTS;
export type SdpNumber = keyof typeof NUMBERS;
/** `rtpmap`: a codec without name or clock rate under a number that does not imply them. */
export type SdpField = SdpText | SdpNumber | 'rtpmap';

/** A value that SDP has no room for. The value itself stays out: it is a peer's text. */
export interface SdpWriteFault {
  readonly kind: 'outsideGrammar';
  readonly field: SdpField;
  /** Undefined for what belongs to no single content. */
  readonly contentName: ContentName | undefined;
}

/** Hands values on and notes the first that does not fit; what was written with it is then thrown away whole. */
export interface FieldChecker {
  text(field: SdpText, value: string): string;
  number(field: SdpNumber, value: number): string;
  /** Notes a fault that is no single value's. */
  refuse(field: SdpField): void;
  /** `value`, unless something did not fit. */
  result<T>(value: T): Result<T, SdpWriteFault>;
}

export function fieldChecker(contentName: ContentName | undefined): FieldChecker {
  let fault: Err<SdpWriteFault> | undefined;
  function refuse(field: SdpField): void {
    fault ??= err({ kind: 'outsideGrammar', field, contentName });
  }
  return {
    refuse,
    text(field, value) {
      if (TEXTS[field](value) === undefined) refuse(field);
      return value;
    },
    number(field, value) {
      const [least, most] = NUMBERS[field];
      if (!Number.isInteger(value) || value < least || value > most) refuse(field);
      return String(value);
    },
    result: (value) => fault ?? ok(value),
  };
}
