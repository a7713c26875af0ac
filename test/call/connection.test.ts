/** One way out, which may be interrupted. */
import { describe, expect, test } from 'vitest';
import { MAX_HELD_STANZAS } from '../../src/base/limits.ts';
import { Connection, readHeld } from '../../src/call/connection.ts';
import type { FullJid } from '../../src/jid.ts';
import { element } from '../../src/xml/element.ts';
import type { XmlElement } from '../../src/xml/element.ts';
import { JULIET, ROMEO } from '../support/parties.ts';

const numbered = (number: number) => element('jabber:client', 'message', { id: String(number) });
const idsOf = (stanzas: readonly XmlElement[]) => stanzas.map(({ attributes }) => Number(attributes.get('id')));

function connected(held?: readonly XmlElement[]) {
  const sent: XmlElement[] = [];
  const connection: Connection = new Connection(ROMEO.account, (stanza) => sent.push(stanza), held);
  return { connection, sent };
}

describe('Connection', () => {
  test('passes on while it is up', () => {
    const { connection, sent } = connected();
    connection.send(numbered(1));
    expect([idsOf(sent), connection.held]).toEqual([[1], 0]);
  });

  test('holds while it is lost, and sends in order when it is back, with what that brings up after it', () => {
    const sent: XmlElement[] = [];
    const connection: Connection = new Connection(ROMEO.account, (stanza) => {
      sent.push(stanza);
      if (sent.length === 1) connection.send(numbered(3));
    });
    connection.lose();
    connection.lose();
    for (const number of [1, 2]) connection.send(numbered(number));
    expect([sent.length, connection.held]).toEqual([0, 2]);
    connection.resume();
    connection.send(numbered(4));
    expect([idsOf(sent), connection.held]).toEqual([[1, 2, 3, 4], 0]);
  });

  test('lets go what it held when it is another one, and speaks from its new address', () => {
    const { connection, sent } = connected();
    connection.lose();
    connection.send(numbered(1));
    connection.renew(JULIET.account);
    connection.send(numbered(2));
    expect([idsOf(sent), connection.account]).toEqual([[2], JULIET.account satisfies FullJid]);
  });

  test('holds no more than it may', () => {
    const { connection } = connected();
    connection.lose();
    for (let number = 0; number <= MAX_HELD_STANZAS; number += 1) connection.send(numbered(number));
    expect(connection.held).toBe(MAX_HELD_STANZAS);
  });

  test('is written and read again, lost or not', () => {
    const { connection } = connected();
    expect(readHeld(connection.write(), '')).toEqual({ ok: true, value: undefined });
    connection.lose();
    connection.send(numbered(1));
    const read = readHeld(connection.write(), '');
    const { connection: restored, sent } = connected(read.ok ? read.value : undefined);
    expect(restored.held).toBe(1);
    restored.resume();
    expect(idsOf(sent)).toEqual([1]);
  });
});
