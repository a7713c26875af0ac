/**
 * A session-initiate of two contents as a client would send it: audio and video, encrypted fingerprints, eight
 * candidates each. It is made here rather than recorded because none of the recordings carries video.
 */

const AUDIO_PAYLOADS =
  "<payload-type id='111' name='opus' clockrate='48000' channels='2'>" +
  "<parameter name='minptime' value='10'/><parameter name='useinbandfec' value='1'/>" +
  "<rtcp-fb xmlns='urn:xmpp:jingle:apps:rtp:rtcp-fb:0' type='transport-cc'/></payload-type>" +
  "<payload-type id='112' name='speex' clockrate='32000'/><payload-type id='8' name='PCMA' clockrate='8000'/>" +
  "<payload-type id='0' name='PCMU' clockrate='8000'/>";

const VIDEO_PAYLOADS =
  "<payload-type id='96' name='VP8' clockrate='90000'>" +
  "<rtcp-fb xmlns='urn:xmpp:jingle:apps:rtp:rtcp-fb:0' type='ccm' subtype='fir'/>" +
  "<rtcp-fb xmlns='urn:xmpp:jingle:apps:rtp:rtcp-fb:0' type='nack' subtype='pli'/></payload-type>" +
  "<payload-type id='98' name='VP9' clockrate='90000'/><payload-type id='97' name='H264' clockrate='90000'>" +
  "<parameter name='profile-level-id' value='42e01f'/><parameter name='packetization-mode' value='1'/></payload-type>" +
  "<rtp-hdrext xmlns='urn:xmpp:jingle:apps:rtp:rtp-hdrext:0' id='1' uri='urn:ietf:params:rtp-hdrext:toffset'/>";

/** Numbers that stay the same from run to run and look like a client's. */
function candidateText(index: number): string {
  const id = (0x3f_1c_9a_27 * (index + 1)).toString(16).slice(0, 8);
  const address = index % 2 === 0 ? `192.0.2.${index + 1}` : `2001:db8::${index}`;
  const base = `id='${id}' component='1' foundation='${index + 1}' generation='0' network='0' protocol='udp'`;
  const rest = `type='host' priority='${2_015_363_327 - index}' ip='${address}' port='${40_000 + index}'`;
  return `<candidate ${base} ${rest}/>`;
}

/** The size of what OMEMO encrypts to: one key for one device, a payload of a DTLS fingerprint's length. */
const ENCRYPTED_FINGERPRINT =
  "<fingerprint xmlns='http://gultsch.de/xmpp/drafts/omemo/dlts-srtp-verification' hash='sha-256' setup='actpass'>" +
  "<encrypted xmlns='eu.siacs.conversations.axolotl'><header sid='1124071515'><iv>AU+M9mJiC3FwPBWU</iv>" +
  `<key prekey='true' rid='323196813'>${'MwjFpfXGBRIhBU8PkBDj'.repeat(13)}</key></header>` +
  `<payload>${'7VoAtvxIB+cIgNQdyShG'.repeat(6)}</payload></encrypted></fingerprint>`;

function contentText(media: 'audio' | 'video', payloads: string): string {
  const candidates = [0, 1, 2, 3, 4, 5, 6, 7]
    .map((index) => candidateText(media === 'audio' ? index : index + 8))
    .join('');
  return (
    `<content creator='initiator' name='${media}' senders='both'>` +
    `<description xmlns='urn:xmpp:jingle:apps:rtp:1' media='${media}'>${payloads}<rtcp-mux/></description>` +
    `<transport xmlns='urn:xmpp:jingle:transports:ice-udp:1' ufrag='TPsX' pwd='BFNtgZogQJH8LttKh9hZ4i'>` +
    `${candidates}${ENCRYPTED_FINGERPRINT}</transport></content>`
  );
}

/** Without `xmlns` on the IQ, as it comes out of a stream. */
export const SESSION_INITIATE =
  "<iq from='romeo@montague.example/orchard' xml:lang='en' to='juliet@capulet.example/balcony' " +
  "id='33932ff9-06f7-4cae-bfcc-93fa9d642c73' type='set'><jingle xmlns='urn:xmpp:jingle:1' action='session-initiate' " +
  "sid='132d83a0-3e4e-4abd-90ef-6ab6a0407766' initiator='romeo@montague.example/orchard'>" +
  `${contentText('audio', AUDIO_PAYLOADS)}${contentText('video', VIDEO_PAYLOADS)}</jingle></iq>`;
