/**
 * Why this test? A page can have a browser open a WebSocket to this machine, `//` as its path included; some browsers
 * ask the user first. The inspector read that with `URL`, which throws, before it looked at who asks: the process
 * ended, and the call in it.
 */
import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { startServer } from '../../src/cli/inspect/server.ts';

async function started() {
  const server = await startServer({ page: new Map(), port: 0, title: 'a test' });
  onTestFinished(() => server.close());
  return new URL(server.address).host;
}

/** What a browser sends for `new WebSocket('ws://127.0.0.1:…//')` in a page of a site. */
async function upgrade(host: string, path: string) {
  const socket = connect(Number(host.split(':')[1]), '127.0.0.1');
  const lines = [
    `GET ${path} HTTP/1.1`,
    ...[`Host: ${host}`, 'Origin: https://attacker.example', 'Upgrade: websocket', 'Connection: Upgrade'],
    ...['Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', '', ''],
  ];
  await once(socket, 'connect');
  socket.write(lines.join('\r\n'));
  return socket;
}

test.each(['//', '//[', '/\\', '///', '//a:b', '/watch', '/?token', '*'])(
  '%s is refused, and no more',
  async (path) => {
    const socket = await upgrade(await started(), path);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(String(answer)).toMatch(/^HTTP\/1.1 403 /);
  },
);

test('whoever is gone before the answer leaves nothing behind', async () => {
  const host = await started();
  for (let times = 0; times < 20; times += 1) (await upgrade(host, '/watch')).resetAndDestroy();
  const last = await upgrade(host, '//');
  expect(String((await once(last, 'data'))[0])).toMatch(/^HTTP\/1.1 403 /);
});
