/** Checks of messages: what opens, what does not, and that a refusal costs nothing. */
import { concatBytes } from '../../base/bytes.ts';
import type { OmemoMessage } from '../../stanzas/omemo.ts';
import { readOmemoMessage, writeOmemoMessage } from '../../stanzas/omemo.ts';
import { parseXml } from '../../xml/parse.ts';
import { serializeXml } from '../../xml/serialize.ts';
import type { Omemo } from '../../omemo/port.ts';
import {
  acquainted,
  check,
  checkRefused,
  damaged,
  damagedKey,
  decrypt,
  deviceOf,
  encrypt,
  fail,
  from,
  identityKeyOf,
  introduced,
  JULIET,
  type NamedCheck,
  ROMEO,
  talk,
  valueOf,
} from './check.ts';
import { withOtherBaseKey } from './other-base-key.ts';

const TEXTS = ['x', 'sha-256 AB:CD', 'Ϊουλιέτα 💔', '<a>&amp;</a>\n', 'x'.repeat(2_000)];
const RATCHET_KEY_END = 36;

/** Refuses what was made of a message, and opens the message itself afterwards: nothing was used up. */
async function refusesAndOpens(
  receiver: Omemo,
  changed: readonly OmemoMessage[],
  message: OmemoMessage,
  kinds?: readonly string[],
): Promise<void> {
  for (const [at, each] of changed.entries()) {
    checkRefused(await receiver.decrypt(from(ROMEO), each), `change ${at} of it`, kinds);
  }
  valueOf(await receiver.decrypt(from(ROMEO), message), 'the message itself, afterwards,');
}

/** A WhisperMessage of the ratchet key of another, with a counter at the end of 32 bits. */
function withHugeCounter(bytes: Uint8Array): Uint8Array {
  const counter = Uint8Array.of(0x10, 0xff, 0xff, 0xff, 0xff, 0x0f);
  const ciphertext = concatBytes(Uint8Array.of(0x22, 48), new Uint8Array(48));
  return concatBytes(bytes.slice(0, RATCHET_KEY_END), counter, Uint8Array.of(0x18, 0), ciphertext, new Uint8Array(8));
}

