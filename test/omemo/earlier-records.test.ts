/**
 * Sessions as they were stored while libsignal kept them, and messages of then: whoever comes from an earlier commit
 * has such records.
 */
import { expect, test } from 'vitest';
import { decodeBase64, encodeBase64 } from '../../src/base/base64.ts';
import { systemRandom } from '../../src/omemo/curve.ts';
import { platformInUse } from '../../src/omemo/platform.ts';
import { decryptInSession, encryptInSession } from '../../src/omemo/ratchet.ts';
import { readRecord, writeRecord } from '../../src/omemo/session-record.ts';
import type { SessionState } from '../../src/omemo/session-state.ts';
import { readPreKeyWhisperMessage, readWhisperMessage } from '../../src/omemo/signal-message.ts';
import type { DeviceId } from '../../src/stanzas/omemo.ts';
import { valueOf } from './value-of.ts';

const IDENTITY = {
  publicKey: 'Bd9CpGHrN7qVytT7Kiay90WA8yO0ms5bpdcS7OOVXSwy',
  privateKey: 'wHq6RyrDJRF7vKTnpazVyiJAaRoPa199thlL8gxEf1w=',
};

/** Juliet's session with romeo: two messages of the chain in use are missing, and a new chain is to begin. */
const ANSWERED = {
  identityKey: 'BRTpbD+zMRz9yMXzFDEelT0zSRZT+owvl1VEcm5PKr1N',
  baseKey: 'BYYB22BiP9qCCHQiVkhlu7vZ993bbL0o8RYjHanc0m5H',
  rootKey: 'CaOPNOfUfRnYCfKR1M03H0IfsNhczBHiJiMtxJUCmsw=',
  ratchetPublic: 'BTQnzGl+JjKOySbsqQKUxbiD4SH3NsMeBBhaa2E7jEcY',
  ratchetPrivate: 'iF+9WJLJWVaTJxuqz+80w4PLMnz2+cT19xJbgLKxKkI=',
  remoteRatchet: 'Bec4YB0GX59LVwLOTkLjRdp+xPWT9TAjfVXadl3xYdth',
  previousCounter: 0,
  oldRatchets: ['BT1KkMjVzjHLb2lZRXF/V7FXrBfQZ4srLHHCdJ5SbtIZ'],
  chains: {
    'BTQnzGl+JjKOySbsqQKUxbiD4SH3NsMeBBhaa2E7jEcY': {
      sends: true,
      counter: 0,
      key: 'MzzTjiHqKfvcALxRr04Q51TjXeMZU/4e59pHbylPy04=',
    },
    'Bec4YB0GX59LVwLOTkLjRdp+xPWT9TAjfVXadl3xYdth': {
      counter: 2,
      key: 'sj8kADoaulsNSYtXmtzlHZ8cMFWkVnAaRj31sk3Gps8=',
      skipped: {
        0: '18Cbk8B9RqYe4FXxxsiqi2uz/Dm80pbZCWe1AaGMSJQ=',
        1: 'zEgwsY9eDZaGwz1r66Ow/2BZB9pOCEHzF2NfrZlQYhk=',
      },
    },
    'BT1KkMjVzjHLb2lZRXF/V7FXrBfQZ4srLHHCdJ5SbtIZ': {
      counter: 0,
    },
  },
};

/** Romeo's, from before anybody has answered. */
const PENDING = {
  identityKey: 'Bd9CpGHrN7qVytT7Kiay90WA8yO0ms5bpdcS7OOVXSwy',
  baseKey: 'BYYB22BiP9qCCHQiVkhlu7vZ993bbL0o8RYjHanc0m5H',
  rootKey: 'lzE4BVE+dDjlC+wrhKkGDmsvz5Cdb5TWrSf3B1jJYRk=',
  ratchetPublic: 'BT1KkMjVzjHLb2lZRXF/V7FXrBfQZ4srLHHCdJ5SbtIZ',
  ratchetPrivate: 'KGklJiHwkjlmu9R2VQjf9tOhvMaScqDJKROWCEBGTVg=',
  remoteRatchet: 'BSjeYCNQ3VsXmWP7KwCkxrIslSiYaAhmmP39A8VDH2Ia',
  previousCounter: 0,
  pending: {
    preKeyId: 12,
    signedPreKeyId: 1,
  },
  oldRatchets: [],
  chains: {
    'BT1KkMjVzjHLb2lZRXF/V7FXrBfQZ4srLHHCdJ5SbtIZ': {
      sends: true,
      counter: 0,
      key: '9y8yYUoJxxtiAYERvVqcNKql41mkEjnphEuh4yBv670=',
    },
  },
};

/** The first of those that are missing, and the first of the new chain. */
const LATE =
  'MwohBec4YB0GX59LVwLOTkLjRdp+xPWT9TAjfVXadl3xYdthEAAYACIwvUEOu9n/r3WgY0pmSFnyTANMg+9xVIlXPo1ew8pN' +
  'wLZo/Rx2zBsgWnD/9Gz1PXJoxoEW0RB8c+s=';
const NEXT =
  'MwohBTcUnF4+4fVu1eUEjaRq7sna0mnVdPvAvnO39pkSdetiEAAYAiIwDnQ/m708hh4WRi2/Z40tBp303UpvPd/9LRin6C2A' +
  'cbX7XrOHYUAGXjRonvnoG598YYvb5nhC1zE=';

const bytesOf = (text: string) => decodeBase64(text)!;
const textOf = (stored: unknown) => JSON.stringify({ version: 1, sessions: [stored] });
const keyPair = { pubKey: bytesOf(IDENTITY.publicKey).buffer, privKey: bytesOf(IDENTITY.privateKey).buffer };
const parts = {
  identity: { deviceId: 22 as DeviceId, keyPair },
  platform: platformInUse(),
  random: systemRandom,
};

async function opened(state: SessionState, text: string) {
  const message = bytesOf(text);
  return valueOf(await decryptInSession(parts, state, message, readWhisperMessage(message)!));
}

test('a record is written as it was read', () => {
  for (const stored of [ANSWERED, PENDING]) {
    expect(JSON.parse(writeRecord(readRecord(textOf(stored))!))).toEqual({ version: 1, sessions: [stored] });
  }
});

test('its session opens what comes late and what comes next, in either order', async () => {
  for (const texts of [
    [LATE, NEXT],
    [NEXT, LATE],
  ]) {
    let [state] = readRecord(textOf(ANSWERED))!;
    for (const text of texts) {
      const next = await opened(state!, text);
      // The key of a payload, and its tag.
      expect(next.plaintext).toHaveLength(32);
      state = next.state;
    }
    expect(Object.keys(state!.chains)).toHaveLength(4);
  }
});

test('its session announces itself as long as nobody has answered', async () => {
  const [state] = readRecord(textOf(PENDING))!;
  const { preKey, bytes } = valueOf(await encryptInSession(parts, state!, new Uint8Array(32)));
  expect(preKey).toBe(true);
  const { baseKey, preKeyId, signedPreKeyId, registrationId, whisper } = readPreKeyWhisperMessage(bytes)!;
  expect({ preKeyId, signedPreKeyId, registrationId, counter: whisper.counter }).toEqual({
    preKeyId: PENDING.pending.preKeyId,
    signedPreKeyId: 1,
    registrationId: 22,
    counter: 1,
  });
  expect(encodeBase64(baseKey)).toBe(PENDING.baseKey);
});
