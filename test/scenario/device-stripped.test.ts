/**
 * The server takes the device out of Juliet's proceed. Romeo's core cannot tell that from a client without OMEMO; the
 * policy decides.
 */
import { expect, test } from 'vitest';
import { answer, createPair, states, told } from '../support/pair.ts';
import { tampering, withDevice, withoutDevice } from '../support/hostile.ts';
import { story } from '../support/story.ts';

test.each(['opportunistic', 'expect'] as const)(
  'under %s the call is plain and says so, on both sides',
  async (policy) => {
    const pair = await createPair({ romeo: { policy }, tamper: tampering('proceed', withoutDevice) });
    await answer(pair);
    expect(story(pair.delivered).slice(2)).toEqual([
      'juliet > romeo: proceed',
      'romeo > juliet: session-initiate audio:plain',
      'juliet > romeo: ok',
      'juliet > romeo: session-accept audio:plain',
      'romeo > juliet: ok',
    ]);
    expect(told(pair.romeo)).toEqual(['ringing', 'accepted', 'unauthenticated (notAnnounced)']);
    expect(told(pair.juliet)).toEqual(['incoming', 'accepted', 'unauthenticated (announcedNotUsed)']);
  },
);

test('under require no fingerprint leaves', async () => {
  const pair = await createPair({ romeo: { policy: 'require' }, tamper: tampering('proceed', withoutDevice) });
  await answer(pair);
  expect(story(pair.delivered).slice(2)).toEqual(['juliet > romeo: proceed', 'romeo > juliet: retract security-error']);
  expect(told(pair.romeo)).toEqual(['ringing', 'ended by core: security-error']);
  expect(states(pair.romeo)).toEqual(['proposed.discovering', 'proposed.ringing', 'ended']);
  expect(told(pair.juliet)).toEqual(['incoming', 'ended by peer: cancel']);
});

test.each(['expect', 'require'] as const)(
  'a callee who announced a device and insists on it (%s) refuses the plain offer',
  async (policy) => {
    const pair = await createPair({ juliet: { policy }, tamper: tampering('proceed', withoutDevice) });
    await answer(pair);
    expect(told(pair.juliet)).toEqual(['incoming', 'ended by core: security-error']);
    expect(told(pair.romeo)).toEqual(['ringing', 'ended by peer: security-error']);
    expect(pair.juliet.media.engines).toEqual([]);
  },
);

test.each(['0', '-1', '2147483648', ' 2222', '2222.0', 'abc', ''])(
  'a device %j is no announcement and not none either: expect refuses, opportunistic names it',
  async (deviceId) => {
    const tamper = tampering('proceed', (stanza) => withDevice(stanza, deviceId));
    const strict = await createPair({ romeo: { policy: 'expect' }, tamper });
    await answer(strict);
    expect(told(strict.romeo)).toEqual(['ringing', 'ended by core: security-error']);
    const lenient = await createPair({ tamper });
    await answer(lenient);
    expect(told(lenient.romeo)).toEqual(['ringing', 'accepted', 'unauthenticated (invalidDevice)']);
  },
);
