/**
 * The entry `omemo-calls/inspect`: calls as somebody sees them who wants to understand one. What an application hangs
 * into its call manager so that an inspector is told of it, without any key, plaintext, ICE password or description;
 * and what an inspector makes of it. The page itself is `omemo-calls inspect`.
 */
export { followFrom, followStart, possibleNow } from './follow.ts';
export type { Followed, Possible } from './follow.ts';
export { createInspection, stanzaMessage } from './inspection.ts';
export type { Inspection, InspectionOptions, StanzaWay } from './inspection.ts';
export type { InspectMessage, SeenEvent, SeenFingerprint, SeenSnapshot, SeenStanza } from './message.ts';
export { readLines } from './read-lines.ts';
export { readMessage } from './read-message.ts';
export { Timeline } from './timeline.ts';
export type { Actor, Happening, Moment, RunningDeadline, ShownVerdict } from './timeline.ts';
export { wordsOfVerdict } from './verdict-words.ts';
export type { VerdictWords } from './verdict-words.ts';
