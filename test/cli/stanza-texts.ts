/** Pieces of stanzas as text, for tests of commands that take text. */

/** A fingerprint element: plain, or encrypted with the shape of OMEMO and nothing in it. */
export function dtlsFingerprint(form: 'plain' | { readonly for: number; readonly by: number }): string {
  const attributes = "hash='sha-256' setup='actpass'";
  if (form === 'plain') {
    const value = Array.from({ length: 32 }, () => 'AB').join(':');
    return `<fingerprint xmlns='urn:xmpp:jingle:apps:dtls:0' ${attributes}>${value}</fingerprint>`;
  }
  return (
    `<fingerprint xmlns='http://gultsch.de/xmpp/drafts/omemo/dlts-srtp-verification' ${attributes}>` +
    `<encrypted xmlns='eu.siacs.conversations.axolotl'><header sid='${form.by}'><key rid='${form.for}'>AAAA</key>` +
    `<iv>AAAAAAAAAAAAAAAA</iv></header><payload>AAAA</payload></encrypted></fingerprint>`
  );
}
