/**
 * The session-initiate of a Dino 0.4.2 audio call as it arrived, but with the fingerprint in the clear: SDES beside it, two
 * components, the fingerprint last.
 */
export const DINO_SESSION_INITIATE = [
  "<jingle action='session-initiate' xmlns='urn:xmpp:jingle:1' sid='132d83a0-3e4e-4abd-90ef-6ab6a0407766' initiator",
  "='alice@interop.test/dino.alice'>",
  "<content creator='initiator' senders='both' name='audio'>",
  "<description media='audio' xmlns='urn:xmpp:jingle:apps:rtp:1'>",
  "<payload-type name='opus' clockrate='48000' id='111' channels='2'>",
  "<parameter name='useinbandfec' value='1'/></payload-type>",
  "<payload-type clockrate='32000' id='112' name='speex'/>",
  "<payload-type clockrate='16000' id='113' name='speex'/>",
  "<payload-type clockrate='8000' id='114' name='speex'/>",
  "<payload-type clockrate='8000' id='0' name='PCMU'/>",
  "<payload-type clockrate='8000' id='8' name='PCMA'/><encryption>",
  "<crypto crypto-suite='AES_CM_128_HMAC_SHA1_80' tag='1' key-params='inline:zEvBaBhGXghs+00MurBxRNqZ+w3GsbC4H4ap7M",
  "FS'/>",
  '</encryption><rtcp-mux/></description>',
  "<transport xmlns='urn:xmpp:jingle:transports:ice-udp:1' pwd='BFNtgZogQJH8LttKh9hZ4i' ufrag='TPsX'>",
  "<candidate foundation='1' type='host' id='edcbc69b' generation='0' component='1' priority='2015363327' protocol=",
  "'udp' network='0' ip='192.0.2.2' port='34336'/>",
  "<candidate foundation='2' type='host' id='402c1cf6' generation='0' component='1' priority='2015363583' protocol=",
  "'udp' network='0' ip='fd00::2' port='46453'/>",
  "<candidate foundation='1' type='host' id='13cf77c9' generation='0' component='2' priority='2015363326' protocol=",
  "'udp' network='0' ip='192.0.2.2' port='49216'/>",
  "<candidate foundation='2' type='host' id='9cd44f45' generation='0' component='2' priority='2015363582' protocol=",
  "'udp' network='0' ip='fd00::2' port='37351'/>",
  "<fingerprint xmlns='urn:xmpp:jingle:apps:dtls:0' hash='sha-256' setup='actpass'>4C:36:80:32:97:6E:DE:B2:80:E6:9B",
  ':CC:E6:33:29:12:D1:A2:99:D1:B4:C7:14:98:0D:6C:F7:1F:A7:06:F7:7B</fingerprint>',
  '</transport></content></jingle>',
].join('');
