/** `lint --log`: stanzas in the debug logs that clients write. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findStanzas } from '../../src/cli/lint/find-stanzas.ts';
import { runCli } from './run-cli.ts';

const RINGING = "<message to='a@x/y'><ringing xmlns='urn:xmpp:jingle-message:0' id='S1'/></message>";

async function explain(log: string): Promise<readonly string[]> {
  const path = join(await mkdtemp(join(tmpdir(), 'lint-log-')), 'debug.log');
  await writeFile(path, log);
  const { exitCode, out } = await runCli(['lint', '--log', path]);
  expect(exitCode).toBe(0);
  return out.split('\n').slice(0, -1);
}

describe('lint --log', () => {
  test("explains Conversations' lines: time, level and thread before the stanza", async () => {
    const log = [
      '10-01 12:00:00.000  4711  4712 D conversations: a@x: sending',
      `10-01 12:00:00.001  4711  4712 D conversations: ${RINGING}`,
      `10-01 12:00:00.002  4711  4712 D conversations: <iq type='result' id='z'/> and more`,
    ].join('\n');
    expect(await explain(log)).toEqual([
      '2: [10-01 12:00:00.001 4711 4712 D conversations:] to a@x/y: ringing S1',
      '3: [10-01 12:00:00.002 4711 4712 D conversations:] result z',
    ]);
  });

  test("explains Dino's: a heading, colours, a stanza over several lines", async () => {
    const log = [
      '\u{1B}[1mXMPP IN [b@y stream:0x55 thread:0x66 2026-01-01T00:00:00]\u{1B}[0m',
      "\u{1B}[32m<message\u{1B}[0m from='b@y/tab' to='a@x'>",
      "  <propose xmlns='urn:xmpp:jingle-message:0' id='S2'>",
      "    <description xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'/>",
      '  </propose>',
      '</message>',
    ].join('\n');
    expect(await explain(log)).toEqual(['2: b@y/tab -> a@x: propose S2: audio']);
  });

  test("explains Gajim's: the stanza after a heading on the same line", async () => {
    const log = `2026-01-01 12:00:00,123 (I) nbxmpp.stream  a@x SENT: ${RINGING}`;
    expect(await explain(log)).toEqual([
      '1: [2026-01-01 12:00:00,123 (I) nbxmpp.stream a@x SENT:] to a@x/y: ringing S1',
    ]);
  });

  test("explains an XML console's, and only the stanzas of it", async () => {
    const features = '<stream:features><bind/></stream:features>';
    const log = `${features}\n<!-- in -->\n${RINGING}<r xmlns='urn:xmpp:sm:3'/>\n<presence/>`;
    expect(await explain(log)).toEqual(['3: to a@x/y: ringing S1', '4: presence: available']);
  });

  test('takes a prefix of the same shape off every further line of a stanza', async () => {
    const lines = ["<message to='a@x/y'>", "<ringing xmlns='urn:xmpp:jingle-message:0' id='S1'/>", '</message>'];
    const log = lines.map((line, index) => `12:00:0${index} D/app(${1000 + index}): ${line}`).join('\n');
    const [stanza] = findStanzas(log);
    expect(stanza?.xml).toBe(lines.join('\n'));
  });

  test("explains texts in string literals, as in this command line's own answers", async () => {
    const log = `${JSON.stringify({ out: 'stanza', xml: RINGING.replaceAll("'", '"') })}\n`;
    expect(await explain(log)).toEqual(['1: [{"out":"stanza","xml":"] to a@x/y: ringing S1']);
  });

  test('keeps a stanza inside a carbon with the carbon', async () => {
    const carbon =
      `<message from='a@x'><sent xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'>` +
      `<message xmlns='jabber:client' to='b@y'><ringing xmlns='urn:xmpp:jingle-message:0' id='S1'/></message>` +
      `</forwarded></sent></message>`;
    expect(await explain(carbon)).toEqual(['1: from a@x: sent by another resource: ringing S1']);
  });

  test('tells of a stanza that breaks off, and goes on with the next', async () => {
    expect(await explain(`<iq type='set' id='a'><query>\nlost\n${RINGING}\n<message>`)).toEqual([
      '1: a stanza that breaks off',
      '3: to a@x/y: ringing S1',
      '4: a stanza that breaks off',
    ]);
  });

  test('tells of a stanza that is refused, and why', async () => {
    expect(await explain("<iq type='set' id='a'><x:query/></iq>")).toEqual([
      '1: refused, wrong use of namespaces at 23: a prefix that no namespace is bound to',
    ]);
  });

  test('counts what it found beside its output', async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'lint-log-')), 'debug.log');
    await writeFile(path, 'nothing here\n');
    expect(await runCli(['lint', '--log', path])).toEqual({ exitCode: 0, out: '', err: `0 stanzas in ${path}\n` });
  });

  test('says which file it cannot read, and why', async () => {
    const { exitCode, out, err } = await runCli(['lint', '--log', '/nowhere/debug.log']);
    expect({ exitCode, out, err }).toEqual({
      exitCode: 2,
      out: '',
      err: 'error: cannot read /nowhere/debug.log: there is no such file\n',
    });
  });

  test.each([
    ['tags without end', '<iq a="'.repeat(40_000)],
    ['white space after a name', `<iq${' '.repeat(280_000)}`],
    ['stanzas without end', '<iq>'.repeat(70_000)],
    ['stanzas inside stanzas', '<message><forwarded>'.repeat(14_000)],
    ['quotation marks', `<iq ${'"'.repeat(280_000)}`],
    ['line feeds before everything', `${'\n'.repeat(140_000)}${'<iq/>'.repeat(28_000)}`],
  ])('reads a log of %s in a moment', (_name, log) => {
    const begin = performance.now();
    findStanzas(log);
    expect(performance.now() - begin).toBeLessThan(2_000);
  });
});
