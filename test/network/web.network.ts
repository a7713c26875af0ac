/** The example page in Chromium on a real server: calls, and what happens in them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, afterEach, beforeAll, expect, inject, onTestFinished, test } from 'vitest';
import { NS_DTLS, NS_OMEMO_VERIFICATION } from '../../src/xml/namespaces.ts';
import { startCli } from './cli-process.ts';
import type { RunningCli } from './cli-process.ts';
import { startProsody } from './prosody.ts';
import type { XmppServer } from './server.ts';
import {
  callAndAnswer,
  inStage,
  keyOf,
  openTab,
  picture,
  playsVideo,
  saveTrace,
  shows,
  signIn,
  startWeb,
  submitSignIn,
  talk,
  usedConnection,
} from './web.ts';
import type { Tab, Web } from './web.ts';

let web: Web;
let server: XmppServer;
let tabs: Tab[] = [];

beforeAll(async () => {
  const accounts = ['romeo', 'juliet', 'hamlet', 'ophelia', 'antony', 'cleopatra'];
  server = await startProsody({ accounts, certificates: inject('certificates') });
  web = await startWeb();
});
afterEach(async () => {
  const ending = tabs;
  tabs = [];
  for (const { context } of ending) await context.close();
  expect(ending.flatMap(({ complaints }) => complaints)).toEqual([]);
});
afterAll(async () => {
  await web.close();
  await server.close();
});

async function as(name: string): Promise<Tab> {
  const tab = await signIn(web, server, name);
  tabs.push(tab);
  return tab;
}

/** Each end uses the certificate that the other one has, and said so by OMEMO alone. */
async function expectAuthenticatedCertificates(one: Tab, other: Tab): Promise<void> {
  const [here, there] = [await usedConnection(one), await usedConnection(other)];
  expect(here.remote).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  expect([here.remote, there.remote]).toEqual([there.local, here.local]);
  for (const { sent } of [one, other]) {
    const fingerprints = sent.filter((stanza) => stanza.includes('<fingerprint'));
    expect(fingerprints.length).toBeGreaterThan(0);
    for (const stanza of fingerprints) {
      expect(stanza).toContain(NS_OMEMO_VERIFICATION);
      expect(stanza).not.toContain(NS_DTLS);
    }
  }
}

/** By all that is written, and in both themes. */
async function expectReadable({ page }: Tab): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
  }
}

test('calls with the authenticated certificates, compares keys, mutes, hangs up', async () => {
  const [romeo, juliet] = [await as('romeo'), await as('juliet')];
  await callAndAnswer(romeo, juliet, 'Juliet');
  await Promise.all([talk(romeo), talk(juliet)]);
  await expectAuthenticatedCertificates(romeo, juliet);

  await shows(romeo.page.locator('.verdict h3'), 'Encrypted, key not compared');
  await romeo.page.getByText('Compare keys').click();
  await juliet.page.getByText('Settings and your key').click();
  const shown = await keyOf(romeo, 'Juliet’s key');
  expect(shown).toMatch(/^([0-9a-f]{8}\s+){7}[0-9a-f]{8}$/);
  expect(await keyOf(juliet, 'The key of this browser')).toBe(shown);
  await expectReadable(romeo);
  await picture(romeo, 'compare-dark');
  await romeo.page.emulateMedia({ colorScheme: 'light' });
  await romeo.page.getByRole('button', { name: 'They are the same' }).click();
  await shows(romeo.page.locator('.verdict[data-tone=good] h3'), 'Verified');

  await juliet.page.getByRole('button', { name: 'Mute' }).click();
  await shows(romeo.page.locator('.caption'), 'muted');
  await juliet.page.getByRole('button', { name: 'Mute', pressed: true }).click();
  await romeo.page.locator('.caption').filter({ hasNotText: 'muted' }).waitFor();

  await romeo.page.getByRole('button', { name: 'Hang up' }).click();
  await shows(inStage(juliet, 'ended'), 'Romeo hung up.');
  await shows(inStage(romeo, 'ended'), 'You ended the call.');

  await romeo.page.getByText('Settings and your key').click();
  for (const [name, tab] of Object.entries({ romeo, juliet })) {
    const told = await startCli(['trace', await saveTrace(tab, name)]).ended();
    expect(told).toMatchObject({ exitCode: 0, err: '' });
    expect(told.out).toMatch(
      /\n {2}connected \d+ ms after the yes: OMEMO \d+ ms, media engine \d+ ms, the other side \d+ ms\n/,
    );
    expect(told.out).toContain('all as the tables say');
  }
});

