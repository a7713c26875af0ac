/** Every namespace the core reads or writes, under the specification it comes from. Nothing else spells one out. */

/** RFC 6120: stanzas between client and server. */
export const NS_CLIENT = 'jabber:client';
/** RFC 6120 #8.3.3: the conditions of stanza errors. */
export const NS_STANZA_ERRORS = 'urn:ietf:params:xml:ns:xmpp-stanzas';
/** Namespaces in XML 1.0: bound to `xml:` for ever. */
export const NS_XML = 'http://www.w3.org/XML/1998/namespace';
/** Namespaces in XML 1.0: bound to `xmlns:` for ever. */
export const NS_XMLNS = 'http://www.w3.org/2000/xmlns/';

/**
 * "Verify encrypted A/V calls with OMEMO", Daniel Gultsch's draft: `<device/>` and the encrypted `<fingerprint/>`.
 * The wire says `dlts`, not `dtls`: Conversations, Dino and Monal all do. It is the name, not a misprint.
 */
export const NS_OMEMO_VERIFICATION = 'http://gultsch.de/xmpp/drafts/omemo/dlts-srtp-verification';
/** XEP-0384 0.3.0, as deployed. */
export const NS_OMEMO = 'eu.siacs.conversations.axolotl';
/** XEP-0384 0.3.0: the PEP node with the device list. */
export const NODE_OMEMO_DEVICE_LIST = `${NS_OMEMO}.devicelist`;
/** XEP-0384 0.3.0: the PEP node of one device's bundle is this followed by its device id. */
export const NODE_OMEMO_BUNDLES = `${NS_OMEMO}.bundles:`;

/** XEP-0353 0.8.0 Jingle Message Initiation. */
export const NS_JINGLE_MESSAGE = 'urn:xmpp:jingle-message:0';
/** XEP-0166 1.1.2 Jingle. */
export const NS_JINGLE = 'urn:xmpp:jingle:1';
/** XEP-0166 1.1.2 #errors. */
export const NS_JINGLE_ERRORS = 'urn:xmpp:jingle:errors:1';
/** XEP-0167 1.2.3 Jingle RTP Sessions. */
export const NS_RTP = 'urn:xmpp:jingle:apps:rtp:1';
/** XEP-0167 1.2.3 #support: what says that a client can do audio, and video. */
export const NS_RTP_AUDIO = 'urn:xmpp:jingle:apps:rtp:audio';
export const NS_RTP_VIDEO = 'urn:xmpp:jingle:apps:rtp:video';
/** XEP-0167 1.2.3 #info: hold, mute and the like. */
export const NS_RTP_INFO = 'urn:xmpp:jingle:apps:rtp:info:1';
/** XEP-0293 RTP feedback negotiation. */
export const NS_RTP_FEEDBACK = 'urn:xmpp:jingle:apps:rtp:rtcp-fb:0';
/** XEP-0294 RTP header extensions. */
export const NS_RTP_HEADER_EXTENSIONS = 'urn:xmpp:jingle:apps:rtp:rtp-hdrext:0';
/** XEP-0339 source-specific media attributes. */
export const NS_RTP_SOURCES = 'urn:xmpp:jingle:apps:rtp:ssma:0';
/** XEP-0338 grouping framework. */
export const NS_GROUPING = 'urn:xmpp:jingle:apps:grouping:0';
/** XEP-0176 1.1.1 ICE-UDP transport. */
export const NS_ICE_UDP = 'urn:xmpp:jingle:transports:ice-udp:1';
/** ICE options such as `trickle` inside an ICE-UDP transport; Conversations' own. */
export const NS_ICE_OPTION = 'http://gultsch.de/xmpp/drafts/jingle/transports/ice-udp/option';
/** XEP-0320 1.0.0 DTLS-SRTP. */
export const NS_DTLS = 'urn:xmpp:jingle:apps:dtls:0';

/** XEP-0030 2.5.0 service discovery: what an entity can do. */
export const NS_DISCO_INFO = 'http://jabber.org/protocol/disco#info';
/** XEP-0115 1.6.0 entity capabilities. */
export const NS_CAPS = 'http://jabber.org/protocol/caps';

/** XEP-0215 1.0.0 external service discovery: STUN and TURN servers. */
export const NS_EXTERNAL_SERVICES = 'urn:xmpp:extdisco:2';

/** XEP-0280 1.0.1 message carbons. */
export const NS_CARBONS = 'urn:xmpp:carbons:2';
/** XEP-0297 1.0 stanza forwarding. */
export const NS_FORWARD = 'urn:xmpp:forward:0';
/** XEP-0203 2.0 delayed delivery. */
export const NS_DELAY = 'urn:xmpp:delay';
/** XEP-0313 1.1.3 message archive management. */
export const NS_ARCHIVE = 'urn:xmpp:mam:2';
/** XEP-0334 1.0.0 message processing hints. */
export const NS_HINTS = 'urn:xmpp:hints';
/** XEP-0060 1.30.0 publish-subscribe, which PEP (XEP-0163) uses. */
export const NS_PUBSUB = 'http://jabber.org/protocol/pubsub';
/** XEP-0060 #publisher-publish-success: what subscribers are told. */
export const NS_PUBSUB_EVENT = 'http://jabber.org/protocol/pubsub#event';
/** XEP-0060 #publisher-publish-options: the form type of publish options. */
export const NS_PUBSUB_PUBLISH_OPTIONS = 'http://jabber.org/protocol/pubsub#publish-options';
/** XEP-0060 #publisher-publish-options: what is added to the error where the node is not as the options want it. */
export const NS_PUBSUB_ERRORS = 'http://jabber.org/protocol/pubsub#errors';
/** XEP-0060 #owner-configure: requests of a node's owner, and the form type of what a node is like. */
export const NS_PUBSUB_OWNER = 'http://jabber.org/protocol/pubsub#owner';
export const NS_PUBSUB_NODE_CONFIG = 'http://jabber.org/protocol/pubsub#node_config';
/** XEP-0004 2.13.2 data forms. */
export const NS_DATA_FORMS = 'jabber:x:data';
/** Paging through long answers, which archives use. XEP-0313 #query-paging. */
export const NS_RESULT_SET = 'http://jabber.org/protocol/rsm';
