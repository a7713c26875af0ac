/**
 * Why this test? A contact, or its server, can publish our own bundle as a device of its own. A session with ourselves
 * would come about, and with it a call shown as authenticated by our own key: `npm run z3` told that story
 * (`notItself`) before anybody had thought of it.
 */
import { expect, test } from 'vitest';
import { deviceOf } from '../../src/testing/omemo/check.ts';
import { bundleOf, createDevice, romeo } from './devices.ts';
import { valueOf } from './value-of.ts';

const tybalt = deviceOf('tybalt@capulet.example', 4444);

test('no session is started with a device that shows our own identity key', async () => {
  const romeos = await createDevice(romeo);
  const refused = { ok: false, error: { kind: 'invalidBundle' } };
  expect(await romeos.omemo.startSession(tybalt, await bundleOf(romeos))).toEqual(refused);
  expect(valueOf(await romeos.omemo.hasSession(tybalt))).toBe(false);
  expect(romeos.omemo.identityKeysOf(tybalt.account)).toEqual([]);
});
