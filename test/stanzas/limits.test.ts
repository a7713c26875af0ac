/**
 * Each bound of the codecs at its edge: so many are taken, one more is not. The figures stand here a second time, so
 * that one cannot change unseen.
 */
import { describe, expect, test } from 'vitest';
import { encodeBase64 } from '../../src/base/base64.ts';
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
  ['session id', 256, (count) => jingle('', letters(count))],
  ['content name', 64, (count) => jingle(content(`name='${letters(count)}'`))],
  ['stanza id', 1_024, (count) => `<iq type='get' id='${letters(count)}'/>`],
  ['contents', 16, (count) => jingle(times(count, (at) => content(`name='${at}'`)))],
  [
    'groups',
    4,
    (count) => jingle(times(count, () => "<group xmlns='urn:xmpp:jingle:apps:grouping:0' semantics='LS'/>")),
  ],
  ['disposition', 64, (count) => jingle(content(`name='a' disposition='${letters(count)}'`))],
  ['group semantics', 64, (count) => `<group xmlns='urn:xmpp:jingle:apps:grouping:0' semantics='${letters(count)}'/>`],
  [
    'contents of a group',
    16,
    (count) =>
      "<group xmlns='urn:xmpp:jingle:apps:grouping:0' semantics='LS'>" +
      `${times(count, (at) => `<content name='${at}'/>`)}</group>`,
  ],
  ['payload types', 128, (count) => description(times(count, (at) => `<payload-type id='${at}' name='x'/>`))],
  ['number of a payload type', 127, (count) => description(`<payload-type id='${count}' name='x'/>`)],
  ['name of a payload type', 64, (count) => payloadType(`name='${letters(count)}'`)],
  ['clock rate', 4_294_967_295, (count) => payloadType(`clockrate='${count}'`)],
  ['channels', 255, (count) => payloadType(`channels='${count}'`)],
  ['packet time', 65_535, (count) => payloadType(`ptime='${count}'`)],
  ['longest packet time', 65_535, (count) => payloadType(`maxptime='${count}'`)],
  [
    'parameters',
    32,
    (count) =>
      payloadType(
        '',
        times(count, () => "<parameter name='a'/>"),
      ),
  ],
  ['parameter name', 64, (count) => payloadType('', `<parameter name='${letters(count)}'/>`)],
  ['parameter value', 4_096, (count) => payloadType('', `<parameter value='${letters(count)}'/>`)],
  ['feedback', 32, (count) => description(times(count, () => `<rtcp-fb ${FB} type='a'/>`))],
  ['feedback type', 64, (count) => description(`<rtcp-fb ${FB} type='${letters(count)}'/>`)],
  ['feedback subtype', 64, (count) => description(`<rtcp-fb ${FB} type='a' subtype='${letters(count)}'/>`)],
  ['feedback interval', 4_294_967_295, (count) => description(`<rtcp-fb-trr-int ${FB} value='${count}'/>`)],
  ['header extensions', 64, (count) => description(times(count, (at) => `<rtp-hdrext ${HX} id='${at + 1}' uri='u'/>`))],
  ['URI', 256, (count) => description(`<rtp-hdrext ${HX} id='1' uri='${letters(count)}'/>`)],
  ['sources', 64, (count) => description(times(count, (at) => `<source ${SSMA} ssrc='${at}'/>`))],
  ['ssrc', 4_294_967_295, (count) => source('', count)],
  ['source parameters', 16, (count) => source(times(count, () => "<parameter name='a'/>"))],
  ['source parameter value', 4_096, (count) => source(`<parameter name='a' value='${letters(count)}'/>`)],
  [
    'source groups',
    32,
    (count) => description(times(count, () => `<ssrc-group ${SSMA} semantics='FID'><source ssrc='1'/></ssrc-group>`)),
  ],
  [
    'sources of a group',
    16,
    (count) =>
      description(`<ssrc-group ${SSMA} semantics='F'>${times(count, () => "<source ssrc='1'/>")}</ssrc-group>`),
  ],
  ['candidates', 64, (count) => transport('<candidate/>'.repeat(count))],
  ['fingerprints', 8, (count) => transport(FINGERPRINT.repeat(count))],
  ['options', 8, (count) => transport(times(count, (at) => `<o${at} ${OPTION}/>`))],
  ['ufrag', 256, (count) => transport('', `ufrag='${letters(count)}' pwd='${letters(22)}'`)],
  ['password', 256, (count) => transport('', `ufrag='nnnn' pwd='${letters(count)}'`)],
  ['device id', 2_147_483_647, (count) => encrypted(`<key rid='${count}'>${base64(1)}</key>`, 1)],
  [
    'keys',
    32,
    (count) =>
      encrypted(
        times(count, (at) => `<key rid='${at + 1}'>${base64(1)}</key>`),
        1,
      ),
  ],
  ['key bytes', 1_024, (count) => encrypted(`<key rid='1'>${base64(count)}</key>`, 1)],
  ['payload bytes', 4_096, (count) => encrypted(`<key rid='1'>${base64(1)}</key>`, count)],
  [
    'devices',
    512,
    (count) =>
      `<list xmlns='eu.siacs.conversations.axolotl'>${times(count, (at) => `<device id='${at + 1}'/>`)}</list>`,
  ],
  [
    'prekeys',
    512,
    (count) => bundle(times(count, (at) => `<preKeyPublic preKeyId='${at}'>${publicKey}</preKeyPublic>`)),
  ],
  [
    'number of a prekey',
    4_294_967_295,
    (count) => bundle(`<preKeyPublic preKeyId='${count}'>${publicKey}</preKeyPublic>`),
  ],
  ['node', 1_024, (count) => event(`node='${letters(count)}'`, '')],
  ['item id', 1_024, (count) => event("node='n'", `<item id='${letters(count)}'/>`)],
  ['items', 256, (count) => event("node='n'", '<item/>'.repeat(count))],
  // The form's own type is one of the fields.
  ['options of a publication', 31, (count) => publish(times(count, (at) => field(`${at}`, '')))],
  ['name of an option', 1_024, (count) => publish(field(letters(count), ''))],
  ['value of an option', 1_024, (count) => publish(field('a', letters(count)))],
  ['count of an archive', 4_294_967_295, end],
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
    ['foundation', letters(32), letters(33)],
    ['id', letters(128), letters(129)],
    ['generation', '65535', '65536'],
    ['network', '65535', '65536'],
    ['priority', '2147483647', '2147483648'],
    ['port', '65535', '65536'],
  ])('of a candidate’s %s hold, and cost only the candidate', (name, right, wrong) => {
    expect([isCandidate(name, right), isCandidate(name, wrong)]).toEqual([true, false]);
  });

  test('of an option’s name: a longer one is carried, not read', () => {
    const namesOf = (count: number) => {
      const root = elementOf(transport(`<${letters(count)} ${OPTION}/>`));
      return codecOf(root)?.read(root);
    };
    const most = 32;
    expect(namesOf(most)).toMatchObject({ value: { options: [letters(most)], extensions: [] } });
    expect(namesOf(most + 1)).toMatchObject({ value: { options: [], extensions: [{ name: letters(most + 1) }] } });
  });
});
