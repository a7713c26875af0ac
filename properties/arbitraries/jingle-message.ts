/** JMI elements of every verb. */
import fc from 'fast-check';
import type { JingleMessage } from '../../src/stanzas/jingle-message.ts';
import { extension } from './extension.ts';
import { sessionId } from './identifiers.ts';
import { jingleReason } from './jingle.ts';
import { announcedDevice } from './omemo-message.ts';
import { mediaKind } from './rtp.ts';
import { absent } from './text.ts';

/** A device in any namespace is an announcement, of which `announcedDevice` is the whole. */
const extensions = fc.array(
  extension.filter(({ name }) => name !== 'device'),
  { maxLength: 2 },
);
const reason = absent(jingleReason);

export const jingleMessage: fc.Arbitrary<JingleMessage> = fc.oneof(
  fc.record({
    verb: fc.constant('propose' as const),
    sessionId,
    media: fc.array(mediaKind, { minLength: 1, maxLength: 3 }),
    device: announcedDevice,
    extensions,
  }),
  fc.record({ verb: fc.constantFrom('ringing' as const, 'accept' as const), sessionId, extensions }),
  fc.record({ verb: fc.constant('proceed' as const), sessionId, device: announcedDevice, extensions }),
  fc.record({
    verb: fc.constantFrom('reject' as const, 'retract' as const),
    sessionId,
    reason,
    tieBreak: fc.boolean(),
    extensions,
  }),
  fc.record({ verb: fc.constant('finish' as const), sessionId, reason, migratedTo: absent(sessionId), extensions }),
);
