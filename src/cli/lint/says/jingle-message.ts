/** A line about a Jingle message. */
import { assertNever } from '../../../base/errors.ts';
import type { JingleReasonElement } from '../../../stanzas/jingle.ts';
import { readJingleMessage } from '../../../stanzas/jingle-message.ts';
import type { JingleMessage } from '../../../stanzas/jingle-message.ts';
import type { AnnouncedDevice } from '../../../stanzas/omemo-verification.ts';
import type { XmlElement } from '../../../xml/element.ts';
import { listed, quoted, shown, unreadable } from './words.ts';

/** `proceed S1: device 222`. */
export function saysJingleMessage(element: XmlElement): string {
  const read = readJingleMessage(element);
  if (!read.ok) return unreadable(element.name, read.error);
  const message = read.value;
  const details = detailsOf(message);
  const what = `${message.verb} ${shown(message.sessionId)}`;
  return details === '' ? what : `${what}: ${details}`;
}

function detailsOf(message: JingleMessage): string {
  switch (message.verb) {
    case 'propose': {
      const media = listed(message.media, 'no media');
      return message.device.kind === 'none' ? media : `${media}, ${deviceWords(message.device)}`;
    }
    case 'proceed':
      return deviceWords(message.device);
    case 'ringing':
      return '';
    case 'accept':
      return 'an older version, for the own account';
    case 'reject':
    case 'retract':
      return sentence([reasonWords(message.reason), message.tieBreak ? 'tie-break' : '']);
    case 'finish': {
      const { migratedTo } = message;
      return sentence([reasonWords(message.reason), migratedTo === undefined ? '' : `goes on as ${shown(migratedTo)}`]);
    }
    default:
      return assertNever(message);
  }
}

function deviceWords(device: AnnouncedDevice): string {
  switch (device.kind) {
    case 'none':
      return 'no device';
    case 'invalid':
      return 'a device that cannot be one';
    case 'device':
      return `device ${device.deviceId}`;
    default:
      return assertNever(device);
  }
}

/** `busy "in a meeting"`. */
export function reasonWords(reason: JingleReasonElement | undefined): string {
  if (reason === undefined) return 'no reason';
  const { condition, text, alternativeSessionId } = reason;
  const instead = alternativeSessionId === undefined ? '' : ` ${shown(alternativeSessionId)}`;
  const words = text === undefined || text === '' ? '' : ` ${quoted(text)}`;
  return `${condition === 'unknown' ? 'an unknown reason' : condition}${instead}${words}`;
}

function sentence(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(', ');
}
