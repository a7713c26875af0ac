/**
 * Found by S7, which took a `<device/>` of no namespace for an unknown child of `<proceed/>`. It is an announcement
 * that cannot be used: beside the draft's own there are two, and two must not look like the one that we know.
 */
import { expect, test } from 'vitest';
import { readJingleMessage } from '../../src/stanzas/jingle-message.ts';
import { parseXml } from '../../src/xml/parse.ts';

test('a second device in a proceed, of no namespace, makes the announcement invalid', () => {
  const parsed = parseXml(
    "<proceed xmlns='urn:xmpp:jingle-message:0' id='ff1ee55119482013d1f0f33680ef707d'>" +
      "<device xmlns='http://gultsch.de/xmpp/drafts/omemo/dlts-srtp-verification' id='1873524337'/>" +
      "<device xmlns=''/></proceed>",
  );
  const read = parsed.ok ? readJingleMessage(parsed.value) : undefined;
  expect(read).toMatchObject({ ok: true, value: { verb: 'proceed', device: { kind: 'invalid' } } });
});
