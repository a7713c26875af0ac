/** Frames of messages and IQs around anything, copies of messages, stanza errors. */
import fc from 'fast-check';
import type { ArchiveEnd, ArchiveResult } from '../../src/stanzas/archive.ts';
import type { Carbon } from '../../src/stanzas/carbons.ts';
import type { Delay } from '../../src/stanzas/delay.ts';
import type { Forwarded } from '../../src/stanzas/forward.ts';
import type { Iq, Message, StanzaError } from '../../src/stanzas/stanza.ts';
import { extensions } from './extension.ts';
import { jid, stanzaId } from './identifiers.ts';
import { absent, freeText, lineText } from './text.ts';

export const message: fc.Arbitrary<Message> = fc.record({
  kind: fc.constant('message' as const),
  type: fc.constantFrom<Message['type']>('chat', 'error', 'groupchat', 'headline', 'normal'),
  id: absent(stanzaId),
  from: absent(jid),
  to: absent(jid),
  children: extensions,
});

export const iq: fc.Arbitrary<Iq> = fc.record({
  kind: fc.constant('iq' as const),
  type: fc.constantFrom<Iq['type']>('error', 'get', 'result', 'set'),
  id: stanzaId,
  from: absent(jid),
  to: absent(jid),
  children: extensions,
});

export const stanzaError: fc.Arbitrary<StanzaError> = fc.record({
  type: fc.constantFrom<StanzaError['type']>('auth', 'cancel', 'continue', 'modify', 'wait'),
  condition: fc.constantFrom<StanzaError['condition']>(
    'bad-request',
    'conflict',
    'feature-not-implemented',
    'item-not-found',
    'not-acceptable',
    'resource-constraint',
    'service-unavailable',
    'unexpected-request',
  ),
  jingle: absent(
    fc.constantFrom(
      'out-of-order' as const,
      'tie-break' as const,
      'unknown-session' as const,
      'unsupported-info' as const,
    ),
  ),
});

export const delay: fc.Arbitrary<Delay> = fc.record({
  stampMs: fc
    .date({ min: new Date('0000-01-01T00:00:00.000Z'), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true })
    .map((date) => date.getTime()),
  from: absent(jid),
  text: freeText(20).map((text) => text.replace(/^[\t\n\r ]+|[\t\n\r ]+$/g, '')),
});

export const forwarded: fc.Arbitrary<Forwarded> = fc.record({ message, delay: absent(delay), extensions });

export const carbon: fc.Arbitrary<Carbon> = fc.record({
  direction: fc.constantFrom('received' as const, 'sent' as const),
  forwarded,
  extensions,
});

export const archiveResult: fc.Arbitrary<ArchiveResult> = fc.record({
  archiveId: lineText(20),
  queryId: absent(lineText(20)),
  forwarded,
  extensions,
});

export const archiveEnd: fc.Arbitrary<ArchiveEnd> = fc.record({
  complete: fc.boolean(),
  firstId: absent(lineText(20)),
  lastId: absent(lineText(20)),
  count: absent(fc.nat(0xffff_ffff)),
  extensions,
});
