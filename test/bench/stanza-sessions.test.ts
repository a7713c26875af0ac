import { describe, expect, test } from 'vitest';
import { SESSION_INITIATE } from './session-initiate.ts';
import { asElement, asText, type Carriage, createStanzaPair, readStanza } from './stanza-sessions.ts';

describe("a call of StanzaJS's session managers", () => {
  test.each([
    ['text', asText],
    ['elements', asElement],
  ])('is initiated, accepted and terminated over %s, and every request is answered', async (_, carry) => {
    const carried: (string | undefined)[] = [];
    const watched: Carriage = (stanza) => {
      carried.push(stanza.type === 'set' ? String(stanza.jingle.action) : stanza.type);
      return carry(stanza);
    };
    const { contents = [] } = readStanza(SESSION_INITIATE).jingle;
    const call = createStanzaPair({ caller: 'romeo@x/1', callee: 'juliet@x/1' }, contents, watched);
    await call();
    await call();
    const once = ['session-initiate', 'result', 'session-accept', 'result', 'session-terminate', 'result'];
    expect(carried).toEqual([...once, ...once]);
  });
});
