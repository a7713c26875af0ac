/** `lint`: what it answers to a line, whatever the line is. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lintLine } from '../../src/cli/lint/lint-line.ts';
import { anyText } from '../../properties/arbitraries/xml-soup.ts';
import { inputOf, jsonLines, runCli } from './run-cli.ts';

const KINDS = ['notWellFormed', 'namespace', 'restricted', 'limit', 'name'];

const lint = (xml: unknown) => lintLine(JSON.stringify({ id: 'x1', xml }));

describe('lint', () => {
  test('answers each line on a line, under its id', async () => {
    const input = inputOf('{"id":"x1","xml":"<a/>"}', '', '{"id":7,"xml":"<b>"}', 'nonsense');
    const finished = await runCli(['lint'], { input });
    expect(finished.exitCode).toBe(0);
    expect(jsonLines(finished)).toEqual([
      { id: 'x1', ok: true, tree: ['a', {}], says: expect.any(String) },
      { id: 7, ok: false, error: { kind: 'notWellFormed', at: 3, message: expect.any(String) } },
      { id: null, ok: false, error: { kind: 'notWellFormed', at: 0, message: expect.stringContaining('not JSON') } },
    ]);
  });

  test('shows expanded names, no declarations, decoded values, and adjacent text as one', () => {
    expect(
      lint(
        `<p:a xmlns:p='urn:p' xmlns='urn:d' x='1&amp;2' p:x='3' xml:lang='en'>` +
          `a<![CDATA[<]]>&#98;<c/> <d xmlns=''/></p:a>`,
      ),
    ).toMatchObject({
      ok: true,
      tree: [
        '{urn:p}a',
        { x: '1&2', '{urn:p}x': '3', '{http://www.w3.org/XML/1998/namespace}lang': 'en' },
        'a<b',
        ['{urn:d}c', {}],
        ' ',
        ['d', {}],
      ],
    });
  });

  test('reads an element without xmlns as one of no namespace, and tells what it says in a stream', () => {
    expect(lint(`<message type='chat'><ringing xmlns='urn:xmpp:jingle-message:0' id='S1'/></message>`)).toEqual({
      id: 'x1',
      ok: true,
      tree: ['message', { type: 'chat' }, ['{urn:xmpp:jingle-message:0}ringing', { id: 'S1' }]],
      says: 'ringing S1',
    });
  });

  test.each([
    ['notWellFormed', '<a></b>', 3],
    ['notWellFormed', '', 0],
    ['namespace', '<a><b:c/></a>', 4],
    ['restricted', '<a><!-- --></a>', 3],
    ['restricted', '<?xml version="1.0"?><a/>', 0],
    ['limit', `<a>${'<b>'.repeat(64)}`, 192],
    ['name', '<a><1/></a>', 4],
  ])('refuses as %s: %s', (kind, xml, at) => {
    expect(lint(xml)).toMatchObject({ id: 'x1', ok: false, error: { kind, at } });
  });

  test.each([
    ['no xml', '{"id":"x1"}', 'x1'],
    ['an xml that is no string', '{"id":"x1","xml":["<a/>"]}', 'x1'],
    ['a name that cannot be repeated', '{"id":{"a":1},"xml":"<a>"}', null],
    ['an array', '[]', null],
    ['null', 'null', null],
    ['brackets without end', '['.repeat(100_000), null],
    ['half a surrogate pair', '{"id":"x1","xml":"<a>\\ud800</a>"}', 'x1'],
  ])('answers a line with %s', (_name, line, id) => {
    expect(lintLine(line)).toMatchObject({ id, ok: false, error: { kind: 'notWellFormed' } });
  });

  test('answers a line that is too long', () => {
    expect(lintLine(undefined)).toMatchObject({ id: null, ok: false, error: { kind: 'notWellFormed', at: 0 } });
  });

  test('L2: any text whatsoever gets an answer of one line, with a kind of the five where it is refused', () => {
    const anyXml = fc.oneof(anyText, fc.json());
    fc.assert(
      fc.property(anyXml, fc.boolean(), (xml, isWrapped) => {
        const answer = lintLine(isWrapped ? JSON.stringify({ id: 'x', xml }) : xml);
        expect(JSON.stringify(answer)).not.toContain('\n');
        if (answer.ok) expect(answer.says).toMatch(/^[^\p{C}\p{Zl}\p{Zp}]+$/u);
        else expect(KINDS).toContain(answer.error.kind);
      }),
      { numRuns: 10_000 },
    );
  });

  test('has a help of its own, and refuses what it does not know', async () => {
    const help = await runCli(['lint', '--help']);
    expect(help).toMatchObject({ exitCode: 0, err: '' });
    expect(help.out).toContain('--log <file>');
    expect(help.out.split('\n').filter((line) => line.length > 90)).toEqual([]);
    expect(await runCli(['lint', 'file.xml'])).toMatchObject({ exitCode: 2, out: '' });
    expect(await runCli(['lint', '--log'])).toMatchObject({ exitCode: 2, out: '' });
  });

  test('says that it was stopped', async () => {
    const stopping = new AbortController();
    stopping.abort();
    const finished = await runCli(['lint'], { input: inputOf('{"id":"x1","xml":"<a/>"}'), signal: stopping.signal });
    expect(finished.exitCode).toBe(130);
  });
});
