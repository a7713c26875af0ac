/** What can happen on the stage: the users' buttons, the engines' facts, time, and all that a hostile server can do. */
import fc from 'fast-check';
import type { Command, Who } from '../../test/support/stage.ts';
import { CHANGE_WISHES } from '../../test/support/stage-changes.ts';
import { A_WHILE_MS } from '../../test/support/stage.ts';
import { forgedChange, forgedDescription, forgedProceed, forgedRestart, hostilePlan } from './hostile-plan.ts';
import { someStanzaChanges, stanzaChanges } from './stanza-change.ts';
import { mutatedStanzaText } from './xml-stanza-text.ts';

const who = fc.constantFrom<Who[]>('romeo', 'juliet');

/** The two users and their engines. */
export const userCommand: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('call' as const),
      by: who,
      media: fc.constantFrom<('audio' | 'video')[][]>(['audio'], ['audio', 'video']),
      omemo: fc.constantFrom('enabled', 'enabled', 'enabled', 'disabled'),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('answer' as const),
      by: who,
      how: fc.constantFrom('accept', 'accept', 'accept', 'acceptPlain', 'reject', 'hangUp'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('media' as const),
      by: who,
      saw: fc.constantFrom('peer', 'peer', 'candidate', 'attacker', 'failure'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('trust' as const),
      by: who,
      level: fc.constantFrom('verified', 'blind', 'undecided', 'distrusted'),
    }),
  },
);

/** What the two users want of a running call. */
const changeCommand: fc.Arbitrary<Command> = fc.record({
  do: fc.constant('change' as const),
  by: who,
  wish: fc.constantFrom('accept', 'accept', 'addVideo', 'addVideo', ...CHANGE_WISHES),
});

const timeCommand: fc.Arbitrary<Command> = fc.record({
  do: fc.constant('wait' as const),
  ms: fc.constantFrom(A_WHILE_MS, A_WHILE_MS, 1, 1, 2, 5_000, 31_000),
});

/** What a server can do to what passes it. */
const wireCommand: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ do: fc.constantFrom('drop' as const, 'double' as const) }),
  fc.record({ do: fc.constant('delay' as const), ms: fc.constantFrom(1, 3, 100, 20_000, 45_000) }),
  fc.record({ do: fc.constant('rewrite' as const), changes: someStanzaChanges }),
);

/** What a server, or anybody else, can send. */
const hostileCommand: fc.Arbitrary<Command> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('plant' as const), at: who, plan: hostilePlan }) },
  {
    weight: 3,
    arbitrary: fc.oneof(
      forgedDescription('offer').map((plan): Command => ({ do: 'plant', at: 'juliet', plan })),
      forgedDescription('answer').map((plan): Command => ({ do: 'plant', at: 'romeo', plan })),
      forgedProceed.map((plan): Command => ({ do: 'plant', at: 'romeo', plan })),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('plant' as const), at: who, plan: fc.oneof(forgedChange, forgedRestart) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('replay' as const), at: who, nth: fc.nat(25), changes: stanzaChanges }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('text' as const), at: who, xml: mutatedStanzaText }) },
);

/** A call as it usually goes, so that what is hostile meets one in every state. */
export const USUAL_CALL: readonly Command[] = [
  { do: 'call', by: 'romeo', media: ['audio'], omemo: 'enabled' },
  { do: 'wait', ms: A_WHILE_MS },
  { do: 'answer', by: 'juliet', how: 'accept' },
  { do: 'wait', ms: 1 },
  { do: 'wait', ms: 1 },
  { do: 'wait', ms: 1 },
  { do: 'wait', ms: A_WHILE_MS },
  { do: 'media', by: 'romeo', saw: 'peer' },
  { do: 'media', by: 'juliet', saw: 'peer' },
  { do: 'wait', ms: A_WHILE_MS },
];

/** What the two do with a call that runs: each step goes on from the one before, if nothing is in its way. */
const USUAL_CHANGES: readonly Command[] = [
  { do: 'change', by: 'romeo', wish: 'addVideo' },
  { do: 'wait', ms: 1 },
  { do: 'media', by: 'romeo', saw: 'candidate' },
  { do: 'wait', ms: 1 },
  { do: 'change', by: 'juliet', wish: 'accept' },
  { do: 'wait', ms: A_WHILE_MS },
  { do: 'change', by: 'juliet', wish: 'restart' },
  { do: 'wait', ms: 2 },
  { do: 'media', by: 'romeo', saw: 'candidate' },
  { do: 'wait', ms: A_WHILE_MS },
  { do: 'change', by: 'juliet', wish: 'removeVideo' },
  { do: 'wait', ms: A_WHILE_MS },
];

/** Mostly what nobody wanted. */
const disturbance = fc.oneof(
  { weight: 1, arbitrary: userCommand },
  { weight: 1, arbitrary: changeCommand },
  { weight: 1, arbitrary: timeCommand },
  { weight: 3, arbitrary: wireCommand },
  { weight: 5, arbitrary: hostileCommand },
);

/** Steps forward, so that there is a call to disturb. */
const progress: fc.Arbitrary<Command> = fc.constantFrom(...USUAL_CALL);

