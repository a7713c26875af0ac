/**
 * Jingle Message Initiation: ringing all devices of a contact before one of them starts a Jingle session.
 *
 * Reads syntax only. Who sent the message, and what it may then mean, is for the call manager.
 *
 * Spec: XEP-0353 0.8.0; 0.3 for the `accept` that older clients send to their own account.
 */
import { assertNever } from '../base/errors.ts';
import { JINGLE_LIMITS } from '../base/limits.ts';
import type { Result } from '../base/result.ts';
import { ok } from '../base/result.ts';
import type { XmlElement } from '../xml/element.ts';
import { element } from '../xml/element.ts';
import { NS_JINGLE, NS_JINGLE_MESSAGE, NS_RTP } from '../xml/namespaces.ts';
import type { ChildMatch } from './fields.ts';
import { atLeastOne, collect, flag, maybeOne, named, readAttributes, readChildren } from './fields.ts';
import { required, unexpected } from './fields.ts';
import { oneOf } from './grammar.ts';
import type { SessionId } from './identifiers.ts';
import { parseSessionId } from './identifiers.ts';
import type { JingleReasonElement } from './jingle.ts';
import { readJingleReason, writeJingleReason } from './jingle.ts';
import type { Malformed } from './malformed.ts';
import type { AnnouncedDevice } from './omemo-verification.ts';
import { announcedDeviceElements, readAnnouncedDevice, writeAnnouncedDevice } from './omemo-verification.ts';
import type { MediaKind } from './rtp.ts';
import { mediaKind } from './rtp.ts';

/**
 * One JMI element. `accept` is of older versions, sent to one's own account: it says that another device took the call.
 */
export type JingleMessage =
  | {
      readonly verb: 'propose';
      readonly sessionId: SessionId;
      /** Media of the RTP descriptions, in order; a description of anything else makes the element malformed. */
      readonly media: readonly MediaKind[];
      readonly device: AnnouncedDevice;
      readonly extensions: readonly XmlElement[];
    }
  | { readonly verb: 'ringing'; readonly sessionId: SessionId; readonly extensions: readonly XmlElement[] }
  | {
      readonly verb: 'proceed';
      readonly sessionId: SessionId;
      readonly device: AnnouncedDevice;
      readonly extensions: readonly XmlElement[];
    }
  | { readonly verb: 'accept'; readonly sessionId: SessionId; readonly extensions: readonly XmlElement[] }
  | {
      readonly verb: 'reject';
      readonly sessionId: SessionId;
      readonly reason: JingleReasonElement | undefined;
      /** The reject settles crossing proposals: the sender's own propose wins. XEP-0353 #tie-break-1. */
      readonly tieBreak: boolean;
      readonly extensions: readonly XmlElement[];
    }
  | {
      readonly verb: 'retract';
      readonly sessionId: SessionId;
      readonly reason: JingleReasonElement | undefined;
      readonly tieBreak: boolean;
      readonly extensions: readonly XmlElement[];
    }
  | {
      readonly verb: 'finish';
      readonly sessionId: SessionId;
      readonly reason: JingleReasonElement | undefined;
      /** The session this one went on as. XEP-0353 #tie-break-2. */
      readonly migratedTo: SessionId | undefined;
      readonly extensions: readonly XmlElement[];
    };

const VERBS = ['propose', 'ringing', 'proceed', 'accept', 'reject', 'retract', 'finish'] as const;
type Verb = JingleMessage['verb'];

const verbOf = oneOf<Verb>(VERBS);
const idAttribute = { id: required(parseSessionId) };

// Whatever the application: a proposal that is partly of another one cannot be consented to as a call.
const anyDescription: ChildMatch = { name: 'description', matches: ({ name }) => name === 'description' };
const mediaAttribute = { media: required(mediaKind) };

function readProposedMedia(description: XmlElement, path: string): Result<MediaKind, Malformed> {
  if (description.namespace !== NS_RTP) return unexpected(path);
  const attributes = readAttributes(description, path, mediaAttribute);
  return attributes.ok ? ok(attributes.value.media) : attributes;
}