test('adds video to a running call and restarts ICE, with the certificates it has', async () => {
  const [romeo, juliet] = [await as('romeo'), await as('juliet')];
  await callAndAnswer(romeo, juliet, 'Juliet');
  await Promise.all([talk(romeo), talk(juliet)]);
  await romeo.page.getByRole('button', { name: 'Add video' }).click();
  await shows(juliet.page.getByRole('alert'), 'Romeo adds video.');
  await picture(juliet, 'video-offered');
  await juliet.page.getByRole('button', { name: 'Turn video on for both' }).click();
  await Promise.all([playsVideo(romeo), playsVideo(juliet)]);
  await expectAuthenticatedCertificates(romeo, juliet);
  await picture(romeo, 'video');

  const before = await usedConnection(romeo);
  await romeo.page.getByRole('button', { name: 'Renew connection' }).click();
  await shows(romeo.page.locator('.news'), 'The connection was renewed.');
  await expect.poll(async () => (await usedConnection(romeo)).usernameFragment).not.toBe(before.usernameFragment);
  await expectAuthenticatedCertificates(romeo, juliet);
  await shows(romeo.page.locator('.verdict h3'), 'Encrypted, key not compared');
  await Promise.all([playsVideo(romeo), playsVideo(juliet)]);

  await juliet.page.setViewportSize({ width: 390, height: 800 });
  expect(await juliet.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await picture(juliet, 'video-phone');
});

test('rings at both devices of an account, by keyboard alone, until one of them answers', async () => {
  const [antony, phone, tablet] = [await as('antony'), await as('cleopatra'), await as('cleopatra')];
  await antony.page.getByRole('button', { name: 'Call Cleopatra with video', exact: true }).press('Enter');
  await inStage(tablet, 'incoming').waitFor();
  expect(await tablet.page.title()).toBe('☎ Antony calls');
  await picture(tablet, 'incoming');
  await phone.page.getByRole('button', { name: 'Answer with video' }).press('Enter');
  await shows(inStage(tablet, 'ended'), 'Answered on another of your devices.');
  await Promise.all([talk(antony), talk(phone)]);
  await expectAuthenticatedCertificates(antony, phone);
  await phone.page.getByRole('button', { name: 'Hang up' }).press('Enter');
  await shows(inStage(antony, 'ended'), 'Cleopatra hung up.');
});

/** A command of Romeo, who has signed in with it before. */
async function startCommand(...argv: readonly string[]): Promise<RunningCli> {
  const data = await mkdtemp(join(tmpdir(), 'omemo-calls-web-cli-'));
  await startCli(['login', 'romeo@localhost', '--server', server.xmpp, '--data', data]).ended();
  const command = startCli([...argv, '--data', data]);
  onTestFinished(async () => {
    await command.kill();
    await rm(data, { recursive: true });
  });
  return command;
}

test('plays what the command line sends of a file, from a whole picture on', async () => {
  const juliet = await as('juliet');
  const file = 'test/media/files/clip.webm';
  const caller = await startCommand('call', 'juliet@localhost', '--addresses', 'loopback', '--video', file);
  await juliet.page.getByRole('button', { name: 'Answer with video' }).click();
  await talk(juliet);
  await playsVideo(juliet);
  const remote = juliet.page.locator('video.remote');
  const size = await remote.evaluate(({ videoWidth, videoHeight }: HTMLVideoElement) => [videoWidth, videoHeight]);
  expect(size).toEqual([160, 120]);
  await picture(juliet, 'video-of-a-file');
  await juliet.page.getByRole('button', { name: 'Hang up' }).click();
  expect(await caller.ended()).toMatchObject({ exitCode: 0, err: '' });
  expect(caller.out()).toContain('Sends clip.webm, over and over.');
});

test.each(['werift', 'wrtc'])('sees itself in the echo of the command line on %s', async (engine) => {
  const juliet = await as('juliet');
  const bot = await startCommand('answer', '--echo', '--once', '--media', engine);
  await bot.says('Waiting for calls');
  await juliet.page.locator('li', { hasText: 'Online' }).waitFor();
  await juliet.page.getByRole('button', { name: 'Call Romeo with video', exact: true }).click();
  await talk(juliet);
  await playsVideo(juliet);
  await picture(juliet, `echo-on-${engine}`);
  await juliet.page.getByRole('button', { name: 'Hang up' }).click();
  expect(await bot.ended()).toMatchObject({ exitCode: 0, err: '' });
});

test('has an account in one tab at a time, and the next one takes over with the same keys', async () => {
  const [ophelia, hamlet] = [await as('ophelia'), await as('hamlet')];
  await ophelia.page.getByText('Settings and your key').click();
  const key = await keyOf(ophelia, 'The key of this browser');
  const second = await openTab(web, ophelia.context);
  await submitSignIn(second, server, 'ophelia');
  await shows(second.page.getByRole('status'), 'Another tab of this browser has this account.');
  await picture(second, 'two-tabs');
  await ophelia.page.close();
  await second.page.getByText('Settings and your key').click();
  expect(await keyOf(second, 'The key of this browser')).toBe(key);
  await callAndAnswer(hamlet, second, 'Ophelia');
  await Promise.all([talk(hamlet), talk(second)]);
  await expectAuthenticatedCertificates(hamlet, second);
  expect(second.complaints).toEqual([]);
});

test('says that a password is wrong, and is readable on a phone before one has signed in', async () => {
  const tab = await openTab(web);
  tabs.push(tab);
  await tab.page.setViewportSize({ width: 390, height: 800 });
  await expectReadable(tab);
  await picture(tab, 'sign-in-phone');
  await submitSignIn(tab, server, 'romeo', 'wherefore');
  await shows(tab.page.getByRole('alert'), 'The server does not accept this address and password.');
});
