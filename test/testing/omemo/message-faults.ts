/** Implementations that break a promise about messages. */
import { err, ok } from '../../../src/base/result.ts';
import type { Decrypted, Omemo, OmemoDevice } from '../../../src/omemo/port.ts';
import type { DeviceId, OmemoMessage } from '../../../src/stanzas/omemo.ts';
import { around, type Fault, type FaultRow, telling, writing } from './fault.ts';

/** Decrypts something else than what came. */
function reading(change: (message: OmemoMessage, own: OmemoDevice) => OmemoMessage): Fault {
  return around((omemo) => ({ decrypt: (sender, message) => omemo.decrypt(sender, change(message, omemo.ownDevice)) }));
}

/** Loses what a message was refused with: the message itself does not open afterwards. */
function losing(kind: string): Fault {
  return around((omemo) => {
    const lost = new Set<string>();
    return {
      async decrypt(sender, message) {
        if (lost.has(bytesOf(message))) return err({ kind: 'replayed' });
        const result = await omemo.decrypt(sender, message);
        if (!result.ok && result.error.kind === kind) lost.add(bytesOf(message));
        return result;
      },
    };
  });
}

/** Throws where a value is to be given, as most libraries do. */
function throwing(kind: string): Fault {
  return around((omemo) => ({
    async decrypt(sender, message) {
      const result = await omemo.decrypt(sender, message);
      if (!result.ok && result.error.kind === kind) throw new TypeError('undefined is not a function');
      return result;
    },
  }));
}

const bytesOf = ({ keys }: OmemoMessage): string => keys.map(({ bytes }) => bytes.join()).join();
const withPreKey = (message: OmemoMessage, preKey: boolean): OmemoMessage => ({
  ...message,
  keys: message.keys.map((key) => ({ ...key, preKey })),
});

export const MESSAGE_FAULTS: readonly FaultRow[] = [
  {
    it: 'encrypts for other devices too, and opens what is for other devices too',
    fault: around((omemo) => ({
      async encrypt(device, text, expected) {
        const result = await omemo.encrypt(device, text, expected);
        if (!result.ok) return result;
        const { message } = result.value;
        const further = message.keys.map((key) => ({ ...key, recipientDeviceId: 7777 as DeviceId }));
        return ok({ ...result.value, message: { ...message, keys: [...message.keys, ...further] } });
      },
      decrypt: (sender, message) =>
        omemo.decrypt(sender, {
          ...message,
          keys: message.keys.filter(({ recipientDeviceId }) => recipientDeviceId === omemo.ownDevice.deviceId),
        }),
    })),
    red: ['message-on-the-wire', 'one-key-for-us'],
  },
  {
    it: 'trims texts',
    fault: around((omemo) => ({
      encrypt: (device, text, expected) => omemo.encrypt(device, text.trim(), expected),
    })),
    red: ['texts'],
  },
  {
    it: 'tells the own key for the key of the other',
    fault: telling(async (decrypted, { ownIdentityKey }) => ({ ...decrypted, identityKey: ownIdentityKey })),
    red: ['identity-keys-told', 'changed-key-in-message'],
  },
  {
    it: 'does not say which messages start a session',
    fault: around((omemo) => ({
      async encrypt(device, text, expected) {
        const result = await omemo.encrypt(device, text, expected);
        return result.ok ? ok({ ...result.value, message: withPreKey(result.value.message, false) }) : result;
      },
      async decrypt(sender, message) {
        const result = await omemo.decrypt(sender, message);
        const isOther = !result.ok && result.error.kind === 'malformed';
        return isOther ? omemo.decrypt(sender, withPreKey(message, true)) : result;
      },
    })),
    red: ['prekey-messages-until-answered'],
  },
  {
    it: 'decrypts whatever device the header names',
    fault: around((omemo) => ({
      decrypt: (sender, message) => omemo.decrypt({ ...sender, deviceId: message.senderDeviceId }, message),
    })),
    red: ['unexpected-sender'],
  },
  {
    it: 'takes the first key of a message for its own',
    fault: reading((message, { deviceId }) => ({
      ...message,
      keys: message.keys.slice(0, 1).map((key) => ({ ...key, recipientDeviceId: deviceId })),
    })),
    red: ['one-key-for-us'],
  },
  {
    it: 'does not ask which key the call expects',
    fault: around((omemo) => ({
      encrypt: (device, text) => omemo.encrypt(device, text, undefined),
      decrypt: (sender, message) => omemo.decrypt({ ...sender, identityKey: undefined }, message),
    })),
    red: ['expected-identity-key', 'changed-key-in-message'],
  },
  {
    it: 'remembers what it has opened, and gives it again',
    fault: around((omemo) => {
      const opened = new Map<string, ReturnType<Omemo['decrypt']>>();
      return {
        async decrypt(sender, message) {
          const known = opened.get(bytesOf(message));
          if (known !== undefined) return known;
          const result = omemo.decrypt(sender, message);
          if ((await result).ok) opened.set(bytesOf(message), result);
          return result;
        },
      };
    }),
    red: ['opens-once'],
  },
  {
    it: 'forgets the keys of skipped messages',
    fault: writing(
      (changes) => new Map([...changes].map(([key, text]) => [key, text?.replaceAll(/,"skipped":\{[^}]*\}/g, '')])),
    ),
    red: ['any-order', 'restart-of-sender', 'restart-of-receiver'],
  },
  {
    it: 'encrypts at the same time from one state',
    fault: {
      omemo: (omemo, memory) => {
        let turn: Promise<unknown> = Promise.resolve();
        return {
          ...omemo,
          encrypt(device, text, expected) {
            const state = memory.text();
            const encrypted = turn.then(async () => {
              await memory.setBack(state);
              return omemo.encrypt(device, text, expected);
            });
            turn = encrypted;
            return encrypted;
          },
        };
      },
    },
    red: ['at-once'],
  },
  {
    it: 'uses up the key of a message whose MAC is wrong',
    fault: losing('badMac'),
    red: ['damaged-payload', 'garbage'],
  },
  {
    it: 'throws where a MAC is wrong',
    fault: throwing('badMac'),
    red: ['damaged-key', 'damaged-payload', 'own-message-back', 'garbage'],
  },
  {
    it: 'opens what it has sent itself',
    fault: around((omemo) => {
      const sent = new Map<string, Decrypted>();
      return {
        async encrypt(device, plaintext, expected) {
          const result = await omemo.encrypt(device, plaintext, expected);
          if (result.ok) sent.set(bytesOf(result.value.message), { ...result.value, plaintext });
          return result;
        },
        async decrypt(sender, message) {
          const own = sent.get(bytesOf(message));
          return own === undefined ? omemo.decrypt(sender, message) : ok(own);
        },
      };
    }),
    red: ['own-message-back'],
  },
  { it: 'throws where a counter is too high', fault: throwing('counterTooFar'), red: ['huge-counter'] },
  { it: 'throws where a message is malformed', fault: throwing('malformed'), red: ['garbage'] },
  {
    it: 'ends a session whose first message was damaged',
    fault: around((omemo) => {
      let isEnded = false;
      return {
        async decrypt(sender, message) {
          if (isEnded) return err({ kind: 'noSession' });
          const result = await omemo.decrypt(sender, message);
          isEnded = !result.ok && result.error.kind === 'badMac' && message.keys.some(({ preKey }) => preKey);
          return result;
        },
      };
    }),
    red: ['damaged-key'],
  },
];