const deviceRules = { devices: collect(announcedDeviceElements) };
const proposeRules = {
  ...deviceRules,
  media: atLeastOne(anyDescription, readProposedMedia, JINGLE_LIMITS.contents),
};
const reason = maybeOne(named(NS_JINGLE, 'reason'), readJingleReason);
const endRules = { reason, tieBreak: flag(named(NS_JINGLE_MESSAGE, 'tie-break')) };
const finishRules = { reason, migratedTo: maybeOne(named(NS_JINGLE_MESSAGE, 'migrated'), readMigrated) };
const migratedAttributes = { to: required(parseSessionId) };

function readMigrated(migrated: XmlElement, path: string): Result<SessionId, Malformed> {
  const attributes = readAttributes(migrated, path, migratedAttributes);
  return attributes.ok ? ok(attributes.value.to) : attributes;
}

/** Whether this is a JMI element that `readJingleMessage` knows. */
export function isJingleMessageElement(candidate: XmlElement): boolean {
  return candidate.namespace === NS_JINGLE_MESSAGE && verbOf(candidate.name) !== undefined;
}

/** Reads one JMI element. */
export function readJingleMessage(
  message: XmlElement,
  path = `message/${verbOf(message.name) ?? 'jingle-message'}`,
): Result<JingleMessage, Malformed> {
  const verb = verbOf(message.name);
  if (message.namespace !== NS_JINGLE_MESSAGE || verb === undefined) return unexpected(path);
  const attributes = readAttributes(message, path, idAttribute);
  return attributes.ok ? readVerb(message, path, verb, attributes.value.id) : attributes;
}

function readVerb(
  message: XmlElement,
  path: string,
  verb: Verb,
  sessionId: SessionId,
): Result<JingleMessage, Malformed> {
  switch (verb) {
    case 'propose': {
      const children = readChildren(message, path, proposeRules);
      if (!children.ok) return children;
      const { devices, ...rest } = children.value;
      return ok({ verb, sessionId, device: readAnnouncedDevice(devices), ...rest });
    }
    case 'proceed': {
      const children = readChildren(message, path, deviceRules);
      if (!children.ok) return children;
      const { devices, ...rest } = children.value;
      return ok({ verb, sessionId, device: readAnnouncedDevice(devices), ...rest });
    }
    case 'ringing':
    case 'accept': {
      const children = readChildren(message, path, {});
      return children.ok ? ok({ verb, sessionId, extensions: children.value.extensions }) : children;
    }
    case 'reject':
    case 'retract': {
      const children = readChildren(message, path, endRules);
      return children.ok ? ok({ verb, sessionId, ...children.value }) : children;
    }
    case 'finish': {
      const children = readChildren(message, path, finishRules);
      return children.ok ? ok({ verb, sessionId, ...children.value }) : children;
    }
    default:
      return assertNever(verb);
  }
}

export function writeJingleMessage(message: JingleMessage): XmlElement {
  const { verb, sessionId: id, extensions } = message;
  return element(NS_JINGLE_MESSAGE, verb, { id }, [...childrenOf(message), ...extensions]);
}

function childrenOf(message: JingleMessage): readonly (XmlElement | undefined)[] {
  switch (message.verb) {
    case 'propose': {
      const descriptions = message.media.map((media) => element(NS_RTP, 'description', { media }));
      return [...descriptions, writeAnnouncedDevice(message.device)];
    }
    case 'proceed':
      return [writeAnnouncedDevice(message.device)];
    case 'ringing':
    case 'accept':
      return [];
    case 'reject':
    case 'retract':
      return [
        writeOptionalReason(message.reason),
        message.tieBreak ? element(NS_JINGLE_MESSAGE, 'tie-break') : undefined,
      ];
    case 'finish': {
      const { migratedTo: to } = message;
      const migrated = to === undefined ? undefined : element(NS_JINGLE_MESSAGE, 'migrated', { to });
      return [writeOptionalReason(message.reason), migrated];
    }
    default:
      return assertNever(message);
  }
}

function writeOptionalReason(jingleReason: JingleReasonElement | undefined): XmlElement | undefined {
  return jingleReason === undefined ? undefined : writeJingleReason(jingleReason);
}
