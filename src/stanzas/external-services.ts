/**
 * The STUN and TURN servers that the own server names, and passwords for them.
 *
 * One service that cannot be used is left out, and the others stay: a server names services of many kinds.
 *
 * Spec: XEP-0215 1.0.0 #all #credentials; RFC 7064 #3, RFC 7065 #3 for what becomes a URI.
 */
import { EXTERNAL_SERVICE_LIMITS } from '../base/limits.ts';
import type { Result } from '../base/result.ts';
import { err, ok } from '../base/result.ts';
import type { XmlElement } from '../xml/element.ts';
import { element } from '../xml/element.ts';
import { NS_EXTERNAL_SERVICES } from '../xml/namespaces.ts';
import { childrenNamed, isNamed } from '../xml/read.ts';
import { parseCandidateAddress } from './address.ts';
import { parseDateTime } from './delay.ts';
import { optional, readAttributes, required, unexpected, withDefault } from './fields.ts';
import type { Grammar } from './grammar.ts';
import { freeText, integerBetween, oneOf, xmlBoolean } from './grammar.ts';
import type { Malformed } from './malformed.ts';

/** One way to one server. */
export interface ExternalService {
  readonly type: 'stun' | 'stuns' | 'turn' | 'turns';
  readonly host: string;
  /** Undefined: the usual one of the type. */
  readonly port: number | undefined;
  readonly transport: 'tcp' | 'udp' | undefined;
  readonly username: string | undefined;
  readonly password: string | undefined;
  /** Milliseconds since 1970 until which the password holds; undefined where it is not said. */
  readonly expiresMs: number | undefined;
  /** It takes a password, which may have to be asked for. */
  readonly restricted: boolean;
}

const HOST_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/;

/** A name or an address. Nothing that could end the part of a URI it goes into. */
const host: Grammar<string> = (text) => {
  if (text.length > EXTERNAL_SERVICE_LIMITS.hostCharacters) return undefined;
  return HOST_NAME.test(text) || parseCandidateAddress(text) !== undefined ? text : undefined;
};
const secret = freeText(EXTERNAL_SERVICE_LIMITS.secretCharacters);

const serviceAttributes = {
  type: required(oneOf<ExternalService['type']>(['stun', 'stuns', 'turn', 'turns'])),
  host: required(host),
  port: optional(integerBetween(1, 65_535)),
  transport: optional(oneOf<'tcp' | 'udp'>(['tcp', 'udp'])),
  username: optional(secret),
  password: optional(secret),
  expires: optional(parseDateTime),
  restricted: withDefault(xmlBoolean, false),
};

/** The answer to either question: `<services/>`, or `<credentials/>` with the services asked about. */
export function readExternalServices(
  answer: XmlElement,
  path = 'iq/services',
): Result<readonly ExternalService[], Malformed> {
  const isAnswer = isNamed(answer, NS_EXTERNAL_SERVICES, 'services') || isCredentials(answer);
  if (!isAnswer) return unexpected(path);
  const services = childrenNamed(answer, NS_EXTERNAL_SERVICES, 'service');
  if (services.length > EXTERNAL_SERVICE_LIMITS.services) return err({ kind: 'tooMany', path, name: 'service' });
  return ok(
    services.flatMap((service) => {
      const read = readAttributes(service, path, serviceAttributes);
      if (!read.ok) return [];
      const { expires: expiresMs, ...same } = read.value;
      return [{ ...same, expiresMs }];
    }),
  );
}

function isCredentials(answer: XmlElement): boolean {
  return isNamed(answer, NS_EXTERNAL_SERVICES, 'credentials');
}

/** Asks for all services. */
export function writeExternalServicesRequest(): XmlElement {
  return element(NS_EXTERNAL_SERVICES, 'services');
}

/** Asks for a password for one of them. */
export function writeCredentialsRequest({ type, host: name, port }: ExternalService): XmlElement {
  const service = element(NS_EXTERNAL_SERVICES, 'service', { type, host: name, port: port?.toString() });
  return element(NS_EXTERNAL_SERVICES, 'credentials', {}, [service]);
}
