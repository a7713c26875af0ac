/**
 * What an entity is and can do, and the hash under which others remember it.
 *
 * Spec: XEP-0030 2.5.0 #info; XEP-0115 1.6.0 #ver-gen #advertise.
 */
import { compareOctets } from '../base/bytes.ts';
import { DISCO_LIMITS } from '../base/limits.ts';
import type { Result } from '../base/result.ts';
import type { XmlElement } from '../xml/element.ts';
import { element } from '../xml/element.ts';
import { NS_CAPS, NS_DISCO_INFO } from '../xml/namespaces.ts';
import { isNamed } from '../xml/read.ts';
import { optional, readAttributes, unexpected } from './fields.ts';
import { freeText } from './grammar.ts';
import type { Malformed } from './malformed.ts';

/** What kind of client it is. The types of the category `client` are in the registry of XEP-0030. */
export interface DiscoIdentity {
  readonly category: string;
  readonly type: string;
  /** For people. */
  readonly name: string | undefined;
}

export interface DiscoInfo {
  readonly identity: DiscoIdentity;
  /** Each once. */
  readonly features: readonly string[];
}

/** A question about an entity, or about one node of it. */
export interface DiscoInfoRequest {
  readonly node: string | undefined;
}

const requestAttributes = { node: optional(freeText(DISCO_LIMITS.nodeCharacters)) };

/** Reads the `<query/>` of a question. */
export function readDiscoInfoRequest(query: XmlElement, path = 'iq/query'): Result<DiscoInfoRequest, Malformed> {
  if (!isNamed(query, NS_DISCO_INFO, 'query')) return unexpected(path);
  return readAttributes(query, path, requestAttributes);
}

/** The answer, about the node that was asked about. */
export function writeDiscoInfo({ identity, features }: DiscoInfo, node: string | undefined): XmlElement {
  const { category, type, name } = identity;
  return element(NS_DISCO_INFO, 'query', { node }, [
    element(NS_DISCO_INFO, 'identity', { category, type, name }),
    ...features.map((feature) => element(NS_DISCO_INFO, 'feature', { var: feature })),
  ]);
}

/** What is hashed: everything the answer says, in one order that all agree on. XEP-0115 #ver-gen. */
export function capsText({ identity, features }: DiscoInfo): string {
  const { category, type, name = '' } = identity;
  const sorted = [...features].toSorted(compareOctets);
  return [`${category}/${type}//${name}`, ...sorted].map((part) => `${part}<`).join('');
}

/**
 * What stands in presence.
 *
 * @param node  names the software, as a URI
 * @param ver   the SHA-1 of `capsText`, in base64
 */
export function writeCaps(node: string, ver: string): XmlElement {
  return element(NS_CAPS, 'c', { hash: 'sha-1', node, ver });
}
