/** The page of docs/examples/web in Chromium, on a real server: one context is one device of somebody. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { preview } from 'vite';
import { launchForMany } from '../browser/chromium.ts';
import { DOMAIN, PASSWORD } from './server.ts';
import type { XmppServer } from './server.ts';

const CONFIG = {
  root: 'docs/examples/web',
  configFile: 'docs/examples/web/vite.config.ts',
  logLevel: 'error',
} as const;
/** Screenshots for people to look at. */
const PICTURES = '.build/pictures/web';
/** What calls did, for `omemo-calls trace`. */
const TRACES = '.build/traces/web';

const MEDIA_FLAGS = [
  // Few pictures: encoding them is most of what these tests do.
  '--use-fake-device-for-media-stream=fps=5',
  '--use-fake-ui-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
  // The machine may have no other address, and nobody resolves names of mDNS here.
  '--allow-loopback-in-peer-connection',
  '--disable-features=WebRtcHideLocalIpsWithMdns',
];

export interface Web {
  /** The address of the page. */
  readonly address: string;
  readonly browser: Browser;
  readonly close: () => Promise<void>;
}

/** Serves the page, which test/setup/network.ts has built, and starts a browser. */
export async function startWeb(): Promise<Web> {
  mkdirSync(PICTURES, { recursive: true });
  const server = await preview({ ...CONFIG, preview: { host: '127.0.0.1', port: 0 } });
  const browser = await launchForMany(MEDIA_FLAGS);
  return {
    address: server.resolvedUrls?.local[0] ?? '',
    browser,
    close: async () => {
      await browser.close();
      await server.close();
    },
  };
}

/** What a page's connection says of itself. */
export interface UsedConnection {
  /** SHA-256 of its own certificate, and of the one that the other end proved to have. */
  readonly local: string;
  readonly remote: string;
  readonly usernameFragment: string;
}

/** A tab, with what it sent and complained of. */
export interface Tab {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Stanzas, as text. */
  readonly sent: readonly string[];
  /** Exceptions, and what the console has in red. */
  readonly complaints: readonly string[];
}

/** Keeps the connections of a page where a test finds them. */
function keepConnections(): void {
  const kept: RTCPeerConnection[] = [];
  Object.assign(globalThis, { kept });
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      kept.push(this);
    }
  };
}

export async function openTab({ address, browser }: Web, among?: BrowserContext): Promise<Tab> {
  const context = among ?? (await browser.newContext({ viewport: { width: 1100, height: 760 } }));
  const page = await context.newPage();
  // Sooner than the test ends: the message says what did not come.
  page.setDefaultTimeout(25_000);
  const sent: string[] = [];
  const complaints: string[] = [];
  page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => void sent.push(String(payload))));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (line) => {
    if (line.type() === 'error') complaints.push(line.text());
  });
  await page.addInitScript(keepConnections);
  await page.goto(address);
  return { page, context, sent, complaints };
}

/** Fills the form in, and does not wait for what comes of it. */
export async function submitSignIn(
  { page }: Tab,
  server: XmppServer,
  name: string,
  password = PASSWORD,
): Promise<void> {
  await page.getByLabel('Address').fill(`${name}@${DOMAIN}`);
  await page.getByLabel('Password').fill(password);
  await page.getByText('Server', { exact: true }).click();
  await page.getByLabel('WebSocket').fill(server.websocket);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** A new device of somebody, who has signed in. */
export async function signIn(web: Web, server: XmppServer, name: string): Promise<Tab> {
  const tab = await openTab(web);
  await submitSignIn(tab, server, name);
  await tab.page.getByRole('heading', { name: 'Contacts' }).waitFor();
  return tab;
}

export function inStage({ page }: Tab, stage: string): Locator {
  return page.locator(`.call[data-stage=${stage}]`);
}

export async function talk(tab: Tab): Promise<void> {
  await inStage(tab, 'talking').waitFor();
}

/** As it is on the screen, under that title. */
export async function keyOf({ page }: Tab, title: string): Promise<string> {
  return page.locator('.key', { hasText: title }).locator('code').innerText();
}

/** Places a call and has it answered; what comes of it is the test's affair. */
export async function callAndAnswer(caller: Tab, callee: Tab, name: string): Promise<void> {
  await caller.page
    .locator('li', { hasText: 'Online' })
    .getByRole('button', { name: `Call ${name}`, exact: true })
    .click();
  await callee.page.getByRole('button', { name: 'Answer' }).click();
}

export async function shows(where: Locator, words: string): Promise<void> {
  await where.filter({ hasText: words }).first().waitFor();
}

/** Frames come from the other end, one after another, and something is on them. */
export async function playsVideo({ page }: Tab): Promise<void> {
  await page.waitForFunction(() => {
    const video = document.querySelector<HTMLVideoElement>('video.remote');
    if (video === null || video.videoWidth === 0 || video.paused || video.currentTime < 0.3) return false;
    const brush = new OffscreenCanvas(8, 8).getContext('2d');
    brush?.drawImage(video, 0, 0, 8, 8);
    return brush?.getImageData(0, 0, 8, 8).data.some((value, index) => index % 4 < 3 && value > 64) === true;
  });
}

/** Of the newest connection of a page, as it is used: nothing of it comes from a description. */
export async function usedConnection({ page }: Tab): Promise<UsedConnection> {
  return page.evaluate(async () => {
    const { kept } = globalThis as unknown as { readonly kept: readonly RTCPeerConnection[] };
    const all = [...((await kept.at(-1)?.getStats()) ?? new Map<string, unknown>()).values()] as Record<
      string,
      string
    >[];
    const transport = all.find(({ type }) => type === 'transport');
    const certificate = (id: string | undefined) => all.find((each) => each['id'] === id)?.['fingerprint'] ?? 'none';
    return {
      local: certificate(transport?.['localCertificateId']),
      remote: certificate(transport?.['remoteCertificateId']),
      usernameFragment: transport?.['iceLocalUsernameFragment'] ?? 'none',
    };
  });
}

/** Saves what a page's calls did, with the page's own button, as a file for `omemo-calls trace`. Answers its path. */
export async function saveTrace({ page }: Tab, name: string): Promise<string> {
  const path = join(TRACES, `${name}.jsonl`);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save what calls did' }).click();
  await (await download).saveAs(path);
  return path;
}

export async function picture({ page }: Tab, name: string): Promise<void> {
  await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
}
