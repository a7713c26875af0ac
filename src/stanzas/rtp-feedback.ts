/**
 * RTCP feedback of a payload type, or of a whole description.
 *
 * An `<rtcp-fb/>` that carries parameters of its own is not read: without them it would mean something else, so that it
 * stays an unknown child and is carried, not applied.
 *
 * Spec: XEP-0293 1.0.2 #elements; RFC 4585 #4.2.
 */
import { RTP_LIMITS } from '../base/limits.ts';
import type { Result } from '../base/result.ts';
import { ok } from '../base/result.ts';
import type { XmlElement } from '../xml/element.ts';
import { element } from '../xml/element.ts';
import { NS_RTP_FEEDBACK } from '../xml/namespaces.ts';
import { childElements, isNamed } from '../xml/read.ts';
import type { ChildMatch } from './fields.ts';
import { many, optional, readAttributes, required } from './fields.ts';
import { integerBetween, token } from './grammar.ts';
import type { Malformed } from './malformed.ts';
import type { RtpFeedback } from './rtp.ts';

const anyFeedback: ChildMatch = {
  name: 'rtcp-fb',
  matches: (child) =>
    (isNamed(child, NS_RTP_FEEDBACK, 'rtcp-fb') && childElements(child).length === 0) ||
    isNamed(child, NS_RTP_FEEDBACK, 'rtcp-fb-trr-int'),
};
const feedbackAttributes = {
  type: required(token(RTP_LIMITS.nameCharacters)),
  subtype: optional(token(RTP_LIMITS.nameCharacters)),
};
const intervalAttributes = { value: required(integerBetween(0, RTP_LIMITS.intervalMs)) };

function readFeedback(feedback: XmlElement, path: string): Result<RtpFeedback, Malformed> {
  if (feedback.name === 'rtcp-fb') {
    const attributes = readAttributes(feedback, path, feedbackAttributes);
    return attributes.ok ? ok({ kind: 'feedback', ...attributes.value }) : attributes;
  }
  const attributes = readAttributes(feedback, path, intervalAttributes);
  return attributes.ok ? ok({ kind: 'interval', milliseconds: attributes.value.value }) : attributes;
}

/** The feedback children of one element, of both kinds, in document order. */
export const feedbackChildren = many(anyFeedback, readFeedback, RTP_LIMITS.feedback);

export function writeFeedback(feedback: RtpFeedback): XmlElement {
  if (feedback.kind === 'interval') {
    return element(NS_RTP_FEEDBACK, 'rtcp-fb-trr-int', { value: String(feedback.milliseconds) });
  }
  return element(NS_RTP_FEEDBACK, 'rtcp-fb', { type: feedback.type, subtype: feedback.subtype });
}
