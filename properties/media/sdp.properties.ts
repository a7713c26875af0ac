/** What holds of SDP for every description and every text. Numbered as in docs/properties.md. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCandidate, writeCandidate } from '../../src/media/candidate.ts';
import { checkDescription, matchAnswer } from '../../src/media/described.ts';
import type { SessionDescription } from '../../src/media/port.ts';
import { readSdp } from '../../src/media/sdp-read.ts';
import { writeSdp } from '../../src/media/sdp-write.ts';
import type { IceCandidate } from '../../src/stanzas/ice-udp.ts';
import { iceCandidate, offerDescription } from '../arbitraries/session-description.ts';

const author = fc.constantFrom('initiator' as const, 'responder' as const);

/** What SDP cannot say: candidates have no id there, and one that is not a host always names a related address. */
function asSdpSaysCandidate(candidate: IceCandidate): IceCandidate {
  const hasNone = candidate.type !== 'host' && candidate.relatedAddress === undefined;
  const unspecified = { relatedAddress: candidate.ip.includes(':') ? '::' : '0.0.0.0', relatedPort: 0 };
  return { ...candidate, id: undefined, ...(hasNone ? unspecified : {}) };
}

function asSdpSays(description: SessionDescription): SessionDescription {
  const contents = description.contents.map(({ transport, ...content }) => ({
    ...content,
    transport: { ...transport, candidates: transport.candidates.map(asSdpSaysCandidate) },
  }));
  return { ...description, contents };
}

/** Text that would become a line, a word or a list of its own. */
const hostileText = fc
  .tuple(
    fc.constantFrom('\r\n', '\n', '\r', ' ', '\t', '\0', '\u0085', '\u2028', ';', '=', ':', 'é', ''),
    fc.constantFrom(
      'a=fingerprint:sha-256 00:00',
      'm=audio 9 UDP/TLS/RTP/SAVPF 0',
      'a=mid:0',
      'a=setup:passive',
      'a=ice-pwd:AAAAAAAAAAAAAAAAAAAAAAAA',
      'x',
      '',
    ),
    fc.boolean(),
  )
  .map(([separator, line, isFirst]) => (isFirst ? `${separator}${line}` : `x${separator}${line}`));
const hostileNumber = fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -1, 0.5, 1e21, 2 ** 53);

/** The places of all strings and numbers in a value, as paths; but for our own tags, which no peer writes. */
function leavesOf(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value === 'string' || typeof value === 'number') return [path];
  if (typeof value !== 'object' || value === null) return [];
  const fields = Object.entries(value).filter(([key]) => key !== 'kind');
  return fields.flatMap(([key, each]) => leavesOf(each, [...path, key]));
}

function replaced(value: unknown, [key, ...rest]: readonly string[], text: string, number: number): unknown {
  if (key === undefined) return typeof value === 'number' ? number : text;
  const copy: Record<string, unknown> = Array.isArray(value) ? ([...value] as never) : { ...(value as object) };
  copy[key] = replaced(copy[key], rest, text, number);
  return copy;
}

/** A description in which one text or number, anywhere, is what no honest client sends; and its place. */
const tampered = fc
  .tuple(offerDescription, hostileText, hostileNumber, fc.noBias(fc.nat()))
  .map(([description, text, number, place]) => {
    const leaves = leavesOf(description);
    const path = leaves[place % leaves.length] ?? [];
    return { path, text, description: replaced(description, path, text, number) as SessionDescription };
  });

/**
 * Fields that SDP does not say, or says once for several: what is in them can be lost, but not turn into something
 * else.
 */
const UNSAID: ReadonlySet<string | undefined> = new Set([
  'creator',
  'senders',
  'id',
  'ignoredCandidates',
  'pTime',
  'maxPTime',
]);

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.freeze(value);
    for (const each of Object.values(value)) deepFreeze(each);
  }
  return value;
}

