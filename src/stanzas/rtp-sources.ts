/**
 * Media sources of a description and how they belong together: SDP's `ssrc` and `ssrc-group`.
 *
 * Spec: XEP-0339 1.0.1 #sdp; RFC 5576 #4.
 */
import { RTP_LIMITS } from '../base/limits.ts';
import type { Result } from '../base/result.ts';
import { ok } from '../base/result.ts';
import type { XmlElement } from '../xml/element.ts';
import { element } from '../xml/element.ts';
import { NS_RTP_SOURCES } from '../xml/namespaces.ts';
import { atLeastOne, many, named, optional, readAttributes, readParts, required } from './fields.ts';
import { freeText, integerBetween, token } from './grammar.ts';
import type { Malformed } from './malformed.ts';
import type { RtpSource, RtpSourceGroup } from './rtp.ts';

type SourceParameter = RtpSource['parameters'][number];

const ssrc = required(integerBetween(0, RTP_LIMITS.ssrc));
const parameterAttributes = {
  name: required(token(RTP_LIMITS.nameCharacters)),
  // Holds spaces: an msid is two words.
  value: optional(freeText(RTP_LIMITS.parameterValueCharacters)),
};

function readParameter(parameter: XmlElement, path: string): Result<SourceParameter, Malformed> {
  return readAttributes(parameter, path, parameterAttributes);
}

const sourceRules = {
  parameters: many(named(NS_RTP_SOURCES, 'parameter'), readParameter, RTP_LIMITS.sourceParameters),
};

function readSource(source: XmlElement, path: string): Result<RtpSource, Malformed> {
  const parts = readParts(source, path, { ssrc }, sourceRules);
  return parts.ok ? ok({ ssrc: parts.value.ssrc, parameters: parts.value.parameters }) : parts;
}

function readSourceName(source: XmlElement, path: string): Result<number, Malformed> {
  const attributes = readAttributes(source, path, { ssrc });
  return attributes.ok ? ok(attributes.value.ssrc) : attributes;
}

const groupRules = {
  ssrcs: atLeastOne(named(NS_RTP_SOURCES, 'source'), readSourceName, RTP_LIMITS.sourcesOfGroup),
};
const groupAttributes = { semantics: required(token(RTP_LIMITS.nameCharacters)) };

function readSourceGroup(group: XmlElement, path: string): Result<RtpSourceGroup, Malformed> {
  const parts = readParts(group, path, groupAttributes, groupRules);
  return parts.ok ? ok({ semantics: parts.value.semantics, ssrcs: parts.value.ssrcs }) : parts;
}

/** The sources of one description. That each stands there once is for the description to check. */
export const sourceChildren = many(named(NS_RTP_SOURCES, 'source'), readSource, RTP_LIMITS.sources);
export const sourceGroupChildren = many(named(NS_RTP_SOURCES, 'ssrc-group'), readSourceGroup, RTP_LIMITS.sourceGroups);

export function writeSource(source: RtpSource): XmlElement {
  const parameters = source.parameters.map(({ name, value }) => element(NS_RTP_SOURCES, 'parameter', { name, value }));
  return element(NS_RTP_SOURCES, 'source', { ssrc: String(source.ssrc) }, parameters);
}

export function writeSourceGroup(group: RtpSourceGroup): XmlElement {
  const sources = group.ssrcs.map((id) => element(NS_RTP_SOURCES, 'source', { ssrc: String(id) }));
  return element(NS_RTP_SOURCES, 'ssrc-group', { semantics: group.semantics }, sources);
}
