/** Every rule that what changes in a running call is held to. */
import type { ChangesMonitor } from './moment.ts';
import { takesContentsOnConsent, tellsWhatBecomesOfAnAddition } from './consent.ts';
import {
  answersARestartBeforeItsOwn,
  answersEachChangeOnce,
  asksTheEngineInTurn,
  waitsWithADeadline,
  yieldsAsTheResponder,
} from './order.ts';
import { provesWhatCameEncrypted, sendsAsTheCallBegan } from './protection.ts';

export const CHANGES_MONITORS: readonly ChangesMonitor<unknown>[] = [
  provesWhatCameEncrypted,
  sendsAsTheCallBegan,
  takesContentsOnConsent,
  yieldsAsTheResponder,
  answersARestartBeforeItsOwn,
  answersEachChangeOnce,
  tellsWhatBecomesOfAnAddition,
  waitsWithADeadline,
  asksTheEngineInTurn,
];
