/** A description with every part one can have, and the parts by themselves. */

export const FEEDBACK = "<rtcp-fb xmlns='urn:xmpp:jingle:apps:rtp:rtcp-fb:0' type='nack' subtype='pli'/>";
const INTERVAL = "<rtcp-fb-trr-int xmlns='urn:xmpp:jingle:apps:rtp:rtcp-fb:0' value='100'/>";
export const PARAMETER = "<parameter name='apt' value='96'/>";
export const PAYLOAD_TYPE =
  "<payload-type id='97' name='rtx' clockrate='90000' channels='2' ptime='20' maxptime='60'>" +
  `${PARAMETER}${FEEDBACK}</payload-type>`;
export const EXTENSION =
  "<rtp-hdrext xmlns='urn:xmpp:jingle:apps:rtp:rtp-hdrext:0' id='3' uri='urn:x:y' senders='initiator'/>";
export const MIXED = "<extmap-allow-mixed xmlns='urn:xmpp:jingle:apps:rtp:rtp-hdrext:0'/>";
export const SOURCE =
  "<source xmlns='urn:xmpp:jingle:apps:rtp:ssma:0' ssrc='1656081975'>" +
  "<parameter name='cname' value='Yv/w vb'/></source>";
export const GROUP =
  "<ssrc-group xmlns='urn:xmpp:jingle:apps:rtp:ssma:0' semantics='FID'>" +
  "<source ssrc='5'/><source ssrc='6'/></ssrc-group>";
export const DESCRIPTION =
  `<description xmlns='urn:xmpp:jingle:apps:rtp:1' media='video' ssrc='12345'>${PAYLOAD_TYPE}${INTERVAL}` +
  `${EXTENSION}${MIXED}${SOURCE}${GROUP}<rtcp-mux/></description>`;
