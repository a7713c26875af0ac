import { describe, expect, test } from 'vitest';
import { readRtpDescription, writeRtpDescription } from '../../src/stanzas/rtp.ts';
import { isElement } from '../../src/xml/read.ts';
import { elementOf } from './cases.ts';
import type { Refusal } from './refusals.ts';
import { expectRefusal, times } from './refusals.ts';

const FEEDBACK = "<rtcp-fb xmlns='urn:xmpp:jingle:apps:rtp:rtcp-fb:0' type='nack' subtype='pli'/>";
const INTERVAL = "<rtcp-fb-trr-int xmlns='urn:xmpp:jingle:apps:rtp:rtcp-fb:0' value='100'/>";
const PARAMETER = "<parameter name='apt' value='96'/>";
const PAYLOAD_TYPE = `<payload-type id='97' name='rtx' clockrate='90000' channels='2' ptime='20' maxptime='60'>${PARAMETER}${FEEDBACK}</payload-type>`;
const EXTENSION =
  "<rtp-hdrext xmlns='urn:xmpp:jingle:apps:rtp:rtp-hdrext:0' id='3' uri='urn:x:y' senders='initiator'/>";
const MIXED = "<extmap-allow-mixed xmlns='urn:xmpp:jingle:apps:rtp:rtp-hdrext:0'/>";
const SOURCE =
  "<source xmlns='urn:xmpp:jingle:apps:rtp:ssma:0' ssrc='1656081975'><parameter name='cname' value='Yv/w vb'/></source>";
const GROUP =
  "<ssrc-group xmlns='urn:xmpp:jingle:apps:rtp:ssma:0' semantics='FID'><source ssrc='5'/><source ssrc='6'/></ssrc-group>";
const DESCRIPTION =
  `<description xmlns='urn:xmpp:jingle:apps:rtp:1' media='video' ssrc='12345'>${PAYLOAD_TYPE}${INTERVAL}` +
  `${EXTENSION}${MIXED}${SOURCE}${GROUP}<rtcp-mux/></description>`;

const path = 'description';
const payloadType = `${path}/payload-type[1]`;
const read = (candidate: ReturnType<typeof elementOf>) => readRtpDescription(candidate);

