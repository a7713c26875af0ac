/** The example page in Chromium on a hostile server, which puts a certificate of its own where it can. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { startProsody } from './prosody.ts';
import type { XmppServer } from './server.ts';
import { callAndAnswer, inStage, picture, shows, signIn, startWeb, talk, usedConnection } from './web.ts';
import type { Tab, Web } from './web.ts';

const folder = mkdtempSync(join(tmpdir(), 'omemo-calls-hostile-'));
const attackFile = join(folder, 'attack');

let web: Web;
let server: XmppServer;
let romeo: Tab;
let juliet: Tab;

beforeAll(async () => {
  attack('');
  server = await startProsody({
    accounts: ['romeo', 'juliet'],
    certificates: inject('certificates'),
    modules: ['hostile'],
    modulesFolder: resolve('test/network/modules'),
    settings: `hostile_attack_file = "${attackFile}"`,
  });
  web = await startWeb();
  [romeo, juliet] = [await signIn(web, server, 'romeo'), await signIn(web, server, 'juliet')];
});
afterEach(async () => {
  attack('');
  for (const { page } of [romeo, juliet]) {
    const leave = page.getByRole('button', { name: /^(Hang up|Decline)$/ });
    if (await leave.isVisible()) await leave.click();
    await page.locator('.call[data-stage=ended]').getByRole('button', { name: 'Close' }).click();
  }
});
afterAll(async () => {
  await web.close();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What the server does from here on; nothing for an empty name. */
function attack(name: string): void {
  writeFileSync(attackFile, name);
}

/** How often the server has done it so far. */
async function attacksOf(name: string): Promise<number> {
  return (await server.log()).split(`attack ${name}: `).length - 1;
}

async function setPolicy({ page }: Tab, policy: string): Promise<void> {
  const settings = page.locator('.settings');
  if ((await settings.getAttribute('open')) === null) await settings.locator('summary').click();
  await page.getByLabel('Calls that are not authenticated').selectOption(policy);
}

async function callUnder(policy: string, name: string): Promise<void> {
  for (const tab of [romeo, juliet]) await setPolicy(tab, policy);
  attack(name);
  await callAndAnswer(romeo, juliet, 'Juliet');
}

const REFUSED = 'could not be authenticated. The server may have changed it.';

test('that swaps plain fingerprints finds none: the call is authenticated all the same', async () => {
  await callUnder('require', 'swap-plain');
  await Promise.all([talk(romeo), talk(juliet)]);
  await shows(romeo.page.locator('.verdict h3'), 'Encrypted, key not compared');
  const [here, there] = [await usedConnection(romeo), await usedConnection(juliet)];
  expect([here.remote, there.remote]).toEqual([there.local, here.local]);
  expect(await attacksOf('swap-plain')).toBe(0);
});

describe('is refused, whatever the policy is,', () => {
  test.each([
    ['that puts its plain fingerprint in place of the encrypted one', 'swap-all', 'expect'],
    ['that puts its plain fingerprint in place of the encrypted one', 'swap-all', 'opportunistic'],
    ['that puts its plain fingerprint beside the encrypted one', 'plain-beside-encrypted', 'expect'],
    ['that puts its plain fingerprint beside the encrypted one', 'plain-beside-encrypted', 'opportunistic'],
  ])('%s (%s, %s)', async (_what, name, policy) => {
    const before = await attacksOf(name);
    await callUnder(policy, name);
    for (const tab of [romeo, juliet]) await shows(inStage(tab, 'ended'), REFUSED);
    expect(await attacksOf(name)).toBeGreaterThan(before);
    await picture(romeo, `refused-${name}`);
  });
});

describe('that takes the device away', () => {
  test('is refused by the caller whose policy wants OMEMO, before it has offered anything', async () => {
    await callUnder('require', 'strip-device');
    await shows(inStage(romeo, 'ended'), `Refused: the call ${REFUSED}`);
    await inStage(juliet, 'ended').waitFor();
    expect(await attacksOf('strip-device')).toBe(1);
  });

  test('is refused by the callee, which announced one and is offered a plain call', async () => {
    await callUnder('expect', 'strip-device');
    await shows(inStage(juliet, 'ended'), `Refused: the call ${REFUSED}`);
    await shows(inStage(romeo, 'ended'), `Juliet’s side refused: the call ${REFUSED}`);
    expect(await attacksOf('strip-device')).toBe(2);
  });

  test('is told of at both ends, by what each can know, where the policy lets all calls be', async () => {
    await callUnder('opportunistic', 'strip-device');
    await Promise.all([talk(romeo), talk(juliet)]);
    for (const tab of [romeo, juliet]) await shows(tab.page.locator('.verdict h3'), 'Not authenticated');
    await shows(romeo.page.locator('.verdict[data-tone=plain]'), 'or the server took the offer away');
    await shows(
      juliet.page.locator('.verdict[data-tone=alarm]'),
      'OMEMO was agreed on, and Romeo’s side came without.',
    );
    await picture(juliet, 'not-authenticated');
    // The device alone: it came to the caller once.
    expect(await attacksOf('strip-device')).toBe(3);
  });

  test('and puts its own certificate in gets no media, because it has not the key to it', async () => {
    await callUnder('opportunistic', 'strip-device-and-swap');
    for (const tab of [romeo, juliet]) await inStage(tab, 'ended').waitFor();
    // The device, and both fingerprints.
    expect(await attacksOf('strip-device-and-swap')).toBe(3);
    for (const tab of [romeo, juliet]) expect((await usedConnection(tab)).remote).toBe('none');
    await picture(romeo, 'other-certificate');
  });
});
