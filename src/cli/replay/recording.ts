/**
 * Reads a recording of a call between two real clients: both sides' keys as they were before it, every stanza, and what
 * its encrypted fingerprints are known to hold. test/interop/README.md describes the form.
 *
 * What is wrong with a file is said by its place in it, never by its contents: it holds private keys.
 */
import { decodeBase64 } from '../../base/base64.ts';
import { err, ok } from '../../base/result.ts';
import type { Result } from '../../base/result.ts';
import { bareOf, parseFullJid } from '../../jid.ts';
import type { BareJid, FullJid } from '../../jid.ts';
import type { DeviceKeyMaterial, PreKeyMaterial } from '../../omemo/import-keys.ts';
import type { DeviceId } from '../../stanzas/omemo.ts';
import { parseDeviceId } from '../../stanzas/omemo.ts';

/** One side of the recorded call. */
export interface RecordedParty {
  readonly resource: FullJid;
  readonly keys: DeviceKeyMaterial;
  /** Session records in the encoding of libsignal-protocol-c. */
  readonly sessionRecords: readonly RecordedSession[];
}

export interface RecordedSession {
  readonly account: BareJid;
  readonly deviceId: DeviceId;
  readonly record: Uint8Array;
}

export interface Recording {
  readonly caller: RecordedParty;
  readonly callee: RecordedParty;
  /** What the callee received from the caller, in order, as text. */
  readonly fromCaller: readonly string[];
  /** What the offer's contents decrypt to, by content. */
  readonly offered: readonly { readonly content: string; readonly plaintext: string }[];
}

/** What is wrong with a recording: where in it, and what should be there. */
class RecordingFault extends Error {
  override readonly name = 'RecordingFault';
}

type Fields = Readonly<Record<string, unknown>>;

/** The recording in a file's text, or one line about what it lacks. */
export function parseRecording(text: string): Result<Recording, string> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return err('it is not JSON');
  }
  try {
    return ok(readRecording(json));
  } catch (error) {
    if (error instanceof RecordingFault) return err(`it is no recording of a call: ${error.message}`);
    throw error;
  }
}

function readRecording(json: unknown): Recording {
  const file = fieldsOf(json, 'the file');
  const offers = arrayIn(file, 'expected', '')
    .map((each, index) => fieldsOf(each, `expected[${index}]`))
    .filter(({ action }) => action === 'session-initiate');
  const [first] = offers;
  if (first === undefined) throw new RecordingFault('expected has no session-initiate');
  const caller = resourceIn(first, 'from', 'expected');
  const callee = resourceIn(first, 'to', 'expected');
  const keys = fieldsOf(file['keys'], 'keys');
  return {
    caller: partyOf(keys, caller),
    callee: partyOf(keys, callee),
    fromCaller: stanzasTo(file, callee, caller),
    offered: offers.map((offer) => ({
      content: textIn(offer, 'content', 'expected'),
      plaintext: textIn(offer, 'plaintext', 'expected'),
    })),
  };
}

function stanzasTo(file: Fields, callee: FullJid, caller: FullJid): readonly string[] {
  const received = arrayIn(file, 'stanzas', '').flatMap((each, index) => {
    const stanza = fieldsOf(each, `stanzas[${index}]`);
    const xml = textIn(stanza, 'xml', `stanzas[${index}]`);
    const isOfCaller = new RegExp(`^<[^>]*\\bfrom=(['"])${escaped(caller)}\\1`).test(xml);
    return stanza['client'] === callee && stanza['dir'] === 'received' && isOfCaller ? [xml] : [];
  });
  if (received.length === 0) throw new RecordingFault(`stanzas has none that the callee received from the caller`);
  return received;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

function partyOf(keys: Fields, resource: FullJid): RecordedParty {
  const account = bareOf(resource);
  const place = `keys of ${account}`;
  const party = fieldsOf(keys[account], place);
  const signedPreKeys = arrayIn(party, 'signedPreKeys', place).map((each) => {
    const fields = fieldsOf(each, `${place}.signedPreKeys`);
    return { ...preKeyOf(fields, place), signature: textIn(fields, 'signature', place) };
  });
  return {
    resource,
    keys: {
      deviceId: numberIn(party, 'deviceId', place),
      identityKeyPrivate: textIn(party, 'identityKeyPrivate', place),
      identityKeyPublic: textIn(party, 'identityKeyPublic', place),
      signedPreKeys,
      preKeys: arrayIn(party, 'preKeys', place).map((each) => preKeyOf(fieldsOf(each, `${place}.preKeys`), place)),
    },
    sessionRecords: arrayIn(party, 'sessions', place).map((each) =>
      sessionRecordOf(fieldsOf(each, `${place}.sessions`), place),
    ),
  };
}

function preKeyOf(fields: Fields, place: string): PreKeyMaterial {
  const [publicKey, privateKey] = [textIn(fields, 'public', place), textIn(fields, 'private', place)];
  return { id: numberIn(fields, 'id', place), public: publicKey, private: privateKey };
}

function sessionRecordOf(fields: Fields, place: string): RecordedSession {
  const deviceId = parseDeviceId(String(numberIn(fields, 'deviceId', place)));
  const record = decodeBase64(textIn(fields, 'record', place));
  if (deviceId === undefined || record === undefined) throw new RecordingFault(`${place}.sessions has a bad record`);
  return { account: textIn(fields, 'name', place) as BareJid, deviceId, record };
}

function fieldsOf(value: unknown, place: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw new RecordingFault(`${place} is no object`);
}

function arrayIn(fields: Fields, name: string, place: string): readonly unknown[] {
  const value = fields[name];
  if (Array.isArray(value)) return value;
  throw new RecordingFault(`${place === '' ? name : `${place}.${name}`} is no array`);
}

function textIn(fields: Fields, name: string, place: string): string {
  const value = fields[name];
  if (typeof value === 'string') return value;
  throw new RecordingFault(`${place}.${name} is no string`);
}

function numberIn(fields: Fields, name: string, place: string): number {
  const value = fields[name];
  if (typeof value === 'number') return value;
  throw new RecordingFault(`${place}.${name} is no number`);
}

function resourceIn(fields: Fields, name: string, place: string): FullJid {
  const resource = parseFullJid(textIn(fields, name, place));
  if (resource === undefined) throw new RecordingFault(`${place}.${name} is no full JID`);
  return resource;
}
