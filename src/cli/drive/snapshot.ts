/**
 * A driven account as text: what the core's own snapshot holds, and around it the stand-ins, the store of OMEMO and the
 * options. A text may be damaged or of another version; reading it is total.
 */
import {
  isObject,
  jsonInteger,
  jsonList,
  jsonMaybe,
  jsonNumber,
  jsonObject,
  jsonOneOf,
  jsonText,
  parseJson,
} from '../../base/json.ts';
import type { JsonReader, JsonValue } from '../../base/json.ts';
import { MAX_CLOCK_MS, MAX_HELD_CANDIDATES } from '../../base/limits.ts';
import { err, ok } from '../../base/result.ts';
import type { Result } from '../../base/result.ts';
import type { AccountSnapshot } from '../../call/account-snapshot.ts';
import { readBareJid, readFullJid, readSessionId } from '../../call/json-readers.ts';
import type { CallKey } from '../../call/reports.ts';
import type { FullJid } from '../../jid.ts';
import { FAULT_PLACES } from './faults.ts';
import type { OrderedFaults } from './faults.ts';
import { describeFields, readFields } from './fields.ts';
import { OPEN_FIELDS } from './open-options.ts';
import type { OpenOptions } from './open-options.ts';

const FORMAT = 'omemo-calls/drive';
const VERSION = 1;
const MAX_FAULTS = 10_000;
const MAX_EARLY_CALLS = 5_000;

/** A candidate of a content as a script names it; an empty one is the end of them. */
export interface CandidateLine {
  readonly name: string;
  readonly candidate: string;
}

/** Candidates that a script named before there was a session of the engine. */
interface EarlyCandidates extends CallKey {
  readonly lines: readonly CandidateLine[];
}

/** What the stand-in engine knows beyond the calls' own snapshots. */
export interface MediaText {
  readonly opened: number;
  readonly early: readonly EarlyCandidates[];
}

/** A driven account, as data. */
export interface AccountText {
  readonly account: FullJid;
  readonly options: OpenOptions;
  readonly nowMs: number;
  readonly idState: number;
  readonly chanceState: number;
  /** Undefined where the account has no OMEMO. It holds private keys. */
  readonly store: string | undefined;
  readonly media: MediaText;
  readonly faults: OrderedFaults;
  readonly calls: AccountSnapshot | JsonValue;
}

export function writeAccountText({ options, store, ...account }: AccountText): string {
  const { keys: _, now, fingerprint, deviceId, ...rest } = options;
  const given = {
    ...rest,
    now: new Date(now).toISOString(),
    ...(fingerprint !== undefined && { fingerprint }),
    ...(deviceId !== undefined && { deviceId }),
  };
  return JSON.stringify({ format: FORMAT, version: VERSION, ...account, options: given, store: store ?? null });
}

const anyText = jsonText((text) => text);
/** Whatever it is: somebody else reads it. */
export const anyJson: JsonReader<JsonValue> = (value) => ok(value as JsonValue);

const options: JsonReader<OpenOptions> = (value, path) => {
  if (!isObject(value)) return err({ kind: 'badValue', path });
  const read = readFields(value, OPEN_FIELDS);
  return read.ok ? read : err({ ...read.error, path: `${path}.${read.error.path}` });
};

const readText = jsonObject({
  format: jsonOneOf([FORMAT]),
  version: jsonOneOf([VERSION]),
  account: readFullJid,
  options,
  nowMs: jsonNumber(-MAX_CLOCK_MS, MAX_CLOCK_MS),
  idState: jsonInteger(0, 0xffff_ffff),
  chanceState: jsonInteger(0, 0xffff_ffff),
  store: jsonMaybe(anyText),
  media: jsonObject({
    opened: jsonInteger(0, Number.MAX_SAFE_INTEGER),
    early: jsonList(
      jsonObject({
        peer: readBareJid,
        sessionId: readSessionId,
        lines: jsonList(jsonObject({ name: anyText, candidate: anyText }), MAX_HELD_CANDIDATES),
      }),
      MAX_EARLY_CALLS,
    ),
  }),
  faults: jsonList(
    jsonObject({ at: jsonOneOf(FAULT_PLACES), skip: jsonInteger(0, Number.MAX_SAFE_INTEGER) }),
    MAX_FAULTS,
  ),
  calls: anyJson,
});

/** The account in a text of `writeAccountText`, or a line about what is wrong with it. */
export function readAccountText(text: string): Result<AccountText, string> {
  const read = readText(parseJson(text), '');
  return read.ok ? read : err(`json: no snapshot of this version; ${describeFields(read.error, {})}`);
}
