/** Keys as people compare them, in lines that fit a terminal; and as a QR code for a camera. */
import { renderUnicodeCompact } from 'uqr';
import { identityKeyFingerprint } from '../../omemo/key-fingerprint.ts';
import type { IdentityKey } from '../../stanzas/omemo.ts';

const GROUPS_A_LINE = 4;

/** Eight groups of eight digits, four in a line. */
export function keyLines(identityKey: IdentityKey): readonly string[] {
  const groups = identityKeyFingerprint(identityKey).split(' ');
  return [groups.slice(0, GROUPS_A_LINE).join(' '), groups.slice(GROUPS_A_LINE).join(' ')];
}

/** Half blocks: two rows of the code in each line. A block is light, as it has to be on most terminals. */
export function qrLines(uri: string): readonly string[] {
  return renderUnicodeCompact(uri, { ecc: 'L', border: 2 }).split('\n');
}

/** White on black whatever the terminal's own colours are. ECMA-48 #8.3.117. */
export function lightOnDark(line: string): string {
  return `\u001b[97;40m${line}\u001b[0m`;
}
