/** Two devices that talk, each opened anew from its store for every message. */
import { parseBareJid } from '../../src/jid.ts';
import { createOmemo } from '../../src/omemo/create.ts';
import type { OmemoAccount } from '../../src/omemo/create.ts';
import type { OmemoDevice } from '../../src/omemo/port.ts';
import type { DurableStore } from '../../src/omemo-store/durable-store.ts';
import { parseDeviceId } from '../../src/stanzas/omemo.ts';
import { valueOf } from '../omemo/value-of.ts';

export const romeo: OmemoDevice = { account: parseBareJid('romeo@montague.example')!, deviceId: parseDeviceId('111')! };
export const juliet: OmemoDevice = {
  account: parseBareJid('juliet@capulet.example')!,
  deviceId: parseDeviceId('222')!,
};

const ROUNDS = 12;

/** What was read, in order. */
export async function converse(open: (device: OmemoDevice) => Promise<DurableStore>): Promise<readonly string[]> {
  const with_ = async <T>(device: OmemoDevice, use: (omemo: OmemoAccount) => Promise<T>): Promise<T> => {
    const store = await open(device);
    const omemo = await createOmemo({ ...device, store });
    const outcome = await use(omemo);
    await store.close();
    return outcome;
  };
  const bundle = await with_(juliet, async (omemo) => valueOf(await omemo.ownBundle()));
  await with_(romeo, async (omemo) => valueOf(await omemo.startSession(juliet, bundle)));
  const read: string[] = [];
  for (let number = 0; number < ROUNDS; number += 1) {
    const [from, to] = number % 2 === 0 ? [romeo, juliet] : [juliet, romeo];
    const { message } = await with_(from, async (omemo) =>
      valueOf(await omemo.encrypt(to, `message ${number}`, undefined)),
    );
    const sender = { ...from, identityKey: undefined };
    const { plaintext } = await with_(to, async (omemo) => valueOf(await omemo.decrypt(sender, message)));
    read.push(plaintext);
  }
  return read;
}
