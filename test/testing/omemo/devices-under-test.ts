/** Our implementation as the checks want it, whole, or with something wrong about it. */
import { createOmemo } from '../../../src/omemo/create.ts';
import { createMemoryStore } from '../../../src/omemo/memory-store.ts';
import type { Omemo, OmemoDevice } from '../../../src/omemo/port.ts';
import type { OmemoUnderTest } from '../../../src/testing/entry.ts';
import type { Fault, Memory } from './fault.ts';

export function underTest(fault: Fault = {}): OmemoUnderTest {
  const namesGiven = new Map<string, number>();
  return {
    async createDevice(device) {
      const name = `${device.deviceId} ${device.account}`;
      const nth = namesGiven.get(name) ?? 0;
      namesGiven.set(name, nth + 1);
      const first = openMemory(await newDevice(device, nth));
      const open = async (memory: Memory, isRestarted: boolean): Promise<Omemo> => {
        const omemo = await createOmemo({ ...device, store: fault.store?.(memory) ?? memory });
        return fault.omemo?.(omemo, memory, isRestarted) ?? omemo;
      };
      return {
        omemo: await open(first, false),
        restart: () => open(openMemory(fault.isBehind ? first.textBefore() : first.text()), true),
      };
    },
  };
}

// A device has a hundred prekeys, and there are a thousand checks: each device is made once, and copied.
const newDevices = new Map<string, Promise<string>>();

function newDevice(device: OmemoDevice, nth: number): Promise<string> {
  const name = `${nth} ${device.deviceId} ${device.account}`;
  const made = newDevices.get(name) ?? makeDevice(device);
  newDevices.set(name, made);
  return made;
}

async function makeDevice(device: OmemoDevice): Promise<string> {
  const store = createMemoryStore();
  await createOmemo({ ...device, store });
  return store.exportText();
}

function openMemory(exported: string): Memory {
  const store = createMemoryStore(exported);
  let before = exported;
  return {
    ...store,
    async write(changes) {
      before = store.exportText();
      await store.write(changes);
    },
    textBefore: () => before,
    text: () => store.exportText(),
    setBack: (text) => store.write(new Map(Object.entries(JSON.parse(text) as Record<string, string>))),
  };
}
