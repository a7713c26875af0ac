/** Each monitor tells when its rule is broken: one that no call can offend would keep silent over every machine. */
import { describe, expect, test } from 'vitest';
import { watchMoments } from '../../properties/machines/watch.ts';
import { MONITORS } from '../../properties/monitors/all.ts';
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
