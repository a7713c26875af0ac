/** What `lint` says of a stanza: one readable line each. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { REAL_STANZAS, anyElement } from '../../properties/arbitraries/any-element.ts';
import { tamperedStanza } from '../../properties/arbitraries/tampered-element.ts';
import { says } from '../../src/cli/lint/says/stanza.ts';
import { NS_CLIENT } from '../../src/xml/namespaces.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { dtlsFingerprint } from './stanza-texts.ts';

const JMI = "xmlns='urn:xmpp:jingle-message:0'";
const JINGLE = "xmlns='urn:xmpp:jingle:1'";
const DEVICE = "xmlns='http://gultsch.de/xmpp/drafts/omemo/dlts-srtp-verification'";
const REASON = (inside: string) => `<reason ${JINGLE}>${inside}</reason>`;

const message = (inside: string, attributes = "type='chat'") => `<message ${attributes}>${inside}</message>`;
const iq = (inside: string, attributes = "type='set' id='i1'") => `<iq ${attributes}>${inside}</iq>`;
const jingle = (action: string, inside = '') => iq(`<jingle ${JINGLE} action='${action}' sid='S1'>${inside}</jingle>`);
const content = (media: string, fingerprints: string, name = media) =>
  `<content creator='initiator' name='${name}'><description xmlns='urn:xmpp:jingle:apps:rtp:1' media='${media}'>` +
  `<payload-type id='111' name='opus'/></description><transport xmlns='urn:xmpp:jingle:transports:ice-udp:1' ` +
  `ufrag='abcd' pwd='abcdefghijklmnopqrstuv'>${fingerprints}</transport></content>`;
const transport = (inside: string, attributes = '') =>
  `<content creator='initiator' name='audio'><transport xmlns='urn:xmpp:jingle:transports:ice-udp:1' ` +
  `${attributes}>${inside}</transport></content>`;
const CANDIDATE =
  `<candidate component='1' foundation='1' generation='0' id='c' ip='192.0.2.1' network='0' port='9' ` +
  `priority='1' protocol='udp' type='host'/>`;
const CREDENTIALS = "ufrag='abcd' pwd='abcdefghijklmnopqrstuv'";
const encrypted = dtlsFingerprint({ for: 222, by: 111 });
const plain = dtlsFingerprint('plain');
const forwarded = (inside: string, stamp = '') =>
  `<forwarded xmlns='urn:xmpp:forward:0'>${stamp}<message xmlns='jabber:client'>${inside}</message></forwarded>`;
const PUBSUB = "xmlns='http://jabber.org/protocol/pubsub'";
const DELAY = "<delay xmlns='urn:xmpp:delay' stamp='2026-01-01T00:00:00Z'/>";
const OMEMO = "xmlns='eu.siacs.conversations.axolotl'";

const EXAMPLES: readonly (readonly [xml: string, line: string])[] = [
  [jingle('session-initiate', content('audio', encrypted)), 'session-initiate S1: audio encrypted for 222 by 111'],
  [
    jingle('session-accept', content('audio', encrypted) + content('video', encrypted)),
    'session-accept S1: audio, video encrypted for 222 by 111',
  ],
  [
    jingle('session-initiate', content('audio', encrypted) + content('video', plain)),
    'session-initiate S1: audio encrypted for 222 by 111, video plain',
  ],
  [
    jingle('session-initiate', content('audio', plain + encrypted, '0')),
    'session-initiate S1: audio with 2 fingerprints (plain, encrypted for 222 by 111)',
  ],
  [jingle('session-initiate', content('audio', '')), 'session-initiate S1: audio without a fingerprint'],
  [jingle('content-add', transport('')), 'content-add S1: audio as a stub'],
  [jingle('content-add', "<content creator='initiator' name='x'/>"), 'content-add S1: x without a transport'],
  [jingle('session-initiate'), 'session-initiate S1: no contents'],
  [jingle('transport-info', transport(CANDIDATE + CANDIDATE)), 'transport-info S1: audio 2 candidates'],
  [jingle('transport-info', transport('', CREDENTIALS)), 'transport-info S1: audio 0 candidates and credentials'],
  [
    jingle('transport-info', transport('<candidate/><gathering-complete/>')),
    'transport-info S1: audio 0 candidates and 1 unusable and no more to come',
  ],
  [jingle('session-info'), 'session-info S1: is the session alive?'],
  [
    jingle('session-info', "<mute xmlns='urn:xmpp:jingle:apps:rtp:info:1' creator='initiator' name='audio'/>"),
    'session-info S1: mute audio',
  ],
  [jingle('session-info', "<hold xmlns='urn:xmpp:jingle:apps:rtp:info:1'/>"), 'session-info S1: hold'],
  [jingle('session-info', "<dance xmlns='urn:x'/>"), 'session-info S1: unknown <dance/>'],
  [
    jingle('session-terminate', REASON('<success/><text>bye\nnow</text>')),
    'session-terminate S1: success "bye\u{FFFD}now"',
  ],
  [
    jingle('session-terminate', REASON('<alternative-session><sid>S2</sid></alternative-session>')),
    'session-terminate S1: alternative-session S2',
  ],
  [jingle('session-terminate', REASON('<boredom/>')), 'session-terminate S1: an unknown reason'],
  [
    jingle('content-modify', "<content creator='initiator' name='v' senders='none'/>"),
    'content-modify S1: v sent by none',
  ],
  [
    jingle('content-reject', `<content creator='initiator' name='v'/>${REASON('<decline/>')}`),
    'content-reject S1: v, decline',
  ],
  [jingle('content-remove', "<content creator='initiator' name='v'/>"), 'content-remove S1: v'],
  [jingle('transport-replace', transport('')), 'transport-replace S1: audio'],
  [jingle('dance'), 'an unknown action S1: no contents'],
  [
    jingle('session-initiate', '<content/>'),
    'session-initiate S1 that cannot be read: iq/jingle/content[1]: attribute creator is missing',
  ],
  [iq(`<jingle ${JINGLE} sid='S1'/>`), 'jingle that cannot be read: iq/jingle: attribute action is missing'],
  [
    message(`<propose ${JMI} id='S1'><description xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'/></propose>`),
    'propose S1: audio',
  ],
  [
    message(
      `<propose ${JMI} id='S1'><description xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'/>` +
        `<description xmlns='urn:xmpp:jingle:apps:rtp:1' media='video'/><device ${DEVICE} id='5'/></propose>`,
    ),
    'propose S1: audio, video, device 5',
  ],
  [message(`<proceed ${JMI} id='S1'><device ${DEVICE} id='222'/></proceed>`), 'proceed S1: device 222'],
  [message(`<proceed ${JMI} id='S1'/>`), 'proceed S1: no device'],
  [message(`<proceed ${JMI} id='S1'><device ${DEVICE} id='0'/></proceed>`), 'proceed S1: a device that cannot be one'],
  [message(`<ringing ${JMI} id='S1'/>`), 'ringing S1'],
  [message(`<accept ${JMI} id='S1'/>`), 'accept S1: an older version, for the own account'],
  [message(`<reject ${JMI} id='S1'>${REASON('<busy/>')}</reject>`), 'reject S1: busy'],
  [message(`<reject ${JMI} id='S1'/>`), 'reject S1: no reason'],
  [message(`<retract ${JMI} id='S1'>${REASON('<expired/>')}<tie-break/></retract>`), 'retract S1: expired, tie-break'],
  [
    message(`<finish ${JMI} id='S1'>${REASON('<expired/>')}<migrated to='S2'/></finish>`),
    'finish S1: expired, goes on as S2',
  ],
  [message(`<ringing ${JMI}/>`), 'ringing that cannot be read: message/ringing: attribute id is missing'],
  [message(`<ringing ${JMI} id='S1'/>${DELAY}`), 'ringing S1 (from 2026-01-01T00:00:00.000Z)'],
  [
    message(`<ringing ${JMI} id='S1'/><delay xmlns='urn:xmpp:delay' stamp='yesterday'/>`),
    'ringing S1 (delayed, nobody can tell since when)',
  ],
  [
    message(`<sent xmlns='urn:xmpp:carbons:2'>${forwarded(`<proceed ${JMI} id='S1'/>`)}</sent>`),
    'sent by another resource: proceed S1: no device',
  ],
  [
    message(`<received xmlns='urn:xmpp:carbons:2'/>`),
    'a carbon that cannot be read: message/carbon: <forwarded/> is missing',
  ],
  [
    message(`<result xmlns='urn:xmpp:mam:2' id='a'>${forwarded(`<ringing ${JMI} id='S1'/>`, DELAY)}</result>`),
    'archived from 2026-01-01T00:00:00.000Z: ringing S1',
  ],
  [
    iq(
      "<fin xmlns='urn:xmpp:mam:2' complete='true'><set xmlns='http://jabber.org/protocol/rsm'/></fin>",
      "type='result' id='m'",
    ),
    "the archive's answer ends, complete",
  ],
  [
    message(
      `<propose ${JMI} id='S1'><description xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'/></propose>` +
        `<error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>`,
      "type='error'",
    ),
    'propose S1: audio came back: service-unavailable',
  ],
  [
    iq(
      `<error type='cancel'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>` +
        `<unknown-session xmlns='urn:xmpp:jingle:errors:1'/></error>`,
      "type='error' id='i1'",
    ),
    'error i1: item-not-found, unknown-session',
  ],
  [iq('', "type='result' id='i1'"), 'result i1'],
  [iq('', "type='set' id='i1'"), 'set without a payload'],
  [iq("<ping xmlns='urn:xmpp:ping'/>", "type='get' id='i1'"), 'get i1: <ping/> of urn:xmpp:ping'],
  [iq('', "type='set'"), 'an IQ that cannot be read: iq: attribute id is missing'],
  [
    iq(`<pubsub ${PUBSUB}><items node='eu.siacs.conversations.axolotl.bundles:222'/></pubsub>`, "type='get' id='i'"),
    'asks for the OMEMO bundle of 222',
  ],
  [
    iq(
      `<pubsub ${PUBSUB}><publish node='eu.siacs.conversations.axolotl.devicelist'><item id='current'>` +
        `<list ${OMEMO}><device id='111'/><device id='112'/></list></item></publish></pubsub>`,
    ),
    'publishes the OMEMO devices: 111, 112',
  ],
  [
    iq(
      `<pubsub ${PUBSUB}><items node='eu.siacs.conversations.axolotl.bundles:222'><item><x xmlns='u'/></item>` +
        `</items></pubsub>`,
      "type='result' id='i'",
    ),
    'answers with the OMEMO bundle of 222, unreadable',
  ],
  [
    message(
      `<event xmlns='http://jabber.org/protocol/pubsub#event'>` +
        `<items node='eu.siacs.conversations.axolotl.devicelist'><item><list ${OMEMO}/></item></items></event>`,
    ),
    'news of the OMEMO devices: none',
  ],
  [
    message(
      `<encrypted ${OMEMO}><header sid='111'><key rid='222'>AAAA</key><key rid='223'>AAAA</key>` +
        `<iv>AAAAAAAAAAAAAAAA</iv></header></encrypted>`,
    ),
    'an OMEMO message for 222, 223 by 111',
  ],
  [message('<body>hello</body>'), 'a chat message with a body'],
  [message("<x xmlns='u'/>", ''), 'a normal message: <x/>'],
  [message('', "type='headline'"), 'a headline message: empty'],
  [message('', "from='@'"), 'a message that cannot be read: message: from has a value it must not have'],
  ["<presence type='unavailable'/>", 'presence: unavailable'],
  ['<presence/>', 'presence: available'],
  ["<r xmlns='urn:xmpp:sm:3'/>", '<r/> of urn:xmpp:sm:3, which is no stanza'],
  ["<r xmlns=''/>", '<r/> of no namespace, which is no stanza'],
];

function said(xml: string): string {
  const parsed = parseXml(xml, { defaultNamespace: NS_CLIENT });
  if (!parsed.ok) throw new Error(`${parsed.error.rule} at ${parsed.error.at} of ${xml}`);
  return says(parsed.value);
}

describe('says', () => {
  test.each(EXAMPLES)('%s', (xml, line) => {
    expect(said(xml)).toBe(line);
  });

  test('cuts what is long and takes out what moves a cursor or turns the writing', () => {
    const line = said(message(`<ringing ${JMI} id='S\u{202E}\u{9B}${'x'.repeat(200)}'/>`));
    expect(line).toMatch(/^[^\p{C}]+$/u);
    expect(line.length).toBeLessThan(100);
  });

  test('L3: says one short line of any stanza, of real ones that somebody changed, and of any element', () => {
    fc.assert(
      fc.property(fc.oneof(fc.constantFrom(...REAL_STANZAS), tamperedStanza, anyElement), (stanza) => {
        expect(says(stanza)).toMatch(/^[^\p{C}\p{Zl}\p{Zp}]+$/u);
      }),
      { numRuns: 2_000 },
    );
  });
});
