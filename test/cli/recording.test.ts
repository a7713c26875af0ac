/** Recordings as read: whose stanzas are played, and what the recorded caller makes of an answer. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { openAnswer } from '../../src/cli/replay/open-answer.ts';
import { parseRecording } from '../../src/cli/replay/recording.ts';
import type { Recording } from '../../src/cli/replay/recording.ts';
import type { XmlElement } from '../../src/xml/element.ts';
import { NS_CLIENT } from '../../src/xml/namespaces.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { recordedStanzas } from '../interop/recordings.ts';
import type { RecordedStanza } from '../interop/recordings.ts';
import { valueOf } from '../omemo/value-of.ts';

const FILE = 'dino-0.4.2-prekey-audio.json';
let recording: Recording;
beforeAll(() => {
  recording = valueOf(parseRecording(readFileSync(`test/interop/${FILE}`, 'utf8')));
});

describe('parseRecording', () => {
  test('plays what the callee received from the caller, once each, and nothing of its own account', () => {
    expect(recording.caller.resource).toBe('alice@interop.test/dino.alice');
    expect(recording.callee.resource).toBe('bob@interop.test/dino.bob');
    expect(recording.fromCaller).toHaveLength(4);
    for (const xml of recording.fromCaller) expect(xml).toMatch(/^<[^>]* from='alice@interop.test\/dino.alice'/);
  });

  test('leaves out what other devices of the callee received', () => {
    const file = JSON.parse(readFileSync(`test/interop/${FILE}`, 'utf8')) as { stanzas: readonly RecordedStanza[] };
    const copies = file.stanzas.map((stanza) => ({ ...stanza, client: 'bob@interop.test/other' }));
    const doubled = JSON.stringify({ ...file, stanzas: [...file.stanzas, ...copies] });
    expect(valueOf(parseRecording(doubled)).fromCaller).toEqual(recording.fromCaller);
  });
});

describe('openAnswer', () => {
  function recordedAccept(): XmlElement {
    const sent = recordedStanzas(FILE).find(({ dir, xml }) => dir === 'sent' && xml.includes("'session-accept'"));
    return valueOf(parseXml(sent?.xml ?? '', { defaultNamespace: NS_CLIENT }));
  }

  test("opens Dino's own answer and sees that its certificate is not the core's", async () => {
    expect(await openAnswer(recording, [recordedAccept()])).toBe('differs');
  });

  test('finds none among stanzas that answer nothing', async () => {
    expect(await openAnswer(recording, [])).toBe('none');
  });

  test('says that an answer does not open for a caller with other keys', async () => {
    const stranger = { ...recording, caller: { ...recording.caller, sessionRecords: [] } };
    expect(await openAnswer(stranger, [recordedAccept()])).toBe('undecryptable');
  });
});