export const MESSAGE_CHECKS: readonly NamedCheck[] = [
  {
    name: 'message-on-the-wire',
    promise: 'A message has one key, for the device asked for, the own device id, a payload, and survives the wire.',
    async run(subject) {
      const { romeo, juliet } = await introduced(subject);
      const { message } = await encrypt(romeo, JULIET, 'hello');
      const [key, ...more] = message.keys;
      check(key?.recipientDeviceId === JULIET.deviceId && more.length === 0, 'there is not one key, for the device');
      check(message.senderDeviceId === ROMEO.deviceId, 'it is in the name of another device');
      check(message.payload !== undefined, 'it has no payload');
      const parsed = parseXml(serializeXml(writeOmemoMessage(message)));
      const read = parsed.ok ? readOmemoMessage(parsed.value) : parsed;
      if (!read.ok) fail('the strict reader does not take it');
      check((await decrypt(juliet, ROMEO, read.value)).plaintext === 'hello', 'it opens to another text');
    },
  },
  {
    name: 'texts',
    promise: 'Every text opens as it was, in both directions.',
    async run(subject) {
      const { romeo, juliet } = await acquainted(subject);
      for (const text of TEXTS) {
        await talk(romeo, juliet, text);
        await talk(juliet, romeo, text);
      }
    },
  },
  {
    name: 'identity-keys-told',
    promise: 'Encryption and decryption tell the identity key of the other device.',
    async run(subject) {
      const { romeo, juliet } = await introduced(subject);
      const encrypted = await encrypt(romeo, JULIET, 'hello');
      check(encrypted.identityKey === (await identityKeyOf(juliet)), 'encryption tells another');
      const { identityKey } = await decrypt(juliet, ROMEO, encrypted.message);
      check(identityKey === (await identityKeyOf(romeo)), 'decryption tells another');
    },
  },
  {
    name: 'prekey-messages-until-answered',
    promise: 'Messages carry the start of their session until the other has answered, and not after.',
    async run(subject) {
      const { romeo, juliet } = await introduced(subject);
      for (const text of ['one', 'two']) {
        check((await talk(romeo, juliet, text)).keys[0]?.preKey === true, 'one before the answer does not');
      }
      await talk(juliet, romeo, 'answer');
      check((await talk(romeo, juliet, 'three')).keys[0]?.preKey === false, 'one after the answer does');
    },
  },
  {
    name: 'unexpected-sender',
    promise: 'A message of another device than the expected one is refused before it is decrypted.',
    async run(subject) {
      const { romeo, juliet } = await acquainted(subject);
      const { message } = await encrypt(romeo, JULIET, 'hello');
      const tablet = from(deviceOf(ROMEO.account, 1112));
      checkRefused(await juliet.decrypt(tablet, message), 'it', ['unexpectedDevice']);
      const tybalt = from(deviceOf('tybalt@capulet.example', ROMEO.deviceId));
      checkRefused(await juliet.decrypt(tybalt, message), 'one of another account');
      await refusesAndOpens(juliet, [{ ...message, senderDeviceId: JULIET.deviceId }], message, ['unexpectedDevice']);
    },
  },
  {
    name: 'one-key-for-us',
    promise: 'A message with no key, two keys, or a key for another device is refused.',
    async run(subject) {
      const { romeo, juliet } = await acquainted(subject);
      const { message } = await encrypt(romeo, JULIET, 'hello');
      const forOther = message.keys.map((key) => ({ ...key, recipientDeviceId: ROMEO.deviceId }));
      const changed = [[], forOther, [...message.keys, ...forOther]].map((keys) => ({ ...message, keys }));
      await refusesAndOpens(juliet, changed, message, ['notForThisDevice']);
    },
  },
  {
    name: 'expected-identity-key',
    promise:
      'Where the call expects an identity key, a message of another is refused, and none is encrypted to another.',
    async run(subject) {
      const { romeo, juliet } = await acquainted(subject);
      const hers = await identityKeyOf(juliet);
      checkRefused(await romeo.encrypt(JULIET, 'x', await identityKeyOf(romeo)), 'encryption', ['identityKeyChanged']);
      const { message } = await encrypt(romeo, JULIET, 'hello');
      checkRefused(await juliet.decrypt(from(ROMEO, hers), message), 'a message', ['identityKeyChanged']);
      const right = from(ROMEO, await identityKeyOf(romeo));
      valueOf(await juliet.decrypt(right, message), 'the message of the right key, afterwards,');
    },
  },
  {
    name: 'opens-once',
    promise:
      'A message opens once, also the first of a session, at once or under another base key of the same secrets.',
    async run(subject) {
      const { romeo, juliet } = await introduced(subject);
      for (const text of ['first', 'second']) {
        const message = await talk(romeo, juliet, text);
        checkRefused(await juliet.decrypt(from(ROMEO), message), 'a replay');
        const changed = withOtherBaseKey(message);
        if (changed !== undefined)
          checkRefused(await juliet.decrypt(from(ROMEO), changed), 'under another base key, it');
      }
      const { message } = await encrypt(romeo, JULIET, 'third');
      const opened = await Promise.all([1, 2, 3].map(() => juliet.decrypt(from(ROMEO), message)));
      check(opened.filter(({ ok }) => ok).length === 1, 'it did not open once of three times at once');
    },
  },
  {
    name: 'any-order',
    promise: 'Messages open in any order, across answers.',
    async run(subject) {
      const { romeo, juliet } = await acquainted(subject);
      const early: OmemoMessage[] = [];
      for (const text of ['0', '1', '2', '3']) early.push((await encrypt(romeo, JULIET, text)).message);
      await talk(romeo, juliet, 'in between');
      await talk(juliet, romeo, 'answer');
      await talk(romeo, juliet, 'in between');
      for (const at of [2, 0, 3, 1]) {
        const message = early[at] ?? fail('no message');
        check((await decrypt(juliet, ROMEO, message)).plaintext === `${at}`, 'one opened to another text');
      }
    },
  },
  {
    name: 'at-once',
    promise:
      'Operations at the same time take turns: each message is of its own key, and no step of the ratchet is lost.',
    async run(subject) {
      const { romeo, juliet } = await acquainted(subject);
      const texts = ['0', '1', '2', '3', '4', '5', '6', '7'];
      const messages = await Promise.all(texts.map((text) => encrypt(romeo, JULIET, text)));
      const opened = await Promise.all(messages.map(({ message }) => decrypt(juliet, ROMEO, message)));
      check(
        opened.every(({ plaintext }, at) => plaintext === texts[at]),
        'one opened to another text',
      );
      for (const round of [1, 2]) {
        const [his, hers] = await Promise.all([encrypt(romeo, JULIET, 'his'), encrypt(juliet, ROMEO, 'hers')]);
        const [further] = await Promise.all([
          encrypt(romeo, JULIET, 'further'),
          decrypt(romeo, JULIET, hers.message),
          decrypt(juliet, ROMEO, his.message),
        ]);
        const { plaintext } = await decrypt(juliet, ROMEO, further.message);
        check(plaintext === 'further', `one encrypted while another was opened did not open, in round ${round}`);
      }
    },
  },
  {
    name: 'damaged-key',
    promise:
      'A message with a damaged key is refused, and opens as it was sent afterwards. Also the first of a session.',
    async run(subject) {
      for (const state of [introduced, acquainted]) {
        const { romeo, juliet } = await state(subject);
        const { message } = await encrypt(romeo, JULIET, 'hello');
        await refusesAndOpens(
          juliet,
          [-1, -13, -31].map((at) => damagedKey(message, at)),
          message,
        );
        await talk(juliet, romeo, 'answer');
        await talk(romeo, juliet, 'on');
      }
    },
  },
  {
    name: 'damaged-payload',
    promise: 'A message with a damaged payload or IV is refused, and opens as it was sent afterwards.',
    async run(subject) {
      const { romeo, juliet } = await acquainted(subject);
      const { message } = await encrypt(romeo, JULIET, 'hello');
      const payload = damaged(message.payload ?? fail('it has no payload'), -1);
      await refusesAndOpens(
        juliet,
        [
          { ...message, payload },
          { ...message, iv: damaged(message.iv, -1) },
        ],
        message,
      );
    },
  },
  {
    name: 'own-message-back',
    promise: 'Our own message does not open when it is sent back to us.',
    async run(subject) {
      const { romeo, juliet } = await acquainted(subject);
      const { message } = await encrypt(romeo, JULIET, 'hello');
      const keys = message.keys.map((key) => ({ ...key, recipientDeviceId: ROMEO.deviceId }));
      const back = { ...message, keys, senderDeviceId: JULIET.deviceId };
      checkRefused(await romeo.decrypt(from(JULIET), back), 'it');
      check((await decrypt(juliet, ROMEO, message)).plaintext === 'hello', 'it opens to another text where it belongs');
    },
  },
  {
    name: 'huge-counter',
    promise: 'A forged message whose counter is at the end of 32 bits is refused, and the session goes on.',
    async run(subject) {
      const { romeo, juliet } = await acquainted(subject);
      const { message } = await encrypt(romeo, JULIET, 'hello');
      const keys = message.keys.map((key) => ({ ...key, bytes: withHugeCounter(key.bytes) }));
      await refusesAndOpens(juliet, [{ ...message, keys }], message);
    },
  },
  {
    name: 'garbage',
    promise: 'Whatever is in a message, it is answered with a value: nothing rejects, and the session goes on.',
    async run(subject) {
      const { romeo, juliet } = await acquainted(subject);
      const { message } = await encrypt(romeo, JULIET, 'hello');
      const real = message.keys[0]?.bytes ?? fail('it has no key');
      const garbage = [new Uint8Array(), Uint8Array.of(0x33), real.slice(0, 20), new Uint8Array(200).fill(0xff)];
      const changed = garbage.flatMap((bytes) =>
        [true, false].map((preKey) => ({ ...message, keys: message.keys.map((key) => ({ ...key, preKey, bytes })) })),
      );
      await refusesAndOpens(
        juliet,
        [...changed, { ...message, iv: new Uint8Array(12) }, { ...message, payload: undefined }],
        message,
      );
    },
  },
];
