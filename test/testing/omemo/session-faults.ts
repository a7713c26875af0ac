/** Implementations that break a promise about bundles and sessions. */
import { err, ok } from '../../../src/base/result.ts';
import type { BareJid } from '../../../src/jid.ts';
import type { OmemoDevice } from '../../../src/omemo/port.ts';
import type { DeviceId, IdentityKey, OmemoBundle } from '../../../src/stanzas/omemo.ts';
import { afterRestart, around, type Fault, type FaultRow, writing } from './fault.ts';

/** Takes some of the bundles that have to be refused. */
function taking(isTaken: (bundle: OmemoBundle, ownIdentityKey: IdentityKey) => boolean): Fault {
  return around((omemo) => ({
    async startSession(device, bundle) {
      const result = await omemo.startSession(device, bundle);
      const isInvalid = !result.ok && result.error.kind === 'invalidBundle';
      return isInvalid && isTaken(bundle, omemo.ownIdentityKey) ? ok(bundle.identityKey) : result;
    },
  }));
}

/** Knows devices by something else than account and id. */
function addressing(nameOf: (device: OmemoDevice) => OmemoDevice): Fault {
  return around((omemo) => ({
    hasSession: (device) => omemo.hasSession(nameOf(device)),
    startSession: (device, bundle) => omemo.startSession(nameOf(device), bundle),
    encrypt: (device, text, expected) => omemo.encrypt(nameOf(device), text, expected),
    decrypt: (sender, message) => omemo.decrypt({ ...sender, ...nameOf(sender) }, message),
    trustOf: (device, identityKey) => omemo.trustOf(nameOf(device), identityKey),
    setTrust: (key, level) => omemo.setTrust({ ...key, ...nameOf(key) }, level),
  }));
}

const isWeak = ({ preKeys }: OmemoBundle): boolean => preKeys.every(({ publicKey }) => publicKey[5] === 0);

export const SESSION_FAULTS: readonly FaultRow[] = [
  {
    it: 'has another device id after a restart',
    fault: afterRestart(({ ownDevice }) => ({ ownDevice: { ...ownDevice, deviceId: 5555 as DeviceId } })),
    red: ['own-device', 'restart-of-receiver'],
  },
  {
    it: 'names a prekey twice in its bundle',
    fault: around((omemo) => ({
      async ownBundle() {
        const own = await omemo.ownBundle();
        return own.ok ? ok({ ...own.value, preKeys: [...own.value.preKeys, ...own.value.preKeys.slice(0, 1)] }) : own;
      },
    })),
    red: ['bundle-on-the-wire'],
  },
  {
    it: 'never has anything to publish',
    fault: around(() => ({ bundleChanged: () => false })),
    red: ['bundle-changed'],
  },
  {
    it: 'keeps used prekeys',
    fault: writing(
      (changes) => new Map([...changes].filter(([key, text]) => !key.startsWith('pre-key/') || text !== undefined)),
    ),
    red: ['opens-once', 'used-prekey-replaced'],
  },
  {
    it: 'knows no session after a restart',
    fault: afterRestart(() => ({ hasSession: () => Promise.resolve(ok(false)) })),
    red: ['session-from-bundle'],
  },
  {
    it: 'checks no signature',
    fault: taking((bundle, own) => bundle.preKeys.length > 0 && !isWeak(bundle) && bundle.identityKey !== own),
    red: ['bundle-signature'],
  },
  {
    it: 'does without prekeys',
    fault: taking(({ preKeys }) => preKeys.length === 0),
    red: ['bundle-without-prekeys'],
  },
  {
    it: 'computes with weak keys',
    fault: taking((bundle) => bundle.preKeys.length > 0 && isWeak(bundle)),
    red: ['bundle-with-weak-key'],
  },
  {
    it: 'starts sessions with itself',
    fault: taking(({ identityKey }, own) => identityKey === own),
    red: ['own-key-in-bundle'],
  },
  {
    it: 'says that its store has failed where there is no session',
    fault: around((omemo) => ({
      async encrypt(device, text, expected) {
        const result = await omemo.encrypt(device, text, expected);
        return result.ok || result.error.kind !== 'noSession' ? result : err({ kind: 'storeFailed' });
      },
    })),
    red: ['no-session'],
  },
  {
    it: 'leaves dots out of addresses',
    fault: addressing(({ account, deviceId }) => ({ account: account.replaceAll('.', '') as BareJid, deviceId })),
    red: ['session-each'],
  },
  {
    it: 'hears of no other session once it has started one',
    fault: around((omemo) => {
      const waiting = new Set<string>();
      return {
        startSession(device, bundle) {
          waiting.add(device.account);
          return omemo.startSession(device, bundle);
        },
        async decrypt(sender, message) {
          const isFirst = message.keys.some(({ preKey }) => preKey);
          return isFirst && waiting.has(sender.account) ? err({ kind: 'noSession' }) : omemo.decrypt(sender, message);
        },
      };
    }),
    red: ['both-start'],
  },
];
