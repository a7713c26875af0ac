/** The media engine of whole calls that are measured: one description for all of them, of two contents, and no work. */
import { invariant } from '../../src/base/errors.ts';
import type { Result } from '../../src/base/result.ts';
import type { Media } from '../../src/media/port.ts';
import { createStandInMedia } from '../../src/media/scripted.ts';
import { parseDtlsFingerprintValue } from '../../src/stanzas/dtls.ts';

/** An engine that has described itself beforehand: what an engine takes is not the core's. */
export const FIXED_MEDIA: Media = await describedBeforehand();

async function describedBeforehand(): Promise<Media> {
  const engineOf = (digit: string) => {
    const value = parseDtlsFingerprintValue(Array.from({ length: 32 }, () => digit).join(':'), 'sha-256');
    invariant(value !== undefined, 'a fingerprint of the benchmark');
    return createStandInMedia({ seed: 1, dtlsFingerprint: value }).open(() => {});
  };
  const offer = await engineOf('0A').createOffer(['audio', 'video']);
  const answer = await engineOf('0B').createAnswer(valueOf(offer));
  return {
    open: () => ({
      createOffer: () => Promise.resolve(offer),
      createAnswer: () => Promise.resolve(answer),
      setRemote: () => Promise.resolve({ ok: true, value: undefined }),
      addCandidates: () => Promise.resolve(),
      close: () => {},
    }),
  };
}

function valueOf<T>(result: Result<T, unknown>): T {
  invariant(result.ok, 'the stand-in describes itself');
  return result.value;
}
