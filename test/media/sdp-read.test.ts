/**
 * What is read from an engine's SDP beyond what `sdp.test.ts` maps both ways: levels, refusals, lines Jingle cannot
 * say.
 */
import { describe, expect, test } from 'vitest';
import type { DescribedContent } from '../../src/media/port.ts';
import { readSdp } from '../../src/media/sdp-read.ts';
import { CHROMIUM_OFFER } from './chromium-offer.ts';

const fingerprintLine = /a=fingerprint:[^\r]*\r\n/g;

/** The first content after lines were added to the audio section. */
function audioWith(...lines: readonly string[]): DescribedContent {
  const text = CHROMIUM_OFFER.replace('a=rtcp-rsize', lines.join('\r\n'));
  const read = readSdp(text, 'initiator');
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value.contents[0]!;
}

describe('readSdp', () => {
  test('takes what stands at session level for each section, as Firefox writes it', () => {
    const [line = ''] = CHROMIUM_OFFER.match(fingerprintLine) ?? [];
    const moved = CHROMIUM_OFFER.replaceAll(fingerprintLine, '')
      .replaceAll('a=ice-options:trickle\r\n', '')
      .replaceAll('a=setup:actpass\r\n', '')
      .replace('a=group', `${line}a=ice-options:trickle\r\na=setup:actpass\r\na=group`);
    expect(readSdp(moved, 'initiator')).toEqual(readSdp(CHROMIUM_OFFER, 'initiator'));
  });

  test('prefers what stands in the section', () => {
    const zeros = Array.from({ length: 32 }, () => '00').join(':');
    const text = CHROMIUM_OFFER.replace('a=group', `a=fingerprint:sha-256 ${zeros}\r\na=ice-ufrag:zero\r\na=group`);
    expect(readSdp(text, 'initiator')).toEqual(readSdp(CHROMIUM_OFFER, 'initiator'));
  });

  test('takes a section without port that is only there for its bundle [RFC 9143 #6]', () => {
    const text = CHROMIUM_OFFER.replace('m=video 9', 'm=video 0').replace('a=mid:1', 'a=bundle-only\r\na=mid:1');
    expect(readSdp(text, 'initiator')).toEqual(readSdp(CHROMIUM_OFFER, 'initiator'));
  });

  test.each([
    ['no section', 'v=0\r\n', 'noSections'],
    ['a data channel', CHROMIUM_OFFER.replace('m=video', 'm=application'), 'foreignMedia'],
    ['a refused section', CHROMIUM_OFFER.replace('m=video 9', 'm=video 0'), 'rejectedSection'],
    ['a section without mid', CHROMIUM_OFFER.replace('a=mid:1\r\n', ''), 'noMid'],
    ['a section without password', CHROMIUM_OFFER.replaceAll(/a=ice-pwd[^\r]*\r\n/g, ''), 'noCredentials'],
    ['no fingerprint', CHROMIUM_OFFER.replaceAll(fingerprintLine, ''), 'unusableFingerprint'],
    ['SHA-1', CHROMIUM_OFFER.replaceAll('sha-256', 'sha-1'), 'unusableFingerprint'],
    ['a fingerprint too short for its hash', CHROMIUM_OFFER.replaceAll('sha-256', 'sha-384'), 'unusableFingerprint'],
    ['no setup', CHROMIUM_OFFER.replaceAll('a=setup:actpass\r\n', ''), 'noSetup'],
    ['a setup that calls do not use', CHROMIUM_OFFER.replaceAll('actpass', 'holdconn'), 'noSetup'],
    ['a number that is none', CHROMIUM_OFFER.replace('a=rtcp-rsize', 'a=ptime:soon'), 'outsideGrammar'],
  ])('refuses %s', (_, text, kind) => {
    expect(readSdp(text, 'initiator')).toMatchObject({ ok: false, error: { kind } });
  });

  test('leaves out ICE options that cannot be the name of an element, and repeats', () => {
    const text = CHROMIUM_OFFER.replaceAll('a=ice-options:trickle', 'a=ice-options:trickle rtp+ecn ice2 trickle');
    expect(readSdp(text, 'initiator')).toMatchObject({
      value: { contents: [{ transport: { options: ['trickle', 'ice2'] } }, {}] },
    });
  });

  test('leaves out feedback with more than a subtype, which Jingle has no attribute for [XEP-0293 #elements]', () => {
    const { feedback } = audioWith('a=rtcp-fb:* ccm tmmbr smaxpr=120', 'a=rtcp-fb:* ccm tmmbr').description;
    expect(feedback).toEqual([{ kind: 'feedback', type: 'ccm', subtype: 'tmmbr' }]);
  });

  test('leaves out a header extension with attributes: its URI alone means something else [RFC 8285 #5]', () => {
    const uri = 'urn:ietf:params:rtp-hdrext:encrypt';
    const { headerExtensions } = audioWith(`a=extmap:9 ${uri} urn:x`, 'a=extmap:8 urn:y').description;
    expect(headerExtensions.map((extension) => extension.uri)).not.toContain(uri);
    expect(headerExtensions.map((extension) => extension.uri)).toContain('urn:y');
  });

  test('passes over empty format parameters', () => {
    const { payloadTypes } = audioWith('a=fmtp:9 a=1;; =x;b=').description;
    expect(payloadTypes.find(({ id }) => id === 9)?.parameters).toEqual([
      { name: 'a', value: '1' },
      { name: 'b', value: '' },
    ]);
  });
});
