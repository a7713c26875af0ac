/** An event of what changes in a running call, with what it was made of. */
import type { ChangesEvent } from '../../machines/changes.words.ts';
import type { ContentName } from '../stanzas/identifiers.ts';
import type { MediaKinds, ReceivedJingle } from '../stanzas/jingle.ts';
import type { Iq } from '../stanzas/stanza.ts';

export interface ChangeOccurrence extends ChangeArrival {
  readonly event: ChangesEvent;
}

export interface ChangeArrival {
  /** The request this step has to answer, and what it says. */
  readonly request?: Iq;
  readonly jingle?: ReceivedJingle;
  /** What the user adds. */
  readonly media?: MediaKinds;
  /** What the user removes. */
  readonly names?: readonly ContentName[];
}

/** The contents that a step names. */
export function namesIn({ jingle, names }: ChangeArrival): readonly ContentName[] {
  return names ?? (jingle?.contents ?? []).map(({ name }) => name);
}
