/**
 * A session description as the SDP text an engine takes.
 *
 * Every `a=` line but `group` is of one media section: a fingerprint, credentials or extensions at session level would
 * hold for sections that never had them. One fingerprint per section, because engines disagree on which of two counts.
 * What SDP has no place for (unknown extensions, SDES `<encryption/>`, candidate ids, a source that says nothing of
 * itself) is left out; a value that would break a line refuses the whole.
 *
 * Spec: RFC 8866 #9; RFC 8829 #5; RFC 8839 #5; RFC 8840 #8.2; RFC 8122 #5; RFC 5888; RFC 5576; RFC 8285; RFC 4585; RFC
 * 5761; the mapping: XEP-0167 1.2.3 #sdp, XEP-0293 1.0.2 #sdp-mapping, XEP-0294 1.1.2 #sdp-mapping, XEP-0338 1.0.0
 * #sdp, XEP-0339 1.0.1 #sdp.
 */
import { invariant } from '../base/errors.ts';
import type { Result } from '../base/result.ts';
import type { JingleGroup, JingleRole } from '../stanzas/jingle.ts';
import type { ContentName } from '../stanzas/identifiers.ts';
import type { MediaKind, RtpDescription, RtpFeedback, RtpPayloadType, RtpSource } from '../stanzas/rtp.ts';
import { candidateLine } from './candidate.ts';
import { directionOf } from './direction.ts';
import type { DescribedContent, SessionDescription } from './port.ts';
import type { FieldChecker, SdpWriteFault } from './sdp-grammar.ts';
import { fieldChecker } from './sdp-grammar.ts';

/** A section whose content is over. SDP keeps its place: RFC 8829 #5.2.2. */
export interface ClosedSection {
  readonly name: ContentName;
  readonly media: MediaKind;
}

/**
 * The description as SDP with CRLF line ends, or the first field that has no place in one.
 *
 * @param author  the role of the side that the description is of: SDP says *send* where Jingle names the sender
 */
export function writeSdp(description: SessionDescription, author: JingleRole): Result<string, SdpWriteFault> {
  return writeSections(description.contents, description.groups, author);
}

/** The same of a session that has lost contents: each section in its place, those of lost ones with port 0. */
export function writeSections(
  sections: readonly (ClosedSection | DescribedContent)[],
  groups: readonly JingleGroup[],
  author: JingleRole,
): Result<string, SdpWriteFault> {
  const groupFields = fieldChecker(undefined);
  const lines = ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 't=0 0'];
  for (const { semantics, contentNames } of groups) {
    const names = contentNames.map((name) => groupFields.text('mid', name));
    lines.push(
      ['a=group:', groupFields.text('groupSemantics', semantics), ...names.map((name) => ` ${name}`)].join(''),
    );
  }
  for (const section of sections) {
    const check = fieldChecker(section.name);
    lines.push(...('transport' in section ? sectionLines(section, author, check) : closedLines(section, check)));
    const checked = check.result(undefined);
    if (!checked.ok) return checked;
  }
  const text = groupFields.result(lines.map((line) => `${line}\r\n`).join(''));
  // The last gate: whatever the grammars above forgot, no line has become two.
  if (text.ok) invariant(/^(?:[a-z]=[ -~]*\r\n)+$/.test(text.value), 'SDP is one field a line, in printable ASCII');
  return text;
}

/** No direction: werift takes an inactive section for a wish to renominate, and misses an ICE restart beside it. */
function closedLines({ name, media }: ClosedSection, check: FieldChecker): readonly string[] {
  return [
    `m=${check.text('media', media)} 0 UDP/TLS/RTP/SAVPF 0`,
    'c=IN IP4 0.0.0.0',
    `a=mid:${check.text('mid', name)}`,
  ];
}

function sectionLines(content: DescribedContent, author: JingleRole, check: FieldChecker): readonly string[] {
  const { description, transport, senders } = content;
  const { hash, value, setup } = transport.fingerprint;
  const ids = description.payloadTypes.map(({ id }) => check.number('payloadType', id));
  const options = transport.options.map((option) => check.text('iceOption', option));
  return [
    // The port and address of trickle ICE: the real ones are in the candidates. RFC 8840 #4.1.
    `m=${check.text('media', description.media)} 9 UDP/TLS/RTP/SAVPF ${ids.join(' ')}`,
    'c=IN IP4 0.0.0.0',
    'a=rtcp:9 IN IP4 0.0.0.0',
    `a=ice-ufrag:${check.text('ufrag', transport.credentials.ufrag)}`,
    `a=ice-pwd:${check.text('pwd', transport.credentials.pwd)}`,
    ...(options.length > 0 ? [`a=ice-options:${options.join(' ')}`] : []),
    `a=fingerprint:${check.text('fingerprintHash', hash)} ${check.text('fingerprintValue', value)}`,
    `a=setup:${check.text('setup', setup)}`,
    `a=mid:${check.text('mid', content.name)}`,
    `a=${directionOf(senders, author)}`,
    ...(description.rtcpMux ? ['a=rtcp-mux'] : []),
    ...extensionLines(description, author, check),
    ...description.payloadTypes.flatMap((payloadType) => payloadTypeLines(payloadType, check)),
    ...description.feedback.map((feedback) => feedbackLine('*', feedback, check)),
    ...packetTimeLines(description.payloadTypes, check),
    ...sourceLines(description, check),
    ...transport.candidates.map((candidate) => `a=${candidateLine(candidate, check)}`),
    ...(transport.gatheringComplete ? ['a=end-of-candidates'] : []),
  ];
}

