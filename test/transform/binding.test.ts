/** One call, one OMEMO device, one identity key. The draft's rule of one device per call. */
import { describe, expect, test } from 'vitest';
import { compareDevice, confirmIdentityKey } from '../../src/transform/binding.ts';
import type { Binding } from '../../src/transform/binding.ts';
import { JULIET, JULIETS_DEVICE, JULIETS_KEY, OTHER_DEVICE, OTHER_KEY } from './fake-omemo.ts';

const announced: Binding = { account: JULIET, deviceId: JULIETS_DEVICE, identityKey: undefined };

describe('compareDevice', () => {
  test('A3: knows the bound device, and every other', () => {
    expect(compareDevice(announced, JULIETS_DEVICE)).toBe('pinned');
    expect(compareDevice(announced, OTHER_DEVICE)).toBe('other');
  });

  test('A4: takes no device for the bound one before there is a binding', () => {
    expect(compareDevice(undefined, JULIETS_DEVICE)).toBe('unbound');
  });
});

describe('confirmIdentityKey', () => {
  test('writes the key that was really used, once', () => {
    const bound = confirmIdentityKey(announced, JULIETS_KEY);
    expect(bound).toEqual({ ...announced, identityKey: JULIETS_KEY });
    expect(announced.identityKey).toBeUndefined();
  });

  test('A4: gives the same binding for the same key, and none for another', () => {
    const bound: Binding = { ...announced, identityKey: JULIETS_KEY };
    expect(confirmIdentityKey(bound, JULIETS_KEY)).toBe(bound);
    expect(confirmIdentityKey(bound, OTHER_KEY)).toBeUndefined();
  });
});
