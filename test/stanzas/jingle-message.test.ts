import { describe, expect, test } from 'vitest';
import { isJingleMessageElement, readJingleMessage } from '../../src/stanzas/jingle-message.ts';
import { elementOf } from './cases.ts';
import type { Refusal } from './refusals.ts';
import { expectRefusal, times } from './refusals.ts';

const JMI = "xmlns='urn:xmpp:jingle-message:0' id='ca3cf894'";
const AUDIO = "<description xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'/>";
const PROPOSE = `<propose ${JMI}>${AUDIO}</propose>`;
const REASON = "<reason xmlns='urn:xmpp:jingle:1'><cancel/></reason>";
const RETRACT = `<retract ${JMI}>${REASON}<tie-break/></retract>`;
const FINISH = `<finish ${JMI}>${REASON}<migrated to='989a46a6'/></finish>`;

const read = (candidate: ReturnType<typeof elementOf>) => readJingleMessage(candidate);

describe('readJingleMessage', () => {
  const refusals: readonly Refusal[] = [
    ['no id', " id='ca3cf894'", '', { kind: 'missingAttribute', path: 'message/propose', name: 'id' }],
    ['an empty id', "id='ca3cf894'", "id=''", { kind: 'badValue', path: 'message/propose', name: 'id' }],
    ['an over-long id', 'ca3cf894', 'a'.repeat(257), { kind: 'badValue', path: 'message/propose', name: 'id' }],
    ['no description', AUDIO, '', { kind: 'missingElement', path: 'message/propose', name: 'description' }],
    [
      'a description of another application beside ours',
      AUDIO,
      `${AUDIO}<description xmlns='urn:xmpp:jingle:apps:file-transfer:5'/>`,
      { kind: 'unexpectedElement', path: 'message/propose/description[2]' },
    ],
    [
      'other media',
      "media='audio'",
      "media='text'",
      { kind: 'badValue', path: 'message/propose/description[1]', name: 'media' },
    ],
    [
      'no media',
      " media='audio'",
      '',
      { kind: 'missingAttribute', path: 'message/propose/description[1]', name: 'media' },
    ],
    [
      '17 descriptions',
      AUDIO,
      times(17, () => AUDIO),
      { kind: 'tooMany', path: 'message/propose', name: 'description' },
    ],
  ];
  test.each(refusals)('refuses a propose with %s [XEP-0353 #intent]', (...refusal) => {
    expectRefusal(read, PROPOSE, refusal);
  });

  const retractRefusals: readonly Refusal[] = [
    ['two reasons', REASON, REASON + REASON, { kind: 'duplicate', path: 'message/retract', name: 'reason' }],
    [
      'a reason of two conditions',
      '<cancel/>',
      '<cancel/><expired/>',
      { kind: 'duplicate', path: 'message/retract/reason', name: 'condition' },
    ],
    [
      'two tie-breaks',
      '<tie-break/>',
      '<tie-break/><tie-break/>',
      { kind: 'duplicate', path: 'message/retract', name: 'tie-break' },
    ],
  ];
  test.each(retractRefusals)('refuses a retract with %s [XEP-0353 #retract]', (...refusal) => {
    expectRefusal(read, RETRACT, refusal);
  });

  const finishRefusals: readonly Refusal[] = [
    [
      'a migration to nowhere',
      " to='989a46a6'",
      '',
      { kind: 'missingAttribute', path: 'message/finish/migrated', name: 'to' },
    ],
    ['a migration to an empty id', '989a46a6', '', { kind: 'badValue', path: 'message/finish/migrated', name: 'to' }],
    [
      'two migrations',
      '<migrated',
      "<migrated to='a'/><migrated",
      { kind: 'duplicate', path: 'message/finish', name: 'migrated' },
    ],
  ];
  test.each(finishRefusals)('refuses a finish with %s [XEP-0353 #tie-break-2]', (...refusal) => {
    expectRefusal(read, FINISH, refusal);
  });

  test('takes a tie-break of another namespace for an unknown child', () => {
    const retract = elementOf(RETRACT.replace('<tie-break/>', "<tie-break xmlns='urn:xmpp:jingle:errors:1'/>"));
    expect(readJingleMessage(retract)).toMatchObject({
      ok: true,
      value: { tieBreak: false, extensions: [{ name: 'tie-break' }] },
    });
  });

  test('takes a reason outside Jingle’s namespace for an unknown child', () => {
    const retract = elementOf(`<retract ${JMI}><reason><cancel/></reason></retract>`);
    expect(readJingleMessage(retract)).toMatchObject({ ok: true, value: { reason: undefined } });
  });

  test.each(['ringing', 'accept', 'proceed'])('keeps what it does not know in a %s', (verb) => {
    const message = elementOf(`<${verb} ${JMI}><x xmlns='urn:x'/><y/></${verb}>`);
    expect(readJingleMessage(message)).toMatchObject({
      ok: true,
      value: { extensions: [{ name: 'x' }, { name: 'y' }] },
    });
  });

  test.each([
    ['a verb nobody defines', `<hold ${JMI}/>`],
    ['another namespace', "<propose xmlns='urn:xmpp:jingle-message:1' id='a'/>"],
    ['the namespace some libraries invented', "<propose xmlns='urn:xmpp:jingle:jingle-message:0' id='a'/>"],
  ])('does not know %s', (_, xml) => {
    expect(isJingleMessageElement(elementOf(xml))).toBe(false);
    expect(readJingleMessage(elementOf(xml))).toMatchObject({ ok: false, error: { kind: 'unexpectedElement' } });
  });

  test('names no element of the peer in the path of a fault', () => {
    const error = { kind: 'unexpectedElement', path: 'message/jingle-message' };
    expect(readJingleMessage(elementOf("<secret xmlns='urn:xmpp:jingle-message:0'/>"))).toEqual({ ok: false, error });
  });
});