function extensionLines(description: RtpDescription, author: JingleRole, check: FieldChecker): readonly string[] {
  const lines = description.headerExtensions.map(({ id, uri, senders }) => {
    const direction = senders === 'both' ? '' : `/${directionOf(senders, author)}`;
    return `a=extmap:${check.number('extensionId', id)}${direction} ${check.text('extensionUri', uri)}`;
  });
  return description.extmapAllowMixed ? ['a=extmap-allow-mixed', ...lines] : lines;
}

function payloadTypeLines(payloadType: RtpPayloadType, check: FieldChecker): readonly string[] {
  const { id, name, clockRate, channels, parameters, feedback } = payloadType;
  const lines: string[] = [];
  if (name !== undefined && clockRate !== undefined) {
    // One channel is what no channel means, in both formats: left out, as everyone does.
    const suffix = channels === undefined || channels === 1 ? '' : `/${check.number('channels', channels)}`;
    const codec = `${check.text('codecName', name)}/${check.number('clockRate', clockRate)}${suffix}`;
    lines.push(`a=rtpmap:${id} ${codec}`);
  } else if (id >= LOWEST_DYNAMIC_ID) {
    check.refuse('rtpmap');
  }
  if (parameters.length > 0) {
    lines.push(`a=fmtp:${id} ${parameters.map((parameter) => formatParameter(parameter, check)).join(';')}`);
  }
  return [...lines, ...feedback.map((entry) => feedbackLine(String(id), entry, check))];
}

/** RFC 3551 #6: from here on a number says nothing about its codec. */
const LOWEST_DYNAMIC_ID = 35;

/**
 * A parameter without name is how Jingle carries what has no `=`, such as the `0-15` of telephone-event; one without
 * value is a flag.
 */
function formatParameter({ name, value }: RtpPayloadType['parameters'][number], check: FieldChecker): string {
  if (name === '') return check.text('bareParameter', value);
  if (value === '') return check.text('parameterName', name);
  return `${check.text('parameterName', name)}=${check.text('parameterValue', value)}`;
}

function feedbackLine(id: string, feedback: RtpFeedback, check: FieldChecker): string {
  if (feedback.kind === 'interval') {
    return `a=rtcp-fb:${id} trr-int ${check.number('feedbackInterval', feedback.milliseconds)}`;
  }
  const subtype = feedback.subtype === undefined ? '' : ` ${check.text('feedbackSubtype', feedback.subtype)}`;
  return `a=rtcp-fb:${id} ${check.text('feedbackType', feedback.type)}${subtype}`;
}

/**
 * Jingle has packet times per payload type, SDP one for the section. The first `ptime` is taken, since the first
 * payload type is the preferred one, and of the maxima the smallest, which breaks none. Zero, which SDP forbids, says
 * nothing.
 */
function packetTimeLines(payloadTypes: readonly RtpPayloadType[], check: FieldChecker): readonly string[] {
  const time = payloadTypes.map(({ pTime }) => pTime ?? 0).find((ms) => ms !== 0);
  const maxima = payloadTypes.map(({ maxPTime }) => maxPTime ?? 0).filter((ms) => ms !== 0);
  return [
    ...(time === undefined ? [] : [`a=ptime:${check.number('packetTime', time)}`]),
    ...(maxima.length === 0 ? [] : [`a=maxptime:${check.number('packetTime', Math.min(...maxima))}`]),
  ];
}

function sourceLines(description: RtpDescription, check: FieldChecker): readonly string[] {
  const { sources, sourceGroups } = description;
  const groups = sourceGroups.map(({ semantics, ssrcs }) => {
    const ids = ssrcs.map((ssrc) => ` ${check.number('ssrc', ssrc)}`).join('');
    return `a=ssrc-group:${check.text('sourceGroupSemantics', semantics)}${ids}`;
  });
  const lines = sources.flatMap(({ ssrc, parameters }) =>
    parameters.map(({ name, value }) => {
      const attribute = check.text('sourceParameter', name);
      if (value === undefined || value === '') return `a=ssrc:${check.number('ssrc', ssrc)} ${attribute}`;
      return `a=ssrc:${check.number('ssrc', ssrc)} ${attribute}:${check.text(valueFieldOf(name), value)}`;
    }),
  );
  return [...groups, ...lines, ...mediaStreamLines(sources, check)];
}

function valueFieldOf(name: string): 'msid' | 'sourceValue' {
  return name === 'msid' ? 'msid' : 'sourceValue';
}

/**
 * The section's own `msid`, where all sources agree on one. Jingle has it per source only, and Firefox reads no other
 * than the section's. RFC 8830 #2.
 */
function mediaStreamLines(sources: readonly RtpSource[], check: FieldChecker): readonly string[] {
  const values = sources.flatMap(({ parameters }) => parameters.filter(({ name }) => name === 'msid'));
  const [value, ...others] = new Set(values.map((parameter) => parameter.value ?? ''));
  return value === undefined || value === '' || others.length > 0 ? [] : [`a=msid:${check.text('msid', value)}`];
}