describe('SDP, for any description', () => {
  test('M1: what is written reads back the same, whoever wrote it', () => {
    fc.assert(
      fc.property(offerDescription, author, (description, by) => {
        const text = writeSdp(deepFreeze(description), by);
        const again = text.ok ? readSdp(text.value, by) : text;
        expect(again.ok ? asSdpSays(again.value) : again).toEqual(asSdpSays(description));
      }),
    );
  });

  test('M2: a text or number out of place is refused, or changes nothing but its own value', () => {
    fc.assert(
      fc.property(tampered, ({ description, path, text: hostile }) => {
        const text = writeSdp(description, 'initiator');
        if (!text.ok) return;
        const sections = text.value.split('\r\nm=').slice(1);
        expect(sections).toHaveLength(description.contents.length);
        for (const section of sections) expect(section.match(/^a=fingerprint:/gm)).toHaveLength(1);
        expect(text.value.split('\r\n').every((line) => /^(?:[a-z]=[ -~]*)?$/.test(line))).toBe(true);
        const again = readSdp(text.value, 'initiator');
        expect(again.ok ? writeSdp(again.value, 'initiator') : again).toEqual(text);
        if (!again.ok || hostile === '' || UNSAID.has(path.at(-1))) return;
        expect(asSdpSays(again.value)).toEqual(asSdpSays(description));
      }),
      // More than the default, because each run tampers with one field of some hundred.
      { numRuns: 500 },
    );
  });

  test('M3: no text makes reading throw', () => {
    const noise = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.tuple(fc.constantFrom(...PREFIXES), fc.string()).map((parts) => parts.join('')),
    );
    const edits = fc.array(fc.tuple(fc.noBias(fc.nat()), fc.constantFrom(0, 1), noise), { maxLength: 6 });
    fc.assert(
      fc.property(offerDescription, edits, fc.constantFrom('\r\n', '\n'), author, (offer, steps, end, by) => {
        const lines = [...linesOf(offer)];
        for (const [place, removed, added] of steps) lines.splice(place % lines.length, removed, added);
        const read = readSdp(lines.join(end), by);
        if (read.ok) expect(writeSdp(read.value, by).ok).toBe(true);
      }),
    );
  });

  test('M4: a candidate reads back from its line, and no line makes reading throw', () => {
    fc.assert(
      fc.property(iceCandidate, fc.string({ unit: 'binary', maxLength: 8 }), fc.nat(120), (candidate, noise, at) => {
        const line = writeCandidate(candidate);
        const again = line.ok ? readCandidate(line.value) : line;
        expect(again.ok ? { ...again.value, id: undefined } : again).toEqual(asSdpSaysCandidate(candidate));
        const text = line.ok ? line.value : '';
        const spoilt = readCandidate(text.slice(0, at) + noise + text.slice(at));
        if (spoilt.ok) expect(writeCandidate(spoilt.value).ok).toBe(true);
      }),
    );
  });

  test('M5: an answer matches in any order of contents, and comes out in that of the offer', () => {
    fc.assert(
      fc.property(
        offerDescription,
        fc.nat(),
        fc.constantFrom('active' as const, 'passive' as const),
        (offer, turn, setup) => {
          expect(checkDescription(offer, 'offer').ok).toBe(true);
          const contents = offer.contents.map((content) => ({
            ...content,
            transport: { ...content.transport, fingerprint: { ...content.transport.fingerprint, setup } },
          }));
          const answer = { ...offer, contents };
          const at = turn % contents.length;
          const turned = { ...answer, contents: [...contents.slice(at), ...contents.slice(0, at)] };
          expect(checkDescription(turned, 'answer').ok).toBe(true);
          expect(checkDescription(turned, 'offer').ok).toBe(false);
          expect(matchAnswer(offer, turned)).toEqual({ ok: true, value: answer });
          expect(matchAnswer(offer, { ...turned, contents: turned.contents.slice(1) }).ok).toBe(false);
        },
      ),
    );
  });
});

const PREFIXES = ['m=', 'c=', 'a=candidate:', 'a=fingerprint:', 'a=extmap:', 'a=fmtp:', 'a=rtpmap:', 'a=ssrc:'].concat([
  'a=ssrc-group:',
  'a=rtcp-fb:',
  'a=mid:',
  'a=group:',
  'a=msid:',
  'a=ice-options:',
  'a=ptime:',
  'a=setup:',
  'm=audio ',
]);

function linesOf(description: SessionDescription): readonly string[] {
  const text = writeSdp(description, 'initiator');
  return text.ok ? text.value.split('\r\n') : [];
}
