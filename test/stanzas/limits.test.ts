/** Each bound of the codecs at its edge: as many as it says are taken, one more is not. */
import { describe, expect, test } from 'vitest';
import { encodeBase64 } from '../../src/base/base64.ts';
import {
  ICE_LIMITS,
  IDENTIFIER_LIMITS,
  JINGLE_LIMITS,
  OMEMO_LIMITS,
  PUBSUB_LIMITS,
  RTP_LIMITS,
} from '../../src/base/limits.ts';
import { elementOf } from './cases.ts';
import { codecOf, knownElements } from './codecs.ts';
import { times } from './refusals.ts';

/** What is bounded, by how much, and an element with so much of it. */
type Bound = readonly [what: string, most: number, xml: (count: number) => string];

const HX = "xmlns='urn:xmpp:jingle:apps:rtp:rtp-hdrext:0'";
const FB = "xmlns='urn:xmpp:jingle:apps:rtp:rtcp-fb:0'";
const SSMA = "xmlns='urn:xmpp:jingle:apps:rtp:ssma:0'";
const DTLS = "xmlns='urn:xmpp:jingle:apps:dtls:0'";
const OPTION = "xmlns='http://gultsch.de/xmpp/drafts/jingle/transports/ice-udp/option'";
const FINGERPRINT = `<fingerprint ${DTLS} hash='sha-256' setup='active'>${'AB:'.repeat(31)}AB</fingerprint>`;
const letters = (count: number): string => 'n'.repeat(count);
const base64 = (count: number): string => encodeBase64(new Uint8Array(count));
const publicKey = encodeBase64(new Uint8Array(33).fill(5));

const jingle = (children: string, id = 'a'): string =>
  `<jingle xmlns='urn:xmpp:jingle:1' action='session-info' sid='${id}'>${children}</jingle>`;
const content = (attributes: string): string => `<content creator='initiator' ${attributes}/>`;
const description = (children: string): string =>
  `<description xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'>${children}</description>`;
const payloadType = (attributes: string, children = ''): string =>
  description(`<payload-type id='0' ${attributes}>${children}</payload-type>`);
const source = (children: string, id = 1): string => description(`<source ${SSMA} ssrc='${id}'>${children}</source>`);
const transport = (children: string, attributes = ''): string =>
  `<transport xmlns='urn:xmpp:jingle:transports:ice-udp:1' ${attributes}>${children}</transport>`;
const encrypted = (children: string, payload: number): string =>
  `<encrypted xmlns='eu.siacs.conversations.axolotl'><header sid='1'>${children}<iv>${base64(12)}</iv></header>` +
  `<payload>${base64(payload)}</payload></encrypted>`;
const bundle = (preKeys: string): string =>
  "<bundle xmlns='eu.siacs.conversations.axolotl'>" +
  `<signedPreKeyPublic signedPreKeyId='1'>${publicKey}</signedPreKeyPublic>` +
  `<signedPreKeySignature>${base64(64)}</signedPreKeySignature>` +
  `<identityKey>${publicKey}</identityKey><prekeys>${preKeys}</prekeys></bundle>`;
const event = (attributes: string, items: string): string =>
  `<event xmlns='http://jabber.org/protocol/pubsub#event'><items ${attributes}>${items}</items></event>`;
const field = (name: string, value: string): string => `<field var='${name}'><value>${value}</value></field>`;
const publish = (fields: string): string =>
  "<pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='n'><item><x xmlns='urn:x'/></item></publish>" +
  `<publish-options><x xmlns='jabber:x:data' type='submit'>` +
  `${field('FORM_TYPE', 'http://jabber.org/protocol/pubsub#publish-options')}${fields}</x></publish-options></pubsub>`;
const end = (count: number): string =>
  `<fin xmlns='urn:xmpp:mam:2'><set xmlns='http://jabber.org/protocol/rsm'><count>\n${count}\n</count></set></fin>`;

