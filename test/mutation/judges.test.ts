/** How `npm run mutate` judges: a few mutants that must not pass, each seen by the layer that is there for it. */
import { describe, expect, test } from 'vitest';
import { calleeMachine } from '../../machines/callee.machine.ts';
import { callerMachine } from '../../machines/caller.machine.ts';
import { changesMachine } from '../../machines/changes.machine.ts';
import { killerOf } from '../../properties/mutation/judgement.ts';
import { openJudge } from '../../properties/mutation/judges.ts';
import { KNOWLEDGE_OF_CHANGES } from '../../properties/mutation/knowledge-of-changes.ts';
import { knowledgeOfCalls } from '../../properties/mutation/knowledge-of-calls.ts';
import { createMachineJudge } from '../../properties/mutation/machine-judge.ts';
import { exportsOf, mutantsOfSubject, SUBJECTS } from '../../properties/mutation/subjects.ts';

test('a machine is equivalent to itself', () => {
  const same = { isEquivalent: true, findings: {} };
  expect(createMachineJudge(knowledgeOfCalls('caller'), callerMachine)(() => callerMachine)).toEqual(same);
  expect(createMachineJudge(knowledgeOfCalls('callee'), calleeMachine)(() => calleeMachine)).toEqual(same);
  expect(createMachineJudge(KNOWLEDGE_OF_CHANGES, changesMachine)(() => changesMachine)).toEqual(same);
});

describe('a mutant is seen', () => {
  test.each([
    ['caller', 'proposed on peer.proceed 1: without pinDevice', 'C15'],
    ['caller', 'preparing.encrypting on omemo.impossible 1: guard allowsPlain dropped', 'B10'],
    ['caller', 'initiated.waiting on peer.sessionAccept 1: guard isDecryptableAnswer dropped', 'A3'],
    ['callee', 'guard isSameCertificate: always says true', 'A8'],
    ['changes', 'guard isOutOfKind: always says false', 'A5'],
    ['changes', 'adding entry: without startTimer addition', 'D22'],
  ])('in the %s by a rule: %s', async (subject, mutant, rule) => {
    const { findings } = (await openJudge(subject))(mutant);
    expect(findings.tables).toBeDefined();
    expect(findings.monitors).toMatch(new RegExp(`^${rule}`));
  });

  test('in the caller by the explorer: a call that nobody ever hears of', async () => {
    const { findings, story } = (await openJudge('caller'))('proposed entry: without sendPropose');
    expect(findings).toEqual({
      tables: 'the table call under opportunistic',
      explorer: expect.stringMatching(/^I7: /),
    });
    expect(story).toBe('opportunistic disabled hidden call');
  });

  test('by nothing but its table, where only a test can know better', async () => {
    const judgement = (await openJudge('changes'))('everywhere on peer.contentModify 1: without reportContentModified');
    expect(judgement).toMatchObject({ isEquivalent: false, findings: { tables: expect.any(String) } });
    expect(killerOf(judgement)).toBeUndefined();
  });

  test('in a table of decisions by its text', async () => {
    const judge = await openJudge('early-word');
    expect(judge('word other: remember instead of ignore').findings.tables).toBe('between-calls.txt');
    expect(() => judge('word whatever')).toThrow('bug: early-word has no mutant word whatever');
  });
});

test('every 250th mutant of what changes in a call is seen by its table, or equivalent', async () => {
  const subject = SUBJECTS.find(({ name }) => name === 'changes')!;
  const judge = await openJudge('changes');
  const mutants = mutantsOfSubject(subject, await exportsOf(subject)).filter((_, index) => index % 250 === 0);
  const unseen = mutants.filter(({ name }) => {
    const { isEquivalent, findings } = judge(name);
    return isEquivalent === (findings.tables !== undefined);
  });
  expect(unseen).toEqual([]);
});
