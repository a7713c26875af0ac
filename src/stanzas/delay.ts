/**
 * When a delivered stanza was first received, and by whom it was held.
 *
 * Spec: XEP-0203 2.0 #protocol; RFC 3339 #5.6, in the profile XMPP uses (`T` and `Z` upper case, a time zone always).
 */
import { JINGLE_LIMITS } from '../base/limits.ts';
import type { Result } from '../base/result.ts';
import { ok } from '../base/result.ts';
import type { Jid } from '../jid.ts';
import { parseJid } from '../jid.ts';
import type { XmlElement } from '../xml/element.ts';
import { element } from '../xml/element.ts';
import { NS_DELAY } from '../xml/namespaces.ts';
import { isNamed } from '../xml/read.ts';
import { optional, readAttributes, readText, required, unexpected } from './fields.ts';
import { cutTo, trimmed } from './grammar.ts';
import type { Malformed } from './malformed.ts';

export interface Delay {
  /** Milliseconds since 1970, in UTC. */
  readonly stampMs: number;
  /** Who held the stanza; a claim of whoever wrote the element. */
  readonly from: Jid | undefined;
  /** Why, in words; empty where nothing is said. */
  readonly text: string;
}

const DATE = '[0-9]{4}-[0-9]{2}-[0-9]{2}';
const TIME = '([0-9]{2}:[0-9]{2}:[0-9]{2})(?:[.]([0-9]{1,9}))?';
const ZONE = '(Z|[+-][0-9]{2}:[0-9]{2})';
const DATE_TIME = new RegExp(`^(${DATE})T${TIME}${ZONE}$`);
const MINUTE_MS = 60_000;
/** A zone can push a time out of the four digits a year has, and it could not be written again. */
const FIRST_YEAR_MS = Date.parse('0000-01-01T00:00:00.000Z');
const LAST_YEAR_MS = Date.parse('9999-12-31T23:59:59.999Z');

/** A point in time in milliseconds since 1970; undefined where `text` is no date and time with a zone. */
export function parseDateTime(text: string): number | undefined {
  const match = DATE_TIME.exec(text);
  if (match === null) return undefined;
  const [, date, time, fraction = '', zone = 'Z'] = match;
  const offsetMs = zoneOffsetMs(zone);
  if (offsetMs === undefined) return undefined;
  const milliseconds = fraction.slice(0, 3).padEnd(3, '0');
  const local = `${date}T${time}.${milliseconds}Z`;
  const localMs = Date.parse(local);
  // Date.parse takes 30 February for 2 March, and 24:00 for midnight: what is not written back the same is no date.
  if (Number.isNaN(localMs) || new Date(localMs).toISOString() !== local) return undefined;
  const stampMs = localMs - offsetMs;
  return stampMs >= FIRST_YEAR_MS && stampMs <= LAST_YEAR_MS ? stampMs : undefined;
}

function zoneOffsetMs(zone: string): number | undefined {
  if (zone === 'Z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(4, 6));
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * MINUTE_MS;
}

const delayAttributes = { stamp: required(parseDateTime), from: optional(parseJid) };
const delayText = trimmed(cutTo(JINGLE_LIMITS.reasonTextCharacters));

/** Reads a `<delay/>`. */
export function readDelay(delay: XmlElement, path = 'delay'): Result<Delay, Malformed> {
  if (!isNamed(delay, NS_DELAY, 'delay')) return unexpected(path);
  const attributes = readAttributes(delay, path, delayAttributes);
  if (!attributes.ok) return attributes;
  const text = readText(delay, path, delayText);
  return text.ok ? ok({ stampMs: attributes.value.stamp, from: attributes.value.from, text: text.value }) : text;
}

export function writeDelay(delay: Delay): XmlElement {
  const stamp = new Date(delay.stampMs).toISOString();
  return element(NS_DELAY, 'delay', { stamp, from: delay.from }, [delay.text]);
}
