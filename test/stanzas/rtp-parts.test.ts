/** Feedback, header extensions and sources, each where a description has them. */
import { describe, expect, test } from 'vitest';
import { readRtpDescription } from '../../src/stanzas/rtp.ts';
import { elementOf } from './cases.ts';
import type { Refusal } from './refusals.ts';
import { expectRefusal, times } from './refusals.ts';
import { EXTENSION, MIXED, SOURCE, GROUP, DESCRIPTION } from './rtp-description.ts';

const path = 'description';
const payloadType = `${path}/payload-type[1]`;
const read = (candidate: ReturnType<typeof elementOf>) => readRtpDescription(candidate);

describe('readRtpDescription', () => {
  const feedback = `${payloadType}/rtcp-fb[1]`;
  const feedbackRefusals: readonly Refusal[] = [
    ['no type', " type='nack'", '', { kind: 'missingAttribute', path: feedback, name: 'type' }],
    ['a type of two words', "type='nack'", "type='nack pli'", { kind: 'badValue', path: feedback, name: 'type' }],
    [
      'a subtype of two words',
      "subtype='pli'",
      "subtype='p li'",
      { kind: 'badValue', path: feedback, name: 'subtype' },
    ],
    [
      'a subtype with a line end',
      "subtype='pli'",
      "subtype='pli&#13;&#10;'",
      { kind: 'badValue', path: feedback, name: 'subtype' },
    ],
    [
      'an interval without value',
      " value='100'",
      '',
      { kind: 'missingAttribute', path: `${path}/rtcp-fb[1]`, name: 'value' },
    ],
    [
      'a negative interval',
      "value='100'",
      "value='-1'",
      { kind: 'badValue', path: `${path}/rtcp-fb[1]`, name: 'value' },
    ],
  ];
  test.each(feedbackRefusals)('refuses feedback with %s [XEP-0293 #elements]', (...refusal) => {
    expectRefusal(read, DESCRIPTION, refusal);
  });

  const extension = `${path}/rtp-hdrext[1]`;
  const extensionRefusals: readonly Refusal[] = [
    ['no number', " id='3'", '', { kind: 'missingAttribute', path: extension, name: 'id' }],
    ['number 0', "id='3'", "id='0'", { kind: 'badValue', path: extension, name: 'id' }],
    ['number 257', "id='3'", "id='257'", { kind: 'badValue', path: extension, name: 'id' }],
    ['number 4095', "id='3'", "id='4095'", { kind: 'badValue', path: extension, name: 'id' }],
    ['number 4352', "id='3'", "id='4352'", { kind: 'badValue', path: extension, name: 'id' }],
    ['a direction in its number', "id='3'", "id='3/recvonly'", { kind: 'badValue', path: extension, name: 'id' }],
    ['no URI', " uri='urn:x:y'", '', { kind: 'missingAttribute', path: extension, name: 'uri' }],
    ['an empty URI', 'urn:x:y', '', { kind: 'badValue', path: extension, name: 'uri' }],
    ['a URI with a space', 'urn:x:y', 'urn:x y', { kind: 'badValue', path: extension, name: 'uri' }],
    ['a URI with a line end', 'urn:x:y', 'urn:x&#10;y', { kind: 'badValue', path: extension, name: 'uri' }],
    ['a URI beyond ASCII', 'urn:x:y', 'urn:x:ÿ', { kind: 'badValue', path: extension, name: 'uri' }],
    ['a URI of 257 characters', 'urn:x:y', 'u'.repeat(257), { kind: 'badValue', path: extension, name: 'uri' }],
    [
      'senders nobody defines',
      "senders='initiator'",
      "senders='me'",
      { kind: 'badValue', path: extension, name: 'senders' },
    ],
    ['the number of another', EXTENSION, EXTENSION + EXTENSION, { kind: 'duplicate', path, name: 'rtp-hdrext' }],
    [
      '64 others',
      EXTENSION,
      times(65, (at) => EXTENSION.replace("'3'", `'${at + 1}'`)),
      { kind: 'tooMany', path, name: 'rtp-hdrext' },
    ],
    ['a second word on mixing', MIXED, MIXED + MIXED, { kind: 'duplicate', path, name: 'extmap-allow-mixed' }],
  ];
  test.each(extensionRefusals)('refuses a header extension with %s [XEP-0294 #element]', (...refusal) => {
    expectRefusal(read, DESCRIPTION, refusal);
  });

  const source = `${path}/source[1]`;
  const group = `${path}/ssrc-group[1]`;
  const cname = "<parameter name='cname' value='Yv/w vb'/>";
  const sourceRefusals: readonly Refusal[] = [
    ['no ssrc', " ssrc='1656081975'", '', { kind: 'missingAttribute', path: source, name: 'ssrc' }],
    ['an ssrc of 33 bits', '1656081975', '4294967296', { kind: 'badValue', path: source, name: 'ssrc' }],
    ['an ssrc in hexadecimal', '1656081975', '0x62b5d1b7', { kind: 'badValue', path: source, name: 'ssrc' }],
    [
      'an attribute without name',
      " name='cname'",
      '',
      { kind: 'missingAttribute', path: `${source}/parameter[1]`, name: 'name' },
    ],
    [
      'an attribute that starts another',
      "name='cname'",
      "name='cname:x'",
      { kind: 'badValue', path: `${source}/parameter[1]`, name: 'name' },
    ],
    [
      'a value with a line end',
      'Yv/w vb',
      'Yv&#13;&#10;a=x',
      { kind: 'badValue', path: `${source}/parameter[1]`, name: 'value' },
    ],
    ['17 attributes', cname, times(17, () => cname), { kind: 'tooMany', path: source, name: 'parameter' }],
    ['the ssrc of another', SOURCE, SOURCE + SOURCE, { kind: 'duplicate', path, name: 'source' }],
    [
      '64 others',
      SOURCE,
      times(65, (at) => SOURCE.replace('1656081975', String(at))),
      { kind: 'tooMany', path, name: 'source' },
    ],
    ['a group without semantics', " semantics='FID'", '', { kind: 'missingAttribute', path: group, name: 'semantics' }],
    ['a group with semantics of two words', "'FID'", "'FID 1'", { kind: 'badValue', path: group, name: 'semantics' }],
    [
      'an empty group',
      "<source ssrc='5'/><source ssrc='6'/>",
      '',
      { kind: 'missingElement', path: group, name: 'source' },
    ],
    [
      'a group of 17',
      "<source ssrc='5'/>",
      "<source ssrc='5'/>".repeat(16),
      { kind: 'tooMany', path: group, name: 'source' },
    ],
    [
      'a group of nobody',
      "<source ssrc='5'/>",
      '<source/>',
      { kind: 'missingAttribute', path: `${group}/source[1]`, name: 'ssrc' },
    ],
    ['33 groups', GROUP, GROUP.repeat(33), { kind: 'tooMany', path, name: 'ssrc-group' }],
  ];
  test.each(sourceRefusals)('refuses a source with %s [XEP-0339 #sdp]', (...refusal) => {
    expectRefusal(read, DESCRIPTION, refusal);
  });

  test.each(['4096', '4351', '256'])('takes a header extension numbered %s [RFC 8285 #7]', (id) => {
    expect(read(elementOf(DESCRIPTION.replace("id='3'", `id='${id}'`)))).toMatchObject({
      ok: true,
      value: { headerExtensions: [{ id: Number(id) }] },
    });
  });
});
