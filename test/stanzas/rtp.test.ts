import { describe, expect, test } from 'vitest';
import { readRtpDescription, writeRtpDescription } from '../../src/stanzas/rtp.ts';
import { isElement } from '../../src/xml/read.ts';
import { elementOf } from './cases.ts';
import type { Refusal } from './refusals.ts';
import { expectRefusal, times } from './refusals.ts';
import { FEEDBACK, PARAMETER, PAYLOAD_TYPE, MIXED, SOURCE, DESCRIPTION } from './rtp-description.ts';

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
