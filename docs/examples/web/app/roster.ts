/** Contacts and who of them is there, over a Strophe connection. RFC 6121 #roster #presence. */
import { bareOf, parseBareJid, parseJid } from 'omemo-calls';
import type { BareJid } from 'omemo-calls';
import { $iq } from 'strophe.js';
import type { Strophe } from 'strophe.js';
import type { Contact } from './state.ts';

/** The library exports the class as a field of an object, which names no type. */
export type Connection = InstanceType<typeof Strophe.Connection>;

const NS_ROSTER = 'jabber:iq:roster';

interface Item {
  readonly name: string;
  /** Whether this contact may see that we are online. */
  readonly seesUs: boolean;
}

type Presence = 'away' | 'online';

export class Roster {
  readonly #items = new Map<BareJid, Item>();
  readonly #resources = new Map<BareJid, Map<string, Presence>>();
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** With each stream: a connection forgets its handlers. Before presence is sent, so that no answer is missed. */
  attach(connection: Connection, own: BareJid, how: 'fresh' | 'resumed'): void {
    connection.addHandler((stanza) => this.#presence(stanza), null, 'presence', null);
    connection.addHandler((stanza) => this.#push(connection, stanza, own), NS_ROSTER, 'iq', 'set');
    if (how === 'resumed') return;
    this.#resources.clear();
    connection.sendIQ($iq({ type: 'get' }).c('query', { xmlns: NS_ROSTER }), (answer: Element) => {
      this.#items.clear();
      this.#take(answer);
    });
  }

  seesUs(account: BareJid): boolean {
    return this.#items.get(account)?.seesUs === true;
  }

  /** Who is there first, then by name. */
  contacts(): readonly Contact[] {
    return [...this.#items]
      .map(([account, { name }]) => ({ account, name, presence: this.#presenceOf(account) }))
      .toSorted((one, other) => rankOf(one) - rankOf(other) || one.name.localeCompare(other.name));
  }

  #presenceOf(account: BareJid): Contact['presence'] {
    const all = [...(this.#resources.get(account)?.values() ?? [])];
    return all.includes('online') ? 'online' : (all[0] ?? 'offline');
  }

  #presence(stanza: Element): boolean {
    const from = parseJid(stanza.getAttribute('from') ?? '');
    const type = stanza.getAttribute('type');
    if (from === undefined || (type !== null && type !== 'unavailable')) return true;
    const account = bareOf(from);
    const resources = this.#resources.get(account) ?? new Map<string, Presence>();
    this.#resources.set(account, resources);
    const show = stanza.querySelector('show')?.textContent ?? '';
    if (type === 'unavailable') resources.delete(from);
    else resources.set(from, ['away', 'dnd', 'xa'].includes(show) ? 'away' : 'online');
    this.#changed();
    return true;
  }

  /** Only our own account may change the roster. RFC 6121 #roster-syntax-actions-push. */
  #push(connection: Connection, stanza: Element, own: BareJid): boolean {
    const from = stanza.getAttribute('from');
    if (from !== null && parseBareJid(from) !== own) return true;
    this.#take(stanza);
    connection.send($iq({ type: 'result', id: stanza.getAttribute('id') ?? '' }));
    return true;
  }

  #take(stanza: Element): void {
    for (const item of stanza.querySelectorAll('query > item')) {
      const account = parseBareJid(item.getAttribute('jid') ?? '');
      const subscription = item.getAttribute('subscription') ?? 'none';
      if (account === undefined) continue;
      if (subscription === 'remove') this.#items.delete(account);
      else {
        const name = item.getAttribute('name') ?? nameOf(account);
        this.#items.set(account, { name, seesUs: subscription === 'from' || subscription === 'both' });
      }
    }
    this.#changed();
  }
}

/** What somebody without a name in the roster is called. */
export function nameOf(account: BareJid): string {
  const local = account.split('@')[0] ?? account;
  return local.slice(0, 1).toUpperCase() + local.slice(1);
}

function rankOf({ presence }: Contact): number {
  return ['online', 'away', 'offline'].indexOf(presence);
}