describe('the device in a proceed or propose', () => {
  const VERIFICATION = "xmlns='http://gultsch.de/xmpp/drafts/omemo/dlts-srtp-verification'";
  const proceedWith = (devices: string): unknown => {
    const message = readJingleMessage(elementOf(`<proceed ${JMI}>${devices}</proceed>`));
    return message.ok && message.value.verb === 'proceed' ? message.value : message;
  };

  test.each(['1', '1234', '2147483647'])('is announced with id %s', (id) => {
    const announced = proceedWith(`<device ${VERIFICATION} id='${id}'/>`);
    expect(announced).toMatchObject({ device: { kind: 'device', deviceId: Number(id) }, extensions: [] });
  });

  test.each([
    '',
    '0',
    '-1',
    '2147483648',
    ' 222',
    '222 ',
    'abc',
    '+1',
    '01',
    '1.0',
    '1e3',
    '0x10',
    '１',
    '9'.repeat(30),
  ])('is invalid with id %j, not absent', (id) => {
    expect(proceedWith(`<device ${VERIFICATION} id='${id}'/>`)).toMatchObject({ device: { kind: 'invalid' } });
  });

  test.each([
    ['no id', `<device ${VERIFICATION}/>`],
    ['a second one', `<device ${VERIFICATION} id='1234'/><device ${VERIFICATION} id='5678'/>`],
    ['a second one that says the same', `<device ${VERIFICATION} id='1234'/><device ${VERIFICATION} id='1234'/>`],
    ['a second one that says nothing', `<device ${VERIFICATION} id='1234'/><device ${VERIFICATION}/>`],
  ])('is invalid with %s', (_, devices) => {
    expect(proceedWith(devices)).toMatchObject({ device: { kind: 'invalid' }, extensions: [] });
  });

  test.each([
    ['JMI', '<device id="1234"/>'],
    ['a foreign namespace', '<device xmlns="urn:evil" id="1234"/>'],
    [
      'the namespace as one would spell it',
      '<device xmlns="http://gultsch.de/xmpp/drafts/omemo/dtls-srtp-verification" id="1234"/>',
    ],
  ])('is invalid in %s, not absent', (_, device) => {
    expect(proceedWith(device)).toMatchObject({ device: { kind: 'invalid' }, extensions: [] });
  });

  test('is invalid beside one of a foreign namespace', () => {
    const devices = `<device xmlns='urn:evil' id='666'/><device ${VERIFICATION} id='1234'/>`;
    expect(proceedWith(devices)).toMatchObject({ device: { kind: 'invalid' } });
  });

  test('is invalid in a propose by the same rules', () => {
    const propose = elementOf(PROPOSE.replace(AUDIO, `${AUDIO}<device ${VERIFICATION} id='0'/>`));
    expect(readJingleMessage(propose)).toMatchObject({ ok: true, value: { device: { kind: 'invalid' } } });
  });

  test.each(['ringing', 'accept', 'reject', 'retract', 'finish'])('means nothing in a %s', (verb) => {
    const message = elementOf(`<${verb} ${JMI}><device ${VERIFICATION} id='1234'/></${verb}>`);
    const outcome = readJingleMessage(message);
    expect(outcome).toMatchObject({ ok: true, value: { extensions: [{ name: 'device' }] } });
    expect(outcome).not.toHaveProperty('value.device');
  });
});