/** The same for what changes in a call. */
const changing: fc.Arbitrary<Command> = fc.constantFrom(...USUAL_CHANGES);

const anyCommand = fc.oneof(
  { weight: 5, arbitrary: progress },
  { weight: 2, arbitrary: changing },
  { weight: 2, arbitrary: userCommand },
  { weight: 1, arbitrary: timeCommand },
  { weight: 4, arbitrary: disturbance },
);

/** The streams of the two to their servers. */
const streamCommand: fc.Arbitrary<Command> = fc.record({
  do: fc.constant('stream' as const),
  by: who,
  is: fc.constantFrom('lost', 'lost', 'resumed', 'resumed', 'replaced'),
});

/** Mostly what nobody wanted, and streams that break; now and then a step forward, so that calls come about. */
export const floodedCall: fc.Arbitrary<readonly Command[]> = fc.noBias(
  fc.array(
    fc.oneof(
      { weight: 6, arbitrary: progress },
      { weight: 2, arbitrary: changing },
      { weight: 2, arbitrary: userCommand },
      { weight: 1, arbitrary: timeCommand },
      { weight: 2, arbitrary: streamCommand },
      { weight: 2, arbitrary: wireCommand },
      { weight: 24, arbitrary: hostileCommand },
    ),
    { maxLength: 120, size: 'max' },
  ),
);

/** What becomes of each stanza about calls, in the order they are sent: most of them arrive. */
export const lossyNetwork: fc.Arbitrary<readonly Command[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.constant<Command>({ do: 'pass' }) },
    { weight: 2, arbitrary: fc.constant<Command>({ do: 'drop' }) },
    { weight: 2, arbitrary: fc.constant<Command>({ do: 'double' }) },
    {
      weight: 3,
      arbitrary: fc.record({ do: fc.constant('delay' as const), ms: fc.constantFrom(2, 5, 30, 3_000, 40_000) }),
    },
  ),
  { maxLength: 30, size: 'max' },
);

const patience: fc.Arbitrary<Command> = fc.record({
  do: fc.constant('wait' as const),
  ms: fc.constantFrom(1, 3, A_WHILE_MS, A_WHILE_MS, A_WHILE_MS, 5_000, 31_000, 61_000),
});

const buttons: fc.Arbitrary<readonly Command[]> = fc.array(
  fc.oneof(
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant('call' as const),
        by: who,
        media: fc.constantFrom<('audio' | 'video')[][]>(['audio'], ['audio', 'video']),
        omemo: fc.constantFrom('enabled', 'enabled', 'disabled'),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant('answer' as const),
        by: who,
        how: fc.constantFrom('accept', 'accept', 'accept', 'accept', 'acceptPlain', 'reject', 'hangUp'),
      }),
    },
    { weight: 2, arbitrary: changeCommand },
    { weight: 6, arbitrary: patience },
  ),
  { maxLength: 16, size: 'max' },
);

/** Two people who use their buttons, and nothing else; perhaps both call at once. Most of them begin with a call. */
export const honestCall: fc.Arbitrary<readonly Command[]> = fc
  .tuple(fc.constantFrom(0, 4, 4, USUAL_CALL.length), buttons)
  .map(([steps, more]) => [...USUAL_CALL.slice(0, steps), ...more]);

/** Two people who change their call, again and again, often both at once. */
export const honestChanges: fc.Arbitrary<readonly Command[]> = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: changeCommand },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant('media' as const), by: who, saw: fc.constant('candidate' as const) }),
    },
    {
      weight: 4,
      arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(1, 1, 2, 3, A_WHILE_MS, 61_000) }),
    },
  ),
  { maxLength: 40, size: 'max' },
);

/** Anything at any time. */
export const anyCommands: fc.Arbitrary<readonly Command[]> = fc.array(anyCommand, { maxLength: 30, size: 'max' });

/** A step of the usual call. Those in which descriptions are under way are preferred. */
const anyStep = fc.constantFrom(...USUAL_CALL.keys(), USUAL_CALL.length, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5, 6, 6);

/** Disturbances in between the steps of `usual`; `step` draws where. */
function disturbed(usual: readonly Command[], step: fc.Arbitrary<number>): fc.Arbitrary<readonly Command[]> {
  const anywhere = fc.record({ before: step, command: disturbance });
  return fc
    .array(anywhere, { minLength: 2, maxLength: 8, size: 'max' })
    .map((disturbances) =>
      [...usual, undefined].flatMap((command, index) => [
        ...disturbances.filter(({ before }) => before === index).map(({ command: between }) => between),
        ...(command === undefined ? [] : [command]),
      ]),
    );
}

/** A usual call with anything in between its steps. */
export const disturbedCall: fc.Arbitrary<readonly Command[]> = disturbed(USUAL_CALL, anyStep);

/** A usual call that comes about, and anything in between the steps of its changes. */
export const disturbedChanges: fc.Arbitrary<readonly Command[]> = disturbed(
  USUAL_CHANGES,
  fc.integer({ min: 0, max: USUAL_CHANGES.length }),
).map((commands) => [...USUAL_CALL, ...commands]);
