/** Implementations that break a promise about trust, changed identity keys, and what outlives the process. */
import { ok } from '../../../src/base/result.ts';
import type { Omemo } from '../../../src/omemo/port.ts';
import { afterRestart, around, type FaultRow, telling } from './fault.ts';

export const TRUST_FAULTS: readonly FaultRow[] = [
  {
    it: 'calls blind trust verified',
    fault: around((omemo) => ({
      trustOf(device, identityKey) {
        const level = omemo.trustOf(device, identityKey);
        return level === 'blind' ? 'verified' : level;
      },
    })),
    red: ['first-sight', 'verified-ends-blind', 'trust-recorded'],
  },
  {
    it: 'goes on with blind trust beside a verified key',
    fault: around((omemo) => {
      const blind = new Set<string>();
      return {
        async startSession(device, bundle) {
          if (omemo.trustOf(device, bundle.identityKey) === 'blind') blind.add(bundle.identityKey);
          return omemo.startSession(device, bundle);
        },
        trustOf(device, identityKey) {
          const level = omemo.trustOf(device, identityKey);
          return level === 'undecided' && blind.has(identityKey) ? 'blind' : level;
        },
        setTrust(key, level) {
          blind.delete(key.identityKey ?? '');
          return omemo.setTrust(key, level);
        },
      };
    }),
    red: ['verified-ends-blind'],
  },
  {
    it: 'forgets decisions in a restart',
    fault: afterRestart(() => ({ trustOf: () => 'undecided' })),
    red: ['first-sight', 'verified-ends-blind', 'trust-recorded'],
  },
  {
    it: 'takes no decision about a device that it does not know',
    fault: around((omemo) => ({
      setTrust: async (key, level) =>
        omemo.identityKeysOf(key.account).length === 0 ? ok(undefined) : omemo.setTrust(key, level),
    })),
    red: ['trust-in-advance', 'distrusted-first-message'],
  },
  {
    it: 'encrypts to a key that is distrusted',
    fault: around((omemo) => ({
      async encrypt(device, text, expected) {
        const result = await omemo.encrypt(device, text, expected);
        if (result.ok || result.error.kind !== 'distrusted') return result;
        const key = { ...device, identityKey: expected };
        await omemo.setTrust(key, 'undecided');
        const encrypted = await omemo.encrypt(device, text, expected);
        await omemo.setTrust(key, 'distrusted');
        return encrypted;
      },
    })),
    red: ['distrusted'],
  },
  {
    it: 'uses up a prekey for whoever asks',
    fault: around((omemo) => {
      let isUsed = false;
      return {
        bundleChanged: () => isUsed || omemo.bundleChanged(),
        decrypt(sender, message) {
          isUsed = true;
          return omemo.decrypt(sender, message);
        },
        ownBundle() {
          isUsed = false;
          return omemo.ownBundle();
        },
      };
    }),
    red: ['distrusted-first-message'],
  },
  {
    it: 'accepts another identity key in a bundle by itself',
    fault: around((omemo) => ({
      async startSession(device, bundle) {
        const result = await omemo.startSession(device, bundle);
        if (result.ok || result.error.kind !== 'identityKeyChanged') return result;
        await omemo.setTrust({ ...device, identityKey: bundle.identityKey }, 'blind');
        return omemo.startSession(device, bundle);
      },
    })),
    red: ['changed-key-in-bundle'],
  },
  {
    it: 'accepts another identity key in a message by itself',
    fault: telling(async (decrypted, omemo, { account, deviceId }) => {
      const { identityKey } = decrypted;
      await omemo.setTrust({ account, deviceId, identityKey }, 'blind');
      return decrypted;
    }),
    red: ['changed-key-in-message'],
  },
  {
    it: 'writes after it has answered',
    fault: { isBehind: true },
    red: [
      'session-from-bundle',
      'first-sight',
      'verified-ends-blind',
      'trust-recorded',
      'restart-of-sender',
      'restart-of-receiver',
    ],
  },
  {
    it: 'gives its first trust to every key of a device',
    fault: around((omemo) => {
      const first = new Map<string, ReturnType<Omemo['trustOf']>>();
      return {
        trustOf(device, identityKey) {
          const level = omemo.trustOf(device, identityKey);
          if (!first.has(device.account)) first.set(device.account, level);
          return level === 'undecided' ? (first.get(device.account) ?? level) : level;
        },
      };
    }),
    red: ['first-sight', 'verified-ends-blind'],
  },
];