const BOUNDS: readonly Bound[] = [
  ['session id', IDENTIFIER_LIMITS.sessionIdCharacters, (count) => jingle('', letters(count))],
  ['content name', IDENTIFIER_LIMITS.contentNameCharacters, (count) => jingle(content(`name='${letters(count)}'`))],
  ['stanza id', IDENTIFIER_LIMITS.stanzaIdCharacters, (count) => `<iq type='get' id='${letters(count)}'/>`],
  ['contents', JINGLE_LIMITS.contents, (count) => jingle(times(count, (at) => content(`name='${at}'`)))],
  [
    'groups',
    JINGLE_LIMITS.groups,
    (count) => jingle(times(count, () => "<group xmlns='urn:xmpp:jingle:apps:grouping:0' semantics='LS'/>")),
  ],
  ['disposition', JINGLE_LIMITS.wordCharacters, (count) => jingle(content(`name='a' disposition='${letters(count)}'`))],
  [
    'group semantics',
    JINGLE_LIMITS.wordCharacters,
    (count) => `<group xmlns='urn:xmpp:jingle:apps:grouping:0' semantics='${letters(count)}'/>`,
  ],
  [
    'contents of a group',
    JINGLE_LIMITS.contents,
    (count) =>
      "<group xmlns='urn:xmpp:jingle:apps:grouping:0' semantics='LS'>" +
      `${times(count, (at) => `<content name='${at}'/>`)}</group>`,
  ],
  [
    'payload types',
    RTP_LIMITS.payloadTypes,
    (count) => description(times(count, (at) => `<payload-type id='${at}' name='x'/>`)),
  ],
  ['number of a payload type', 127, (count) => description(`<payload-type id='${count}' name='x'/>`)],
  ['name of a payload type', RTP_LIMITS.nameCharacters, (count) => payloadType(`name='${letters(count)}'`)],
  ['clock rate', RTP_LIMITS.clockRate, (count) => payloadType(`clockrate='${count}'`)],
  ['channels', RTP_LIMITS.channels, (count) => payloadType(`channels='${count}'`)],
  ['packet time', RTP_LIMITS.packetMs, (count) => payloadType(`ptime='${count}'`)],
  ['longest packet time', RTP_LIMITS.packetMs, (count) => payloadType(`maxptime='${count}'`)],
  [
    'parameters',
    RTP_LIMITS.parameters,
    (count) =>
      payloadType(
        '',
        times(count, () => "<parameter name='a'/>"),
      ),
  ],
  ['parameter name', RTP_LIMITS.nameCharacters, (count) => payloadType('', `<parameter name='${letters(count)}'/>`)],
  [
    'parameter value',
    RTP_LIMITS.parameterValueCharacters,
    (count) => payloadType('', `<parameter value='${letters(count)}'/>`),
  ],
  ['feedback', RTP_LIMITS.feedback, (count) => description(times(count, () => `<rtcp-fb ${FB} type='a'/>`))],
  ['feedback type', RTP_LIMITS.nameCharacters, (count) => description(`<rtcp-fb ${FB} type='${letters(count)}'/>`)],
  [
    'feedback subtype',
    RTP_LIMITS.nameCharacters,
    (count) => description(`<rtcp-fb ${FB} type='a' subtype='${letters(count)}'/>`),
  ],
  ['feedback interval', RTP_LIMITS.intervalMs, (count) => description(`<rtcp-fb-trr-int ${FB} value='${count}'/>`)],
  [
    'header extensions',
    RTP_LIMITS.headerExtensions,
    (count) => description(times(count, (at) => `<rtp-hdrext ${HX} id='${at + 1}' uri='u'/>`)),
  ],
  ['URI', RTP_LIMITS.uriCharacters, (count) => description(`<rtp-hdrext ${HX} id='1' uri='${letters(count)}'/>`)],
  ['sources', RTP_LIMITS.sources, (count) => description(times(count, (at) => `<source ${SSMA} ssrc='${at}'/>`))],
  ['ssrc', RTP_LIMITS.ssrc, (count) => source('', count)],
  ['source parameters', RTP_LIMITS.sourceParameters, (count) => source(times(count, () => "<parameter name='a'/>"))],
  [
    'source parameter value',
    RTP_LIMITS.parameterValueCharacters,
    (count) => source(`<parameter name='a' value='${letters(count)}'/>`),
  ],
  [
    'source groups',
    RTP_LIMITS.sourceGroups,
    (count) => description(times(count, () => `<ssrc-group ${SSMA} semantics='FID'><source ssrc='1'/></ssrc-group>`)),
  ],
  [
    'sources of a group',
    RTP_LIMITS.sourcesOfGroup,
    (count) =>
      description(`<ssrc-group ${SSMA} semantics='F'>${times(count, () => "<source ssrc='1'/>")}</ssrc-group>`),
  ],
  ['candidates', ICE_LIMITS.candidates, (count) => transport('<candidate/>'.repeat(count))],
  ['fingerprints', ICE_LIMITS.fingerprints, (count) => transport(FINGERPRINT.repeat(count))],
  ['options', ICE_LIMITS.options, (count) => transport(times(count, (at) => `<o${at} ${OPTION}/>`))],
  [
    'ufrag',
    ICE_LIMITS.ufragCharacters.most,
    (count) => transport('', `ufrag='${letters(count)}' pwd='${letters(22)}'`),
  ],
  ['password', ICE_LIMITS.pwdCharacters.most, (count) => transport('', `ufrag='nnnn' pwd='${letters(count)}'`)],
  ['device id', OMEMO_LIMITS.deviceId, (count) => encrypted(`<key rid='${count}'>${base64(1)}</key>`, 1)],
  [
    'keys',
    OMEMO_LIMITS.keys,
    (count) =>
      encrypted(
        times(count, (at) => `<key rid='${at + 1}'>${base64(1)}</key>`),
        1,
      ),
  ],
  ['key bytes', OMEMO_LIMITS.keyBytes, (count) => encrypted(`<key rid='1'>${base64(count)}</key>`, 1)],
  ['payload bytes', OMEMO_LIMITS.payloadBytes, (count) => encrypted(`<key rid='1'>${base64(1)}</key>`, count)],
  [
    'devices',
    OMEMO_LIMITS.devices,
    (count) =>
      `<list xmlns='eu.siacs.conversations.axolotl'>${times(count, (at) => `<device id='${at + 1}'/>`)}</list>`,
  ],
  [
    'prekeys',
    OMEMO_LIMITS.preKeys,
    (count) => bundle(times(count, (at) => `<preKeyPublic preKeyId='${at}'>${publicKey}</preKeyPublic>`)),
  ],
  [
    'number of a prekey',
    OMEMO_LIMITS.preKeyId,
    (count) => bundle(`<preKeyPublic preKeyId='${count}'>${publicKey}</preKeyPublic>`),
  ],
  ['node', PUBSUB_LIMITS.idCharacters, (count) => event(`node='${letters(count)}'`, '')],
  ['item id', PUBSUB_LIMITS.idCharacters, (count) => event("node='n'", `<item id='${letters(count)}'/>`)],
  ['items', PUBSUB_LIMITS.items, (count) => event("node='n'", '<item/>'.repeat(count))],
  // The form's own type is one of the fields.
  [
    'options of a publication',
    PUBSUB_LIMITS.publishOptions - 1,
    (count) => publish(times(count, (at) => field(`${at}`, ''))),
  ],
  ['name of an option', PUBSUB_LIMITS.optionCharacters, (count) => publish(field(letters(count), ''))],
  ['value of an option', PUBSUB_LIMITS.optionCharacters, (count) => publish(field('a', letters(count)))],
  ['count of an archive', PUBSUB_LIMITS.archiveCount, end],
];

