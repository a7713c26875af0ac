/** What the server in the middle can be told to do: the demonstration's attacks, and what takes no trick at all. */
import type { Policy } from '../../../machines/context.ts';
import { ATTACKS } from '../../../src/stage/attacks/all.ts';
import type { AttackMeans, RunningAttack } from '../../../src/stage/attacks/attack.ts';
import { startDelay, startDuplicate, startReorder } from './troubles.ts';
import type { Tempo } from './troubles.ts';

/** What a call comes to. `talk`: authenticated as without the switch. */
export type Fate = 'refused' | 'talk' | 'unauthenticated';

export interface Switch {
  readonly id: string;
  readonly title: string;
  /** One sentence: what the server does. */
  readonly summary: string;
  /** What comes of it, and why. */
  readonly lesson: string;
  /** The first call is only recorded; the next one is attacked. */
  readonly earlierCall: boolean;
  /** With audio and video, of a call under each policy of both sides. */
  readonly fate: Readonly<Record<Policy, Fate>>;
  start(means: AttackMeans, tempo: Tempo): Promise<RunningAttack>;
}

const TITLES: Readonly<Record<string, string>> = {
  'swap-fingerprint': 'Swap the fingerprints',
  'strip-device': 'Strip the device, and listen',
  'plain-beside-encrypted': 'Plain beside encrypted',
  'mixed-contents': 'Encrypted audio, swapped video',
  'other-device': 'A stolen device answers',
  replay: 'Replay an old certificate',
  'drop-accept': 'Keep the answer',
};

const TALK = { opportunistic: 'talk', expect: 'talk', require: 'talk' } as const;

const attacks: readonly Switch[] = ATTACKS.map((attack) => ({
  id: attack.name,
  title: TITLES[attack.name] ?? attack.name,
  summary: attack.summary,
  lesson: attack.lesson,
  earlierCall: attack.earlierCall === true,
  fate: attack.expected,
  start: (means) => attack.start(means),
}));

const troubles: readonly Switch[] = [
  {
    id: 'delay',
    title: 'Be slow',
    summary: 'The server delivers everything more than a second late.',
    lesson: 'A slow server is a slow call and no other: nothing depends on who is faster.',
    earlierCall: false,
    fate: TALK,
    start: (means, tempo) => Promise.resolve(startDelay(means, tempo)),
  },
  {
    id: 'reorder',
    title: 'Mix up the order',
    summary: 'Of two stanzas the server delivers the second first, wherever two are close together.',
    lesson: 'What comes too early is held or refused, and asked for again; the verdict is the same.',
    earlierCall: false,
    fate: TALK,
    start: (means, tempo) => Promise.resolve(startReorder(means, tempo)),
  },
  {
    id: 'duplicate',
    title: 'Say everything twice',
    summary: 'The server delivers each request about media twice.',
    lesson:
      'The second copy of a request gets the answer of the first and changes nothing. OMEMO opens a message once.',
    earlierCall: false,
    fate: TALK,
    start: (means) => Promise.resolve(startDuplicate(means)),
  },
];

export const SWITCHES: readonly Switch[] = [...attacks, ...troubles];

export function switchNamed(id: string): Switch | undefined {
  return SWITCHES.find((each) => each.id === id);
}
