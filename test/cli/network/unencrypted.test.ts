/** A server, or whoever stands before it, that offers no TLS and asks for the password in clear. */
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createServerConnection } from '../../../src/cli/network/client.ts';
import type { BareJid } from '../../../src/jid.ts';

const FEATURES =
  "<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>" +
  '<mechanism>PLAIN</mechanism></mechanisms></stream:features>';
const HEADER =
  "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' " +
  "id='s1' from='localhost' version='1.0'>";

test('is not told the password', async () => {
  const heard: string[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.on('data', (bytes) => {
      const said = bytes.toString();
      heard.push(said);
      if (said.includes('<stream:stream')) socket.write(HEADER + FEATURES);
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const connection = await createServerConnection({
    account: 'romeo@localhost' as BareJid,
    server: `xmpp://127.0.0.1:${port}`,
    password: 'a rose by any other name',
  });
  const connected = await connection.connect(new AbortController().signal);
  expect(connected).toMatchObject({
    ok: false,
    error: { message: expect.stringContaining('the password was not sent') },
  });
  expect(heard.join('')).toContain('<stream:stream');
  expect(heard.join('')).not.toContain('<auth');
});