const CANDIDATE = {
  component: '1',
  foundation: '1',
  id: '',
  ip: '192.0.2.1',
  network: '0',
  port: '1',
  priority: '1',
  protocol: 'udp',
  type: 'host',
  generation: '0',
};

/** Whether a candidate with this attribute is taken. */
function isCandidate(name: string, value: string): boolean {
  const attributes = Object.entries({ ...CANDIDATE, [name]: value }).map(([key, text]) => ` ${key}='${text}'`);
  const root = elementOf(transport(`<candidate${attributes.join('')}/>`));
  const outcome = codecOf(root)?.read(root);
  expect(outcome?.ok).toBe(true);
  return JSON.stringify(outcome).includes('"ignoredCandidates":0');
}

describe('the bounds', () => {
  test.each(BOUNDS)('of %s: %d is taken, one more is refused', (_, most, xml) => {
    const outcomeOf = (count: number) => {
      const root = knownElements(elementOf(xml(count)))[0];
      return root === undefined ? undefined : codecOf(root)?.read(root).ok;
    };
    expect([outcomeOf(most), outcomeOf(most + 1)]).toEqual([true, false]);
  });

  test.each([
    ['foundation', letters(ICE_LIMITS.foundationCharacters), letters(ICE_LIMITS.foundationCharacters + 1)],
    ['id', letters(ICE_LIMITS.candidateIdCharacters), letters(ICE_LIMITS.candidateIdCharacters + 1)],
    ['generation', `${ICE_LIMITS.generation}`, `${ICE_LIMITS.generation + 1}`],
    ['network', `${ICE_LIMITS.network}`, `${ICE_LIMITS.network + 1}`],
    ['priority', `${ICE_LIMITS.priority}`, `${ICE_LIMITS.priority + 1}`],
    ['port', '65535', '65536'],
  ])('of a candidate’s %s hold, and cost only the candidate', (name, right, wrong) => {
    expect([isCandidate(name, right), isCandidate(name, wrong)]).toEqual([true, false]);
  });

  test('of an option’s name: a longer one is carried, not read', () => {
    const namesOf = (count: number) => {
      const root = elementOf(transport(`<${letters(count)} ${OPTION}/>`));
      return codecOf(root)?.read(root);
    };
    const most = ICE_LIMITS.optionCharacters;
    expect(namesOf(most)).toMatchObject({ value: { options: [letters(most)], extensions: [] } });
    expect(namesOf(most + 1)).toMatchObject({ value: { options: [], extensions: [{ name: letters(most + 1) }] } });
  });
});
