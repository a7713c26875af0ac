/**
 * A call runs over real OMEMO, ICE, DTLS and RTP, and is changed: media flows where it was agreed on, rests where it is
 * over, and the call is authenticated all the while.
 */
import { afterEach, describe, expect, test } from 'vitest';
import type { ContentName } from '../../src/stanzas/identifiers.ts';
import { flows, realCall, stillArriving } from '../support/real-pair.ts';
import type { RealPair } from '../support/real-pair.ts';
import { story } from '../support/story.ts';

let call: RealPair;

afterEach(() => call.close());

/** What must hold whatever was changed: one verdict, no second connection, no end. */
function expectUntouched(): void {
  for (const { reports } of [call.romeo, call.juliet]) {
    const verdicts = reports.flatMap((report) => (report.kind === 'authentication' ? [report.verdict.state] : []));
    expect(new Set(verdicts)).toEqual(new Set(['authenticated']));
    expect(reports.filter(({ kind }) => kind === 'connected')).toHaveLength(1);
    expect(reports.filter(({ kind }) => kind === 'ended')).toEqual([]);
  }
}

/** The Jingle actions since, with how their fingerprints travelled. */
function actionsSince(count: number): readonly string[] {
  return story(call.delivered.slice(count)).filter((line) => /: (?:content|transport)-/.test(line));
}

describe.each([
  ['romeo', 'juliet'],
  ['juliet', 'romeo'],
] as const)('over werift, %s', (one, other) => {
  test('adds video, encrypted, and takes it out again', async () => {
    call = await realCall();
    const [adder, asked] = [call[one], call[other]];
    const before = call.delivered.length;
    adder.manager.changes.addContents(adder.key, ['video']);
    const { contentName } = await asked.told('contentOffered');
    expect(await stillArriving(call, 'video')).toBe(0);
    asked.manager.changes.acceptContents(asked.key);
    for (const party of [adder, asked]) await party.told('contentAccepted');
    await flows(call, 'video');
    await flows(call, 'audio');
    const actions = actionsSince(before);
    expect(actions[0]).toBe(`${one} > ${other}: content-add ${contentName}:encrypted`);
    expect(actions).toContain(`${other} > ${one}: content-accept ${contentName}:encrypted`);
    asked.manager.changes.removeContent(asked.key, contentName);
    for (const party of [adder, asked]) await party.told('contentRemoved');
    expect(await stillArriving(call, 'video')).toBe(0);
    await flows(call, 'audio');
    expectUntouched();
  });

  test('is declined: everything is as it was, and the other one may add', async () => {
    call = await realCall();
    const [adder, asked] = [call[one], call[other]];
    adder.manager.changes.addContents(adder.key, ['video']);
    await asked.told('contentOffered');
    asked.manager.changes.rejectContents(asked.key);
    expect(await adder.told('contentRejected')).toMatchObject({ by: 'peer' });
    await flows(call, 'audio');
    expect(await stillArriving(call, 'video')).toBe(0);
    asked.manager.changes.addContents(asked.key, ['video']);
    await adder.told('contentOffered');
    adder.manager.changes.acceptContents(adder.key);
    for (const party of [adder, asked]) await party.told('contentAccepted');
    await flows(call, 'video');
    expectUntouched();
  });

  test('restarts ICE, before and after an addition and without what the call began with', async () => {
    call = await realCall();
    const [adder, asked] = [call[one], call[other]];
    adder.manager.changes.restartIce(adder.key);
    for (const party of [adder, asked]) await party.told('iceRestarted');
    await flows(call, 'audio');
    adder.manager.changes.addContents(adder.key, ['video']);
    await asked.told('contentOffered');
    asked.manager.changes.acceptContents(asked.key);
    for (const party of [adder, asked]) await party.told('contentAccepted');
    await flows(call, 'video');
    adder.manager.changes.removeContent(adder.key, '0' as ContentName);
    await asked.told('contentRemoved');
    const counts = [adder, asked].map(({ reports }) => reports.length);
    asked.manager.changes.restartIce(asked.key);
    for (const [index, party] of [adder, asked].entries()) await party.told('iceRestarted', counts[index]);
    await flows(call, 'video');
    expect(await stillArriving(call, 'audio')).toBe(0);
    expectUntouched();
  });
});

test('over werift, both add video at once, and the call has it once', async () => {
  call = await realCall();
  for (const { manager, key } of [call.romeo, call.juliet]) manager.changes.addContents(key, ['video']);
  for (const party of [call.romeo, call.juliet]) await party.told('contentAccepted');
  await flows(call, 'video');
  const [ours, theirs] = [call.romeo.names('video'), call.juliet.names('video')];
  expect(ours).toEqual(theirs);
  expect(ours).toHaveLength(1);
  expectUntouched();
});

test('over werift, both restart ICE at once, and media goes on', async () => {
  call = await realCall();
  for (const { manager, key } of [call.romeo, call.juliet]) manager.changes.restartIce(key);
  for (const party of [call.romeo, call.juliet]) await party.told('iceRestarted');
  await flows(call, 'audio');
  expectUntouched();
});
