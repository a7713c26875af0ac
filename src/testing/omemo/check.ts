/**
 * What the checks of an OMEMO implementation share: how one is made, two who talk, and how a broken promise is told.
 *
 * Knows the port and what is on the wire, and no implementation.
 *
 * Spec: src/omemo/port.ts; XEP-0384 0.3.0.
 */
import type { Result } from '../../base/result.ts';
import type { BareJid } from '../../jid.ts';
import type { Decrypted, Encrypted, ExpectedSender, Omemo, OmemoDevice } from '../../omemo/port.ts';
import type { DeviceId, IdentityKey, OmemoBundle, OmemoMessage } from '../../stanzas/omemo.ts';

/** An implementation to be checked. */
export interface OmemoUnderTest {
  /** A new device with keys of its own, on an empty store of its own. The same name may be asked for again. */
  createDevice(device: OmemoDevice): Promise<OmemoDeviceUnderTest>;
}

export interface OmemoDeviceUnderTest {
  readonly omemo: Omemo;
  /**
   * The device as another process finds it: made anew from what its store has, after everything that was answered. The
   * one before is used no more.
   */
  restart(): Promise<Omemo>;
}

/** One promise of the port. */
export interface OmemoCheck {
  /** Short and stable, for lists of what is known to fail. */
  readonly name: string;
  /** The sentence that has to be true. */
  readonly promise: string;
  /** Rejects with an `OmemoCheckError` where it is broken, or with whatever the implementation rejects with. */
  readonly run: () => Promise<void>;
}

/** A promise of the port that an implementation does not keep. */
export class OmemoCheckError extends Error {
  override readonly name = 'OmemoCheckError';
}

export interface NamedCheck {
  readonly name: string;
  readonly promise: string;
  readonly run: (subject: OmemoUnderTest) => Promise<void>;
}

export const ROMEO: OmemoDevice = deviceOf('romeo@montague.example', 1111);
export const JULIET: OmemoDevice = deviceOf('juliet@capulet.example', 2222);

export function deviceOf(account: string, deviceId: number): OmemoDevice {
  return { account: account as BareJid, deviceId: deviceId as DeviceId };
}

/** Any key, or the given one, of the device. */
export function from(sender: OmemoDevice, identityKey?: IdentityKey): ExpectedSender {
  return { ...sender, identityKey };
}

export function fail(because: string): never {
  throw new OmemoCheckError(because);
}

export function check(condition: boolean, because: string): void {
  if (!condition) fail(because);
}

export function valueOf<T>(result: Result<T, { readonly kind: string }>, what: string): T {
  return result.ok ? result.value : fail(`${what} was refused: ${result.error.kind}`);
}

/** Refused, for one of these reasons if any are given. */
export function checkRefused(
  result: Result<unknown, { readonly kind: string }>,
  what: string,
  kinds?: readonly string[],
): void {
  if (result.ok) fail(`${what} was not refused`);
  if (kinds !== undefined && !kinds.includes(result.error.kind)) {
    fail(`${what} was refused as ${result.error.kind}, and not as ${kinds.join(' or ')}`);
  }
}

export async function bundleOf(omemo: Omemo): Promise<OmemoBundle> {
  return valueOf(await omemo.ownBundle(), 'the own bundle');
}

export async function encrypt(omemo: Omemo, to: OmemoDevice, text: string): Promise<Encrypted> {
  return valueOf(await omemo.encrypt(to, text, undefined), 'encryption');
}

export async function decrypt(omemo: Omemo, sender: OmemoDevice, message: OmemoMessage): Promise<Decrypted> {
  return valueOf(await omemo.decrypt(from(sender), message), 'a message');
}

/** Encrypts a text, and checks that the other opens it. Gives the message. */
export async function talk(sender: Omemo, receiver: Omemo, text: string): Promise<OmemoMessage> {
  const { message } = await encrypt(sender, receiver.ownDevice, text);
  const { plaintext } = await decrypt(receiver, sender.ownDevice, message);
  check(plaintext === text, 'a message opened to another text than was encrypted');
  return message;
}

export interface Pair {
  readonly romeo: Omemo;
  readonly juliet: Omemo;
  readonly restartRomeo: () => Promise<Omemo>;
  readonly restartJuliet: () => Promise<Omemo>;
}

/** Two devices that have never talked. */
export async function strangers(subject: OmemoUnderTest): Promise<Pair> {
  const romeo = await subject.createDevice(ROMEO);
  const juliet = await subject.createDevice(JULIET);
  return {
    romeo: romeo.omemo,
    juliet: juliet.omemo,
    restartRomeo: () => romeo.restart(),
    restartJuliet: () => juliet.restart(),
  };
}

/** Romeo has a session with Juliet's device, and has written nothing. */
export async function introduced(subject: OmemoUnderTest): Promise<Pair> {
  const pair = await strangers(subject);
  const bundle = await bundleOf(pair.juliet);
  valueOf(await pair.romeo.startSession(JULIET, bundle), 'a session');
  return pair;
}

/** Two devices that have both spoken in their session. */
export async function acquainted(subject: OmemoUnderTest): Promise<Pair> {
  const pair = await introduced(subject);
  await talk(pair.romeo, pair.juliet, 'hello');
  await talk(pair.juliet, pair.romeo, 'hello yourself');
  return pair;
}

/** The message with one byte of its key changed. */
export function damagedKey(message: OmemoMessage, at: number): OmemoMessage {
  return { ...message, keys: message.keys.map((key) => ({ ...key, bytes: damaged(key.bytes, at) })) };
}

/** The bytes with one of them changed; a negative `at` counts from the end. */
export function damaged(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.with(at, (bytes.at(at) ?? 0) ^ 1);
}

export async function identityKeyOf(omemo: Omemo): Promise<IdentityKey> {
  return (await bundleOf(omemo)).identityKey;
}
