/** Every attack there is, in the order in which they are listed. */
import type { Attack } from './attack.ts';
import { dropAccept } from './drop-accept.ts';
import { mixedContents } from './mixed-contents.ts';
import { otherDevice } from './other-device.ts';
import { plainBesideEncrypted } from './plain-beside-encrypted.ts';
import { replay } from './replay.ts';
import { stripDevice } from './strip-device.ts';
import { swapFingerprint } from './swap-fingerprint.ts';

export const ATTACKS: readonly Attack[] = [
  swapFingerprint,
  stripDevice,
  plainBesideEncrypted,
  mixedContents,
  otherDevice,
  replay,
  dropAccept,
];

export function attackNamed(name: string): Attack | undefined {
  return ATTACKS.find((attack) => attack.name === name);
}
