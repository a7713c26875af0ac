/**
 * A server between drivers: it delivers what they send to each other, keeps device lists and bundles, and goes on until
 * nobody says anything more.
 */
import { createMemoryPep } from '../../../src/adapters/memory-pep.ts';
import { bareOf, isFullJid, parseFullJid, parseJid } from '../../../src/jid.ts';
import type { BareJid, FullJid, Jid } from '../../../src/jid.ts';
import type { XmlElement } from '../../../src/xml/element.ts';
import { NS_CLIENT } from '../../../src/xml/namespaces.ts';
import { parseXml } from '../../../src/xml/parse.ts';
import { attribute } from '../../../src/xml/read.ts';
import { serializeXml } from '../../../src/xml/serialize.ts';
import type { Command, Driven, Line } from './driven.ts';
import { stanzasIn } from './driven.ts';

/** What each party said, by its resource, in order. */
export type Said = ReadonlyMap<string, readonly Line[]>;

interface Delivery {
  readonly to: FullJid;
  readonly xml: string;
}

export class Relay {
  readonly #parties = new Map<FullJid, Driven>();
  readonly #pep = createMemoryPep();
  /** Stanzas as they were delivered, with both addresses. */
  readonly delivered: Delivery[] = [];
  /** Changes or drops a stanza on its way; the server is hostile. */
  tamper: (to: FullJid, xml: string) => readonly string[] = (_to, xml) => [xml];

  /** Opens an account at a driver and answers what it publishes. */
  async open(
    driven: Driven,
    options: { readonly account: string; readonly [option: string]: unknown },
  ): Promise<readonly Line[]> {
    const account = parseFullJid(options.account)!;
    this.#parties.set(account, driven);
    return this.run(options.account, { do: 'open', ...options }).then((said) => said.get(account) ?? []);
  }

  /** Lets a party take a command, and delivers all that follows from it. */
  async run(account: string, command: Command): Promise<Said> {
    const said = new Map<string, Line[]>([...this.#parties.keys()].map((each) => [each, []]));
    const waiting: Delivery[] = [];
    const take = async (party: FullJid, taken: Command): Promise<void> => {
      const lines = await this.#parties.get(party)!.take(taken);
      said.get(party)!.push(...lines.filter((line) => !('done' in line)));
      for (const xml of stanzasIn(lines)) waiting.push(...this.#routed(party, xml));
    };
    await take(parseFullJid(account)!, command);
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      for (const xml of this.tamper(next.to, next.xml)) {
        this.delivered.push({ to: next.to, xml });
        await take(next.to, { do: 'stanza', xml });
      }
    }
    return said;
  }

  #routed(from: FullJid, xml: string): readonly Delivery[] {
    const parsed = parseXml(xml, { defaultNamespace: NS_CLIENT });
    if (!parsed.ok) throw new Error(`a driver sent what is no XML: ${parsed.error.rule}`);
    const stanza = parsed.value;
    const to = parseJid(attribute(stanza, 'to') ?? bareOf(from))!;
    const stamped = withAddresses(stanza, from, to);
    if (stanza.name === 'iq' && !isFullJid(to)) {
      const answer = this.#pep.answer(from, to, stamped);
      return answer === undefined ? [] : [delivery(withAddresses(answer, to, from), from)];
    }
    const receivers = isFullJid(to) ? [to].filter((each) => this.#parties.has(each)) : this.#resourcesOf(to);
    return receivers.map((each) => delivery(stamped, each));
  }

  #resourcesOf(account: BareJid): readonly FullJid[] {
    return [...this.#parties.keys()].filter((each) => bareOf(each) === account);
  }
}

function delivery(stanza: XmlElement, to: FullJid): Delivery {
  return { to, xml: serializeXml(stanza, NS_CLIENT) };
}

function withAddresses(stanza: XmlElement, from: Jid, to: Jid): XmlElement {
  return { ...stanza, attributes: new Map([...stanza.attributes, ['from', from], ['to', to]]) };
}
