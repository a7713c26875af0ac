import { describe, expect, test } from 'vitest';
import { createMemoryServer } from '../../src/adapters/memory-wire.ts';
import type { MemoryServerOptions } from '../../src/adapters/memory-wire.ts';
import { createSeededRandom } from '../../src/adapters/seeded-random.ts';
import { createVirtualClock } from '../../src/adapters/virtual-clock.ts';
import type { FullJid } from '../../src/jid.ts';
import { element } from '../../src/xml/element.ts';
import type { XmlElement } from '../../src/xml/element.ts';
import { NS_CLIENT, NS_JINGLE_MESSAGE, NS_PUBSUB } from '../../src/xml/namespaces.ts';

const orchard = 'romeo@montague.example/orchard' as FullJid;
const balcony = 'juliet@capulet.example/balcony' as FullJid;
const chamber = 'juliet@capulet.example/chamber' as FullJid;

/** A server with all three resources, and what each of them got, as text. */
function connected(options: Omit<MemoryServerOptions, 'clock'> = {}) {
  const clock = createVirtualClock(0);
  const server = createMemoryServer({ clock, ...options });
  const got = new Map<FullJid, string[]>();
  const join = (resource: FullJid) => {
    const inbox: string[] = [];
    got.set(resource, inbox);
    return server.connect(resource, (xml) => void inbox.push(xml));
  };
  const wires = { orchard: join(orchard), balcony: join(balcony), chamber: join(chamber) };
  return { clock, server, wires, inboxOf: (resource: FullJid) => got.get(resource) ?? [] };
}

const message = (to: string, ...children: XmlElement[]) =>
  element(NS_CLIENT, 'message', { to, type: 'chat' }, children);
const ringing = element(NS_JINGLE_MESSAGE, 'ringing', { id: 'S' });
const request = (id: string, to: string | undefined, type: 'get' | 'set', payload: XmlElement) =>
  element(NS_CLIENT, 'iq', { id, to, type }, [payload]);

describe('a server in memory', () => {
  test('stamps the true sender, whatever the client says [RFC 6120 #8.1.2.1]', async () => {
    const { clock, wires, inboxOf } = connected();
    wires.orchard.send(element(NS_CLIENT, 'message', { to: balcony, from: 'tybalt@capulet.example/x' }));
    await clock.advance(1);
    expect(inboxOf(balcony)).toEqual([`<message to="${balcony}" from="${orchard}"/>`]);
  });

  test('delivers through the clock, never from inside send', async () => {
    const { clock, wires, inboxOf } = connected({ latencyMs: 5 });
    wires.orchard.send(message(balcony));
    await clock.advance(4);
    expect(inboxOf(balcony)).toEqual([]);
    await clock.advance(1);
    expect(inboxOf(balcony)).toHaveLength(1);
  });

  test('brings a message for an account to all its resources [RFC 6121 #8.5.2]', async () => {
    const { clock, wires, inboxOf } = connected();
    wires.orchard.send(message('juliet@capulet.example'));
    await clock.advance(1);
    expect([inboxOf(balcony).length, inboxOf(chamber).length]).toEqual([1, 1]);
  });

  test('sends carbons of calls to the other resources, from the own account [XEP-0280 #inbound]', async () => {
    const { clock, wires, inboxOf } = connected();
    wires.balcony.send(message(orchard, ringing));
    wires.orchard.send(message(balcony, ringing));
    await clock.advance(1);
    expect(inboxOf(chamber)).toHaveLength(2);
    expect(inboxOf(chamber)[0]).toContain('from="juliet@capulet.example"');
    expect(inboxOf(chamber).join()).toMatch(/<sent .*<received /);
  });

  test('answers for a resource that is not there, and not for one that answers itself', async () => {
    const { clock, wires, inboxOf } = connected();
    wires.balcony.disconnect();
    wires.orchard.send(request('1', balcony, 'set', ringing));
    wires.orchard.send(request('2', chamber, 'set', ringing));
    await clock.advance(1);
    expect(inboxOf(orchard)).toHaveLength(1);
    expect(inboxOf(orchard)[0]).toContain('service-unavailable');
    expect(inboxOf(chamber)).toHaveLength(1);
  });

  test('keeps what is published in the own account, for everybody to read [XEP-0163 #publish]', async () => {
    const { clock, wires, inboxOf } = connected();
    const item = element(NS_PUBSUB, 'item', { id: 'current' }, [element('urn:example:a', 'x')]);
    const publish = element(NS_PUBSUB, 'pubsub', {}, [element(NS_PUBSUB, 'publish', { node: 'n' }, [item])]);
    const items = element(NS_PUBSUB, 'pubsub', {}, [element(NS_PUBSUB, 'items', { node: 'n' })]);
    wires.balcony.send(request('1', undefined, 'set', publish));
    wires.orchard.send(request('2', 'juliet@capulet.example', 'set', publish));
    wires.orchard.send(request('3', 'juliet@capulet.example', 'get', items));
    wires.orchard.send(request('4', 'tybalt@capulet.example', 'get', items));
    await clock.advance(1);
    expect(inboxOf(balcony)[0]).toContain('type="result"');
    const [stranger, found, missing] = inboxOf(orchard);
    expect(stranger).toContain('service-unavailable');
    expect(found).toContain('<x xmlns="urn:example:a"/>');
    expect(missing).toContain('item-not-found');
  });

  test('lets a hostile server change, keep and invent', async () => {
    const { clock, server, wires, inboxOf } = connected({
      tamper: (passing) => (passing.to === balcony ? [] : [passing, passing]),
    });
    wires.orchard.send(message(balcony));
    wires.orchard.send(message(chamber));
    server.inject({ from: orchard, to: balcony, stanza: message(balcony, ringing) });
    await clock.advance(1);
    expect(inboxOf(chamber)).toHaveLength(2);
    expect(inboxOf(balcony)).toHaveLength(1);
  });

  test('drops, doubles and delays as often as it is told, the same for the same seed', async () => {
    const deliveries = async (seed: number) => {
      const random = createSeededRandom(seed);
      const { clock, wires, inboxOf } = connected({ faults: { random, drop: 0.2, duplicate: 0.2, delay: 0.3 } });
      for (let count = 0; count < 200; count += 1)
        wires.orchard.send(message(balcony, element('urn:example:a', `n${count}`)));
      await clock.advance(1_000);
      return inboxOf(balcony);
    };
    const [once, again, other] = [await deliveries(1), await deliveries(1), await deliveries(2)];
    expect(once).toEqual(again);
    expect(once).not.toEqual(other);
    const distinct = new Set(once);
    expect(distinct.size).toBeLessThan(200);
    expect(distinct.size).toBeLessThan(once.length);
    const order = once.map((xml) => Number(/<n(\d+)/.exec(xml)?.[1]));
    expect(order).not.toEqual(order.toSorted((one, later) => one - later));
  });
});
