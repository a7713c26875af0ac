/** A device of ours and one on libsignal as it comes, with its own curve and records: each opens what the other has. */
import { expect, test } from 'vitest';
import type { IdentityKey, OmemoBundle, OmemoMessage } from '../../src/stanzas/omemo.ts';
import { from } from '../../src/testing/omemo/check.ts';
import { createStockDevice, loadStockLibrary, type StockBundle, type StockMessage } from '../bench/stock-omemo.ts';
import { bundleOf, createDevice, decrypted, encrypted, juliet, romeo } from './devices.ts';
import { valueOf } from './value-of.ts';

/** The bundle of the stock device, juliet's, as she would publish it. */
function published({ identityKey, signedPreKey, preKey }: StockBundle): OmemoBundle {
  return {
    identityKey: Buffer.from(identityKey).toString('base64') as IdentityKey,
    signedPreKeyId: signedPreKey.keyId,
    signedPreKey: new Uint8Array(signedPreKey.publicKey),
    signedPreKeySignature: new Uint8Array(signedPreKey.signature),
    preKeys: [{ preKeyId: preKey!.keyId, publicKey: new Uint8Array(preKey!.publicKey) }],
  };
}

function toStock({
  identityKey,
  signedPreKeyId,
  signedPreKey,
  signedPreKeySignature,
  preKeys,
}: OmemoBundle): StockBundle {
  const bufferOf = (bytes: Uint8Array) => new Uint8Array(bytes).buffer;
  const [first] = preKeys;
  return {
    registrationId: romeo.deviceId,
    identityKey: bufferOf(Buffer.from(identityKey, 'base64')),
    signedPreKey: {
      keyId: signedPreKeyId,
      publicKey: bufferOf(signedPreKey),
      signature: bufferOf(signedPreKeySignature),
    },
    preKey: { keyId: first!.preKeyId, publicKey: bufferOf(first!.publicKey) },
  };
}

function messageOf({ preKey, body, iv, payload }: StockMessage): OmemoMessage {
  const bytes = Uint8Array.from(body, (unit) => unit.charCodeAt(0));
  const keys = [{ recipientDeviceId: romeo.deviceId, preKey, bytes }];
  return { senderDeviceId: juliet.deviceId, keys, iv, payload: new Uint8Array(payload) };
}

function toStockMessage({ keys, iv, payload }: OmemoMessage): StockMessage {
  const { preKey, bytes } = keys[0]!;
  const body = String.fromCharCode(...bytes);
  return { preKey, body, iv: new Uint8Array(iv), payload: new Uint8Array(payload!).buffer };
}

test.each(['ours', 'the stock device'])('%s begins, and both read what is sent, in any order', async (who) => {
  const romeos = await createDevice(romeo);
  const stock = await createStockDevice(loadStockLibrary(), juliet.deviceId);
  const send = async (text: string) => toStockMessage(await encrypted(romeos, juliet, text));
  const read = async (message: StockMessage) => decrypted(romeos, juliet, messageOf(message));
  if (who === 'ours') {
    valueOf(await romeos.omemo.startSession(juliet, published(stock.bundle)));
    expect(await stock.decrypt(await send('first'))).toBe('first');
  } else {
    await stock.startSession(toStock(await bundleOf(romeos)));
    expect(await read(await stock.encrypt('first'))).toBe('first');
  }
  for (let round = 0; round < 3; round += 1) {
    const [one, two, three] = [await stock.encrypt('one'), await stock.encrypt('two'), await stock.encrypt('three')];
    expect([await read(three), await read(one)]).toEqual(['three', 'one']);
    const [four, five] = [await send('four'), await send('five')];
    expect([await stock.decrypt(five), await stock.decrypt(four)]).toEqual(['five', 'four']);
    expect(await read(two)).toBe('two');
    const again = await romeos.omemo.decrypt(from(juliet), messageOf(two));
    expect(again).toEqual({ ok: false, error: { kind: 'replayed' } });
  }
});
