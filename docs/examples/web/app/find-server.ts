/** Where a server listens for WebSockets, as it publishes it itself (XEP 156, over HTTP). */

const RELATION = 'urn:xmpp:alt-connections:websocket';

/** The address for a domain; where none is published, the one that most servers use. */
export async function findServer(domain: string): Promise<string> {
  try {
    const answer = await fetch(`https://${domain}/.well-known/host-meta.json`);
    const { links } = (await answer.json()) as { readonly links?: readonly Readonly<Record<string, unknown>>[] };
    const href = links?.find(({ rel }) => rel === RELATION)?.['href'];
    // Nothing but TLS: the password goes over it.
    if (typeof href === 'string' && href.startsWith('wss://')) return href;
  } catch {
    // Not published, or not for pages of other origins.
  }
  return `wss://${domain}:5281/xmpp-websocket`;
}
