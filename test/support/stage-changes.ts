/** What users on the stage can do to a running call: add, take, decline and remove contents, restart ICE. */
import type { CallManager } from '../../src/call/call-manager.ts';
import type { CallKey } from '../../src/call/reports.ts';
import type { ContentName } from '../../src/stanzas/identifiers.ts';

export const CHANGE_WISHES = [
  'accept',
  'addAudio',
  'addBoth',
  'addVideo',
  'decline',
  'removeAudio',
  'removeVideo',
  'restart',
] as const;
type Wish = (typeof CHANGE_WISHES)[number];

export interface ChangeCommand<Who> {
  readonly do: 'change';
  readonly by: Who;
  readonly wish: Wish;
}

export function wishFor(manager: CallManager, key: CallKey, wish: Wish): void {
  const { changes } = manager;
  switch (wish) {
    case 'accept':
      return changes.acceptContents(key);
    case 'decline':
      return changes.rejectContents(key);
    case 'addAudio':
      return changes.addContents(key, ['audio']);
    case 'addVideo':
      return changes.addContents(key, ['video']);
    case 'addBoth':
      return changes.addContents(key, ['audio', 'video']);
    case 'removeAudio':
      return changes.removeContent(key, 'audio' as ContentName);
    case 'removeVideo':
      return changes.removeContent(key, 'video' as ContentName);
    case 'restart':
      return changes.restartIce(key);
  }
}
