/** Every rule over everything that can change in a running call, and that each of its states is left by itself. */
import { describe, expect, test } from 'vitest';
import type { ChangesEffect } from '../../machines/changes.words.ts';
import { watchPaths } from '../machines/watch.ts';
import { CHANGES_MONITORS } from './all.ts';
import type { ChangesMoment } from './moment.ts';
import { ALL_PATHS } from './paths.ts';
import type { ChangesPaths } from './paths.ts';
import { restlessStates } from './ring-out.ts';

describe('what changes in a running call, on every path', () => {
  test.each(CHANGES_MONITORS.map((monitor) => [monitor.rule, monitor.sentence, monitor] as const))(
    '%s: %s',
    (_rule, _sentence, monitor) => {
      expect(ALL_PATHS.flatMap((paths) => watchPaths(paths, monitor).findings)).toEqual([]);
    },
  );
});

type Step = Extract<ChangesMoment, { kind: 'step' }>;

/** A machine with something wrong in some steps. */
function broken(patch: (step: Step) => Step['effects']): readonly ChangesPaths[] {
  return ALL_PATHS.map((paths) => ({
    ...paths,
    momentAt: (state, event) => {
      const moment = paths.momentAt(state, event);
      return moment.kind === 'step' ? { ...moment, effects: patch(moment) } : moment;
    },
  }));
}

const without =
  (kind: ChangesEffect['kind'], when: (step: Step) => boolean = () => true) =>
  (step: Step) =>
    when(step) ? step.effects.filter((effect) => effect.kind !== kind) : step.effects;
const instead = (kind: ChangesEffect['kind'], other: ChangesEffect) => (step: Step) =>
  step.effects.map((effect) => (effect.kind === kind ? other : effect));
const besides = (kind: ChangesEffect['kind'], other: ChangesEffect) => (step: Step) =>
  step.effects.flatMap((effect) => (effect.kind === kind ? [effect, other] : [effect]));

describe('a machine with a fault breaks the rule', () => {
  test.each<[string, string, (step: Step) => Step['effects']]>([
    ['A5', 'an answer is applied as it comes', besides('holdAnswer', { kind: 'applyAnswer' })],
    ['A5', 'an offer is shown to the engine undecrypted', instead('decryptOffer', { kind: 'answerOffer' })],
    [
      'A6',
      'contents are added in the clear',
      instead('encryptContents', { kind: 'sendContentAdd', protection: 'plain' }),
    ],
    [
      'A6',
      'a stub is sent for whatever was offered',
      instead('sendContentAccept', { kind: 'sendContentAccept', protection: 'stub' }),
    ],
    ['C16', 'an offer is decrypted as it comes', besides('holdOffer', { kind: 'decryptOffer' })],
    ['C16', 'nobody is asked', without('reportContentOffered')],
    ['C16', 'nobody hears what became of an offer', without('reportContentRejected')],
    ['C19', 'the responder insists', (step) => insists(step)],
    [
      'C19',
      'tie-break is said where nothing crosses',
      instead('holdOffer', { kind: 'refuse', condition: 'tie-break' }),
    ],
    ['C19', 'a restart does not wait', besides('answerRestart', { kind: 'describeRestart' })],
    ['D20', 'a request goes unanswered', without('acknowledge', ({ event }) => event.type === 'peer.contentModify')],
    ['D20', 'a request is answered twice', besides('removeMedia', { kind: 'acknowledge' })],
    ['D22', 'an addition is dropped silently', without('sendContentRemove', ({ to }) => to === 'idle')],
    ['D22', 'an addition ends twice', besides('rollBack', { kind: 'reportContentAccepted', contents: 'added' })],
    ['D22', 'nothing rings', without('startTimer')],
    ['D22', 'a deadline runs on', without('stopTimer', ({ from }) => from.startsWith('restarting'))],
    ['E27', 'nothing is rolled back', without('rollBack', ({ from }) => from.startsWith('restarting'))],
    ['E27', 'the answer is applied twice', besides('reportIceRestarted', { kind: 'applyAnswer' })],
  ])('%s: %s', (rule, _fault, patch) => {
    const findings = broken(patch).flatMap((paths) =>
      CHANGES_MONITORS.filter((monitor) => monitor.rule === rule).flatMap(
        (monitor) => watchPaths(paths, monitor).findings,
      ),
    );
    expect(findings.length).toBeGreaterThan(0);
  });
});

/** Refuses, as responder too, what crosses its own addition. */
function insists({ from, event, effects }: Step): Step['effects'] {
  const crosses = from.startsWith('adding.') && event.type === 'peer.contentAdd';
  return crosses ? [{ kind: 'refuse', condition: 'tie-break' }] : effects;
}

test('D22: whatever is open ends by its deadlines alone', () => {
  for (const paths of ALL_PATHS) expect(restlessStates(paths)).toEqual([]);
});
