/** What is gathered of calls that were proposed while we were not there, and how it is kept. */
import type { PastCallFacts } from '../../machines/past-calls.ts';
import { jsonList, jsonMaybe, jsonNumber, jsonObject, jsonOneOf, jsonText } from '../base/json.ts';
import type { JsonReader, JsonValue } from '../base/json.ts';
import { JINGLE_LIMITS, MAX_CLOCK_MS, MAX_PAST_CALLS, MAX_WORDS_OF_PAST_CALL } from '../base/limits.ts';
import type { BareJid, FullJid } from '../jid.ts';
import { cutTo } from '../stanzas/grammar.ts';
import type { SessionId } from '../stanzas/identifiers.ts';
import { JINGLE_REASONS } from '../stanzas/jingle.ts';
import type { JingleReasonElement, MediaKinds } from '../stanzas/jingle.ts';
import { mediaKind } from '../stanzas/rtp.ts';
import { readBareJid, readFullJid, readSessionId } from './json-readers.ts';

/** A proposal with the time at which it was first received. */
export interface PastProposal {
  readonly from: FullJid;
  readonly media: MediaKinds;
  readonly stampMs: number;
}

export type DecisiveWord = Exclude<PastCallFacts['word'], 'none'>;

/** A word about a call, and whose it was. */
export interface PastWord {
  readonly from: FullJid;
  readonly kind: DecisiveWord;
  readonly condition: JingleReasonElement['condition'] | undefined;
  readonly text: string | undefined;
}

export interface PastCall {
  readonly contact: BareJid;
  readonly sessionId: SessionId;
  readonly proposal: PastProposal | undefined;
  readonly words: readonly PastWord[];
}

export interface PastCallsState {
  readonly calls: readonly PastCall[];
  readonly ownWords: readonly { readonly sessionId: SessionId; readonly word: PastWord }[];
}

const readWord: JsonReader<PastWord> = jsonObject({
  from: readFullJid,
  kind: jsonOneOf(['ownAccept', 'ownReject', 'retract', 'finish']),
  condition: jsonMaybe(jsonOneOf([...JINGLE_REASONS, 'unknown'])),
  text: jsonMaybe(jsonText(cutTo(JINGLE_LIMITS.reasonTextCharacters))),
});

/** Reads what `writePastCalls` gave. */
export const readPastCalls: JsonReader<PastCallsState> = jsonObject({
  calls: jsonList(
    jsonObject({
      contact: readBareJid,
      sessionId: readSessionId,
      proposal: jsonMaybe(
        jsonObject({
          from: readFullJid,
          media: jsonList(jsonText(mediaKind), JINGLE_LIMITS.contents),
          stampMs: jsonNumber(-MAX_CLOCK_MS, MAX_CLOCK_MS),
        }),
      ),
      words: jsonList(readWord, MAX_WORDS_OF_PAST_CALL),
    }),
    MAX_PAST_CALLS,
  ),
  ownWords: jsonList(jsonObject({ sessionId: readSessionId, word: readWord }), MAX_PAST_CALLS),
});

export function writePastCalls({ calls, ownWords }: PastCallsState): JsonValue {
  return {
    calls: calls.map((call) => ({
      ...call,
      proposal: call.proposal === undefined ? null : { ...call.proposal },
      words: call.words.map(writeWord),
    })),
    ownWords: ownWords.map(({ sessionId, word }) => ({ sessionId, word: writeWord(word) })),
  };
}

function writeWord({ from, kind, condition, text }: PastWord): JsonValue {
  return { from, kind, condition: condition ?? null, text: text ?? null };
}
