/** `inspect` and `--inspect`: a page on this machine for whoever has the token, and for nobody else. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { readPage } from '../../src/cli/inspect/page-files.ts';
import { startServer } from '../../src/cli/inspect/server.ts';
import { valueOf } from '../omemo/value-of.ts';
import { inputOf, runCli } from './run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'omemo-calls-inspect-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ENTRY = {
  kind: 'start',
  input: { policy: 'opportunistic', omemo: 'enabled', presence: 'shared', occasion: 'call' },
  to: 'proposed.discovering',
  effects: [{ kind: 'sendPropose' }, { kind: 'startTimer', timer: 'discovery' }],
  ...{ atMs: 1, sessionId: 's1', peer: 'juliet@capulet.example', role: 'caller' },
};

async function started() {
  const server = await startServer({ page: valueOf(readPage()), port: 0, title: 'a test' });
  onTestFinished(() => server.close());
  const page = new URL(server.address);
  const watch = `ws://${page.host}/watch?${page.hash.slice(1)}`;
  return { server, page, watch };
}

/** What the server answers to a request with such headers. */
function statusOf(address: string, headers: Readonly<Record<string, string>> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    request(address, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

/** The first lines that a socket is told, or the code with which it is let go. */
function told(address: string, count: number, origin?: string): Promise<readonly unknown[] | number> {
  const socket = new WebSocket(address, origin === undefined ? {} : { origin });
  onTestFinished(() => socket.terminate());
  const lines: unknown[] = [];
  return new Promise((resolve) => {
    socket.on('message', (data) => {
      lines.push(JSON.parse((data as Buffer).toString()));
      if (lines.length === count) resolve(lines);
    });
    socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
    socket.on('close', (code) => resolve(code));
    // What is refused is told by the two above.
    socket.on('error', () => undefined);
  });
}

describe('the server of the inspector', () => {
  test('listens on this machine only, and serves its page with a policy that lets it load nothing else', async () => {
    const { page } = await started();
    expect(page.hostname).toBe('127.0.0.1');
    const response = await fetch(page);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await response.text()).toContain('omemo-calls inspector');
  });

  test('serves no path but its own files', async () => {
    const { page } = await started();
    for (const path of ['/package.json', '/../package.json', '/..%2f..%2fpackage.json', '/assets/']) {
      expect([path, await statusOf(`http://${page.host}${path}`)]).toEqual([path, 404]);
    }
  });

  test('answers to no other name, which another site could have pointed here', async () => {
    const { page } = await started();
    expect(await statusOf(`http://${page.host}/`, { host: 'attacker.example' })).toBe(403);
    expect(await statusOf(`http://${page.host}/`, { host: '127.0.0.1.attacker.example' })).toBe(403);
  });

  test('tells whoever has the token what there is, from the beginning', async () => {
    const { server, watch } = await started();
    server.send({ call: 1 });
    expect(await told(watch, 2)).toEqual([{ title: 'a test' }, { call: 1 }]);
  });

  test('tells nothing without the token, nor to the page of another site', async () => {
    const { page, watch } = await started();
    const without = `ws://${page.host}/watch`;
    expect(await told(without, 1)).toBe(1008);
    expect(await told(`${without}?token=${'A'.repeat(32)}`, 1)).toBe(1008);
    expect(await told(watch, 1, 'https://attacker.example')).toBe(403);
    expect(await told(watch, 1, 'http://localhost.attacker.example')).toBe(403);
    expect(await told(watch, 1, 'null')).toBe(403);
    expect(await told(watch, 1, `http://${page.host}`)).toEqual([{ title: 'a test' }]);
  });

  test('takes from programs of this machine what is a message, made harmless, and nothing else', async () => {
    const { server, watch } = await started();
    const socket = new WebSocket(server.applicationAddress);
    onTestFinished(() => socket.terminate());
    await new Promise((resolve) => socket.once('open', resolve));
    for (const text of ['{', '[]', '{"kind":"start"}', '"x"']) socket.send(text);
    socket.send(Buffer.from('binary'));
    socket.send(JSON.stringify({ ...ENTRY, password: 'hunter2', effects: [{ kind: 'sendPropose', pwd: 'hunter2' }] }));
    const lines = await told(watch, 2);
    expect(lines).toMatchObject([{ title: 'a test' }, { trace: { effects: [{ kind: 'sendPropose' }] } }]);
    expect(JSON.stringify(lines)).not.toContain('hunter2');
  });
});

describe('inspect', () => {
  test('prints its address, and ends with Ctrl-C', async () => {
    const path = join(folder, 'calls.jsonl');
    writeFileSync(path, `${JSON.stringify(ENTRY)}\n`);
    const stopping = new AbortController();
    const err: string[] = [];
    const running = runCli(['inspect', path], {
      signal: stopping.signal,
      err: (text) => {
        err.push(text);
        if (text.includes('until Ctrl-C')) stopping.abort();
      },
    });
    expect((await running).exitCode).toBe(0);
    expect(err.join('')).toMatch(/^inspector: http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{32}\n/);
  });

  test.each([
    ['no JSON', 'nonsense\n', /line 1: it is no JSON object/],
    ['half an entry', `${JSON.stringify(ENTRY)}\n{"kind":"step","atMs":1}\n`, /line 2: sessionId is missing/],
    ['nothing', '', /no entry of a trace is in it/],
    ['something else', '{"hello":1}\n', /no entry of a trace is in it/],
  ])('refuses a file that holds %s, with the line', async (_, text, message) => {
    const path = join(folder, 'broken.jsonl');
    writeFileSync(path, text);
    const { exitCode, err } = await runCli(['inspect', path]);
    expect(exitCode).toBe(2);
    expect(err).toMatch(message);
  });

  test('says that there is no such file, and which ports there are', async () => {
    expect(await runCli(['inspect', join(folder, 'none')])).toMatchObject({ exitCode: 2 });
    expect(await runCli(['inspect', '--port', '70000'])).toMatchObject({ exitCode: 2 });
  });

  test('says that its port is taken', async () => {
    const { page } = await started();
    const { exitCode, err } = await runCli(['inspect', '--port', page.port]);
    expect({ exitCode, err }).toEqual({ exitCode: 1, err: expect.stringContaining('EADDRINUSE') as unknown });
  });

  test('reads standard input', async () => {
    const lines = inputOf(JSON.stringify({ party: 'romeo', trace: ENTRY }));
    const stopping = new AbortController();
    const err = (text: string) => {
      if (text.includes('until Ctrl-C')) stopping.abort();
    };
    expect(await runCli(['inspect', '-'], { input: lines, signal: stopping.signal, err })).toMatchObject({
      exitCode: 0,
    });
  });

  test('goes beside demo and drive', async () => {
    for (const argv of [
      ['demo', '--json', '--inspect'],
      ['drive', '--inspect'],
    ]) {
      const stopping = new AbortController();
      const said: string[] = [];
      const err = (text: string) => {
        said.push(text);
        if (text.includes('until Ctrl-C')) stopping.abort();
      };
      expect(await runCli(argv, { err, signal: stopping.signal })).toMatchObject({ exitCode: 0 });
      expect(said[0]).toContain('inspector: http://127.0.0.1:');
    }
  });
});
