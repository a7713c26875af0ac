/**
 * Debian's Chromium, steered by playwright-core, and pages of a local server for it: a browser shows WebCrypto,
 * IndexedDB and Web Locks to pages of such a server as it does to those that came over TLS.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Where `chromium` is on the path; undefined where it is not installed. */
export function chromiumPath(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, 'chromium')).find((path) => existsSync(path));
}

/**
 * Starts the browser. Closing the context ends it.
 *
 * @param profile  a folder; what pages stored there before is there again
 * @param flags    beside those of every test
 */
export async function launchChromium(profile: string, flags: readonly string[] = []): Promise<BrowserContext> {
  return chromium.launchPersistentContext(profile, { executablePath: neededChromium(), args: [...FLAGS, ...flags] });
}

/** Starts a browser for several people: each new context of it has a storage of its own, which ends with it. */
export async function launchForMany(flags: readonly string[]): Promise<Browser> {
  return chromium.launch({ executablePath: neededChromium(), args: [...FLAGS, ...flags] });
}

function neededChromium(): string {
  const path = chromiumPath();
  if (path === undefined) throw new Error('no chromium on the path (apt-get install chromium)');
  return path;
}

export interface PageServer {
  /** The address of a page that runs the script of that name. */
  address(script: string): string;
  close(): Promise<void>;
}

/**
 * Serves pages on an address of this machine, each with one script.
 *
 * @param isolated  false: a window that a page opens knows who opened it
 */
export async function servePages(scripts: Readonly<Record<string, string>>, isolated = true): Promise<PageServer> {
  const server = createServer((request, response) => {
    const [, name = '', extension] = /^\/(\w+)(\.js)?(?:\?\w+)?$/.exec(request.url ?? '') ?? [];
    const script = scripts[name];
    // Isolated, a page has a clock of microseconds instead of a tenth of a millisecond.
    if (isolated) {
      response.setHeader('cross-origin-opener-policy', 'same-origin');
      response.setHeader('cross-origin-embedder-policy', 'require-corp');
    }
    if (script === undefined) {
      response.writeHead(404).end();
    } else if (extension === undefined) {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end(`<!doctype html><title>${name}</title><script type="module" src="/${name}.js"></script>`);
    } else {
      response.setHeader('content-type', 'text/javascript; charset=utf-8');
      response.end(script);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: (script) => `http://127.0.0.1:${port}/${script}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.closeAllConnections();
        server.close((error) => (error === undefined ? resolve() : reject(error)));
      }),
  };
}

type Asynchronous = Readonly<Record<string, (...values: never[]) => Promise<unknown>>>;

/**
 * Calls a function of the page's script. What goes in and comes out travels as JSON.
 *
 * @throws Error  what the function rejected with
 */
export async function inPage<Functions extends Asynchronous, Name extends keyof Functions & string>(
  page: Page,
  name: Name,
  ...values: Parameters<Functions[Name]>
): Promise<Awaited<ReturnType<Functions[Name]>>> {
  const answer = await page.evaluate(
    async ([called, given]) => {
      const { functions } = globalThis as { functions?: Record<string, (...all: unknown[]) => unknown> };
      const ask = functions?.[called];
      if (ask === undefined) throw new Error(`the page's script did not get as far as offering ${called}`);
      return ask(...given);
    },
    [name, values as unknown[]] as const,
  );
  return answer as Awaited<ReturnType<Functions[Name]>>;
}