describe('readRtpDescription', () => {
  const refusals: readonly Refusal[] = [
    ['no media', " media='video'", '', { kind: 'missingAttribute', path, name: 'media' }],
    ['other media', "media='video'", "media='text'", { kind: 'badValue', path, name: 'media' }],
    ['an ssrc with a space', "ssrc='12345'", "ssrc='1 2'", { kind: 'badValue', path, name: 'ssrc' }],
    ['rtcp-mux twice', '<rtcp-mux/>', '<rtcp-mux/><rtcp-mux/>', { kind: 'duplicate', path, name: 'rtcp-mux' }],
    [
      'a payload type twice',
      PAYLOAD_TYPE,
      PAYLOAD_TYPE + PAYLOAD_TYPE,
      { kind: 'duplicate', path, name: 'payload-type' },
    ],
    [
      '129 payload types',
      PAYLOAD_TYPE,
      times(129, () => PAYLOAD_TYPE),
      { kind: 'tooMany', path, name: 'payload-type' },
    ],
    ['another namespace', 'apps:rtp:1', 'apps:rtp:2', { kind: 'unexpectedElement', path }],
  ];
  test.each(refusals)('refuses %s [XEP-0167 #format]', (...refusal) => {
    expectRefusal(read, DESCRIPTION, refusal);
  });

  const payloadTypeRefusals: readonly Refusal[] = [
    ['no number', " id='97'", '', { kind: 'missingAttribute', path: payloadType, name: 'id' }],
    ['number 128', "id='97'", "id='128'", { kind: 'badValue', path: payloadType, name: 'id' }],
    ['a number with a leading zero', "id='97'", "id='097'", { kind: 'badValue', path: payloadType, name: 'id' }],
    ['a dynamic number and no name', " name='rtx'", '', { kind: 'missingAttribute', path: payloadType, name: 'name' }],
    ['an empty name', "name='rtx'", "name=''", { kind: 'badValue', path: payloadType, name: 'name' }],
    ['a name with a space', "name='rtx'", "name='r tx'", { kind: 'badValue', path: payloadType, name: 'name' }],
    ['a name with a slash', "name='rtx'", "name='rtx/8000'", { kind: 'badValue', path: payloadType, name: 'name' }],
    [
      'a name with a line end',
      "name='rtx'",
      "name='rtx&#13;&#10;a=x'",
      { kind: 'badValue', path: payloadType, name: 'name' },
    ],
    [
      'a name of 65 characters',
      "name='rtx'",
      `name='${'n'.repeat(65)}'`,
      { kind: 'badValue', path: payloadType, name: 'name' },
    ],
    ['clock rate 0', '90000', '0', { kind: 'badValue', path: payloadType, name: 'clockrate' }],
    ['a clock rate of 33 bits', '90000', '4294967296', { kind: 'badValue', path: payloadType, name: 'clockrate' }],
    ['no channel', "channels='2'", "channels='0'", { kind: 'badValue', path: payloadType, name: 'channels' }],
    ['256 channels', "channels='2'", "channels='256'", { kind: 'badValue', path: payloadType, name: 'channels' }],
    [
      'a packet time with a fraction',
      "ptime='20'",
      "ptime='2.5'",
      { kind: 'badValue', path: payloadType, name: 'ptime' },
    ],
    [
      'a packet time of minutes',
      "maxptime='60'",
      "maxptime='65536'",
      { kind: 'badValue', path: payloadType, name: 'maxptime' },
    ],
    ['33 parameters', PARAMETER, times(33, () => PARAMETER), { kind: 'tooMany', path: payloadType, name: 'parameter' }],
    [
      '33 kinds of feedback',
      FEEDBACK,
      times(33, () => FEEDBACK),
      { kind: 'tooMany', path: payloadType, name: 'rtcp-fb' },
    ],
  ];
  test.each(payloadTypeRefusals)('refuses a payload type with %s [XEP-0167 #format]', (...refusal) => {
    expectRefusal(read, DESCRIPTION, refusal);
  });

  const parameter = `${payloadType}/parameter[1]`;
  const parameterRefusals: readonly Refusal[] = [
    ['a space in its name', "name='apt'", "name='a pt'", { kind: 'badValue', path: parameter, name: 'name' }],
    ['an equals sign in its name', "name='apt'", "name='a=b'", { kind: 'badValue', path: parameter, name: 'name' }],
    ['a semicolon in its name', "name='apt'", "name='a;b'", { kind: 'badValue', path: parameter, name: 'name' }],
    ['a line end in its name', "name='apt'", "name='a&#10;'", { kind: 'badValue', path: parameter, name: 'name' }],
    [
      'a name of 65 characters',
      "name='apt'",
      `name='${'n'.repeat(65)}'`,
      { kind: 'badValue', path: parameter, name: 'name' },
    ],
    [
      'a line end in its value',
      "value='96'",
      "value='96&#10;a=x'",
      { kind: 'badValue', path: parameter, name: 'value' },
    ],
    [
      'a carriage return in its value',
      "value='96'",
      "value='96&#13;'",
      { kind: 'badValue', path: parameter, name: 'value' },
    ],
    ['a tab in its value', "value='96'", "value='9&#9;6'", { kind: 'badValue', path: parameter, name: 'value' }],
    [
      'a value of 4,097 characters',
      "value='96'",
      `value='${'v'.repeat(4097)}'`,
      { kind: 'badValue', path: parameter, name: 'value' },
    ],
  ];
  test.each(parameterRefusals)('refuses a parameter with %s', (...refusal) => {
    expectRefusal(read, DESCRIPTION, refusal);
  });

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

  test.each(['0', '18', '34'])('needs no name for number %s, which is assigned for ever [RFC 3551 #6]', (id) => {
    const description = elementOf(DESCRIPTION.replace("id='97' name='rtx'", `id='${id}'`));
    expect(read(description)).toMatchObject({
      ok: true,
      value: { payloadTypes: [{ id: Number(id), name: undefined }] },
    });
  });

  test('needs a name from number 35 on', () => {
    expect(read(elementOf(DESCRIPTION.replace("id='97' name='rtx'", "id='35'")))).toMatchObject({ ok: false });
  });

  test.each(['profile-level-id=42e01f; x=y', 'AQ==', '0-15,66', '', '111/111', ' '])(
    'takes a parameter with value %j',
    (value) => {
      const description = elementOf(DESCRIPTION.replace("value='96'", `value='${value}'`));
      expect(read(description)).toMatchObject({
        ok: true,
        value: { payloadTypes: [{ parameters: [{ name: 'apt', value }] }] },
      });
    },
  );

  test.each([
    ['no name, as for telephone-event', "name='apt' ", { name: '', value: '96' }],
    ['no value, as StanzaJS writes it', " value='96'", { name: 'apt', value: '' }],
  ])('takes a parameter with %s', (_, find, parameterRead) => {
    const description = elementOf(DESCRIPTION.replace(find, ''));
    expect(read(description)).toMatchObject({ ok: true, value: { payloadTypes: [{ parameters: [parameterRead] }] } });
  });

  test.each(['4096', '4351', '256'])('takes a header extension numbered %s [RFC 8285 #7]', (id) => {
    expect(read(elementOf(DESCRIPTION.replace("id='3'", `id='${id}'`)))).toMatchObject({
      ok: true,
      value: { headerExtensions: [{ id: Number(id) }] },
    });
  });

  test('carries SDES keys as they are, and reads none of them', () => {
    const encryption = "<encryption required='1'><crypto crypto-suite='x' key-params='inline:y' tag='1'/></encryption>";
    const description = read(elementOf(DESCRIPTION.replace('<rtcp-mux/>', encryption)));
    expect(description).toMatchObject({ ok: true, value: { rtcpMux: false, extensions: [{ name: 'encryption' }] } });
    expect(JSON.stringify({ ...(description.ok && description.value), extensions: [] })).not.toContain('inline');
  });

  test.each([
    ['rtcp-mux', '<rtcp-mux/>', "<rtcp-mux xmlns='urn:x'/>", { rtcpMux: false }],
    ['extmap-allow-mixed', MIXED, '<extmap-allow-mixed/>', { extmapAllowMixed: false }],
    ['source', SOURCE, SOURCE.replace('ssma:0', 'ssma:1'), { sources: [] }],
    [
      'payload-type',
      PAYLOAD_TYPE,
      PAYLOAD_TYPE.replace('<payload-type', "<payload-type xmlns='urn:x'"),
      { payloadTypes: [] },
    ],
  ])('takes a %s of another namespace for an unknown child', (name, find, replacement, part) => {
    const description = read(elementOf(DESCRIPTION.replace(find, replacement)));
    expect(description).toMatchObject({ ok: true, value: { ...part, extensions: [{ name }] } });
  });
});

describe('writeRtpDescription', () => {
  test('writes a value on every parameter: Conversations refuses one without', () => {
    const description = read(elementOf(DESCRIPTION.replace(" value='96'", '')));
    if (!description.ok) throw new Error('not right');
    const written = writeRtpDescription(description.value);
    const parameters = written.children.filter(isElement).flatMap(({ children }) => children.filter(isElement));
    expect(parameters.find(({ name }) => name === 'parameter')?.attributes.get('value')).toBe('');
  });
});
