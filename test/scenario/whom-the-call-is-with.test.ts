/**
 * Tybalt cannot listen to a call of two others. But he can make them talk to each other while each believes to talk to
 * him: identity misbinding, or unknown key share. He needs no server for it, only to be somebody's contact.
 *
 * `npm run z3` finds these stories in the model; here the real cores live through them. What that means, and what
 * helps, is in docs/security.md.
 */
import { expect, test } from 'vitest';
import type { OmemoAccount } from '../../src/omemo/create.ts';
import type { OmemoDevice } from '../../src/omemo/port.ts';
import { readOmemoMessage } from '../../src/stanzas/omemo.ts';
import type { XmlElement } from '../../src/xml/element.ts';
import { attribute, childElements } from '../../src/xml/read.ts';
import type { Identity } from '../support/parties.ts';
import {
  encryptedFingerprint,
  fingerprintsIn,
  withAttributes,
  withDevice,
  withFingerprints,
} from '../support/hostile.ts';
import { openAccount } from '../support/omemo-accounts.ts';
import { accept, createPair, engineOf, told, verdicts } from '../support/pair.ts';
import type { Pair } from '../support/pair.ts';
import { JULIET, ROMEO, TYBALT } from '../support/parties.ts';
import { parse } from '../support/world.ts';

type Rewrite = (stanza: XmlElement, from: Identity) => Promise<XmlElement>;

/** Romeo calls Tybalt, who sends all that he gets from one of the two on to the other, as his own words. */
async function callThrough(pair: Pair, rewrite: Rewrite): Promise<void> {
  const { romeo, juliet, server, settle } = pair;
  const waiting: Promise<void>[] = [];
  const wire = server.connect(TYBALT.account, (xml) => {
    const stanza = parse(xml);
    const [from, to] = attribute(stanza, 'from') === ROMEO.account ? [ROMEO, JULIET] : [JULIET, ROMEO];
    const passOn = async () => wire.send(withAttributes(await rewrite(stanza, from), { to: to.account }));
    waiting.push(passOn());
  });
  const everything = async () => {
    for (let passed = -1; passed < waiting.length; ) {
      passed = waiting.length;
      await Promise.all(waiting);
      await settle();
    }
  };
  // A bundle is open to everybody, and nothing proves that it is of the account that publishes it.
  for (const published of juliet.sent.filter(isPublish)) wire.send(withAttributes(published, { to: undefined }));
  const { sessionId } = romeo.manager.placeCall({ to: TYBALT.contact, media: ['audio'] });
  await everything();
  accept(juliet, TYBALT, sessionId);
  await everything();
}

function isPublish(stanza: XmlElement): boolean {
  return childElements(stanza).some(({ name }) => name === 'pubsub');
}

/** Media of the two finds each other, since each has the other's fingerprint. */
function expectMediaBetween({ romeo, juliet }: Pair): void {
  engineOf(romeo).connected(JULIET.dtlsFingerprint);
  engineOf(juliet).connected(ROMEO.dtlsFingerprint);
  expect(told(romeo)).toEqual(['ringing', 'accepted', 'authenticated (blind)', 'connected']);
  expect(told(juliet)).toEqual(['incoming', 'accepted', 'authenticated (blind)', 'connected']);
  for (const { reports } of [romeo, juliet]) {
    for (const report of reports) expect(report).toMatchObject({ peer: expect.stringContaining(TYBALT.contact) });
  }
}

test('a key that is published under another account: each end names the other’s key, as Tybalt’s', async () => {
  const pair = await createPair({ both: { omemo: 'new' } });
  const { romeo, juliet } = pair;
  juliet.manager.start();
  await pair.settle();
  await callThrough(pair, async (stanza) => stanza);
  expectMediaBetween(pair);
  // What shows it: the keys are not Tybalt's. Who has compared Juliet's key can recognize it.
  expect(verdicts(romeo)).toMatchObject([{ identityKey: juliet.omemo!.ownIdentityKey }]);
  expect(verdicts(juliet)).toMatchObject([{ identityKey: romeo.omemo!.ownIdentityKey }]);
});

test('a fingerprint that is passed on: each end names Tybalt’s own key, and the verdict is true of it', async () => {
  const pair = await createPair({ both: { omemo: 'new' } });
  const { romeo, juliet } = pair;
  const { omemo: tybalts } = await openAccount(TYBALT, 'new');
  await acquaint(romeo.omemo!, tybalts);
  await acquaint(tybalts, juliet.omemo!);
  await callThrough(pair, async (stanza, from) => {
    const to = (from === ROMEO ? juliet : romeo).omemo!.ownDevice;
    return withDevice(await reencrypted(stanza, tybalts, from, to), String(TYBALT.deviceId));
  });
  expectMediaBetween(pair);
  expect(verdicts(romeo)).toMatchObject([{ identityKey: tybalts.ownIdentityKey }]);
  expect(verdicts(juliet)).toMatchObject([{ identityKey: tybalts.ownIdentityKey }]);
});

async function acquaint(one: OmemoAccount, other: OmemoAccount): Promise<void> {
  const bundle = await other.ownBundle();
  if (!bundle.ok) throw new Error(bundle.error.kind);
  await one.startSession(other.ownDevice, bundle.value);
}

/** The stanza with the fingerprint it carries for Tybalt's device encrypted anew by it. */
async function reencrypted(
  stanza: XmlElement,
  tybalts: OmemoAccount,
  from: Identity,
  to: OmemoDevice,
): Promise<XmlElement> {
  const [fingerprint] = fingerprintsIn(stanza);
  if (fingerprint === undefined) return stanza;
  const [encrypted] = childElements(fingerprint);
  const message = readOmemoMessage(encrypted!);
  if (!message.ok) throw new Error(message.error.kind);
  const sender = { account: from.contact, deviceId: from.deviceId, identityKey: undefined };
  const decrypted = await tybalts.decrypt(sender, message.value);
  if (!decrypted.ok) throw new Error(decrypted.error.kind);
  const setup = from === ROMEO ? 'actpass' : 'active';
  const anew = await encryptedFingerprint(tybalts, to, decrypted.value.plaintext, setup);
  return withFingerprints(stanza, () => anew);
}
