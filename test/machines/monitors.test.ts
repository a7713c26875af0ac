/** Each monitor tells when its rule is broken: one that no call can offend would keep silent over every machine. */
import { describe, expect, test } from 'vitest';
import { startCall } from '../../machines/step.ts';
import { watchMoments } from '../../properties/machines/watch.ts';
import { MONITORS } from '../../properties/monitors/all.ts';
import type { CallTraceEntry } from '../../src/call/trace.ts';
import type { BareJid } from '../../src/jid.ts';
import type { SessionId } from '../../src/stanzas/identifiers.ts';
import { STAYING_UP, TAKE_OVER } from './offences-of-order.ts';
import { AUTHENTICATION, DOWNGRADE } from './offences-of-protection.ts';
import { USUAL } from './tell.ts';

describe.each([
  ['authentication', AUTHENTICATION],
  ['downgrade', DOWNGRADE],
  ['take-over', TAKE_OVER],
  ['staying up', STAYING_UP],
])('monitors of %s', (_of, offences) => {
  test.each(offences.map((offence) => [offence[0], offence] as const))('tell of a call that %s', (_what, offence) => {
    const [, monitor, role, story, input = {}] = offence;
    const call = { role, input: { ...USUAL, policy: 'require' as const, ...input } };
    expect(watchMoments([monitor], call, story.slice(0, -1))).toBeUndefined();
    expect(watchMoments([monitor], call, story)).toMatchObject({ rule: monitor.rule });
  });
});

test('there is an offence against each rule', () => {
  const offended = [...AUTHENTICATION, ...DOWNGRADE, ...TAKE_OVER, ...STAYING_UP].map(([, monitor]) => monitor);
  expect(MONITORS.filter((monitor) => !offended.includes(monitor)).map(({ sentence }) => sentence)).toEqual([]);
});

test('a monitor reads the entries of a recorded trace as they are', () => {
  const recorded: readonly CallTraceEntry[] = [
    {
      kind: 'start',
      ...OF_CALL,
      input: USUAL,
      to: 'proposed.discovering',
      effects: startCall('caller', USUAL).effects,
    },
    {
      kind: 'step',
      ...OF_CALL,
      from: 'proposed.discovering',
      event: { type: 'peer.ringing' },
      to: 'ended',
      effects: [],
    },
  ];
  const call = { role: 'caller', input: USUAL } as const;
  expect(watchMoments(MONITORS, call, recorded.slice(0, 1))).toBeUndefined();
  expect(watchMoments(MONITORS, call, recorded)).toMatchObject({
    rule: 'D22',
    because: '0 ends told on the way to ended',
  });
});

const OF_CALL = {
  atMs: 0,
  sessionId: 'ca3cf894-5325-482f-a412-a6e9f832298d' as SessionId,
  peer: 'juliet@capulet.example' as BareJid,
  role: 'caller',
} as const;
