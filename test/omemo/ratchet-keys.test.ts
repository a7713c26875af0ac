import { describe, expect, test } from 'vitest';
import { bytesOfHex } from '../../src/base/bytes.ts';
import { platformInUse } from '../../src/omemo/platform.ts';
import { messageKeyOf, messageSecretsOf, nextChainKey } from '../../src/omemo/ratchet-keys.ts';
import { readable } from './readable.ts';

const { hmacSha256 } = platformInUse();

// The chain key that Signal's own libraries are tested with, at index 0.
const CHAIN_KEY = bytesOfHex('8ab72d6f4cc5ac0d387eaf463378ddb28edd07385b1cb01250c715982e7ad48f').buffer;

describe('a chain key', () => {
  test('gives the secrets of its message', () => {
    expect(readable(messageSecretsOf(hmacSha256, messageKeyOf(hmacSha256, CHAIN_KEY)))).toMatchObject({
      cipherKey: 'bf51e9d75e0e31031051f82a2491ffc084fa298b7793bd9db620056febf45217',
      macKey: 'c6c77d6a73a354337a56435e34607dfe48e3ace14e77314dc6abc172e7a7030b',
    });
  });

  test('gives the one behind it', () => {
    expect(readable(nextChainKey(hmacSha256, CHAIN_KEY))).toBe(
      '28e8f8fee54b801eef7c5cfb2f17f32c7b334485bbb70fac6ec10342a246d15d',
    );
  });
});
