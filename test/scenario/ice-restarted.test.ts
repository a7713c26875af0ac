/**
 * The network of one of the two changes while they talk: ICE begins anew under new credentials, and nothing else does.
 * A restart brings no fingerprint, and none that comes with it is looked at.
 */
import { describe, expect, test } from 'vitest';
import {
  addContents,
  candidatesGivenTo,
  expectAtRest,
  partiesOf,
  running,
  sentSince,
  takenBy,
  toldOfChanges,
  WHO,
} from '../support/changing.ts';
import type { RunningCall, Who } from '../support/changing.ts';
import { descendants, dropping, edit, isJingle, plainFingerprint, tampering } from '../support/hostile.ts';
import { engineOf, keyWith, states, told } from '../support/pair.ts';
import { TYBALT } from '../support/parties.ts';
import { story, summary } from '../support/story.ts';
import { attribute } from '../../src/xml/read.ts';
import type { XmlElement } from '../../src/xml/element.ts';
import type { Party } from '../support/world.ts';

async function restart(call: RunningCall, who: Who): Promise<readonly [restarter: Party, other: Party]> {
  const [restarter, other] = partiesOf(call, who);
  restarter.manager.changes.restartIce(keyWith(other, call.sessionId));
  await call.settle();
  return [restarter, other];
}

/** The ICE credentials in a stanza, each once. */
function ufragsIn(stanza: XmlElement): readonly string[] {
  return [...new Set(descendants(stanza).flatMap((found) => attribute(found, 'ufrag') ?? []))];
}

describe.each(WHO)('a restart by %s', (who) => {
  test('A6: renews the credentials of all contents at both ends, and neither certificate nor verdict', async () => {
    const call = await running({}, ['audio', 'video']);
    const [first] = [call.romeo, call.juliet].map(({ sent }) => sent.flatMap(ufragsIn));
    const before = call.delivered.length;
    const [restarter, other] = await restart(call, who);
    engineOf(other).gathered('audio', 2_001);
    await call.settle();
    engineOf(restarter).gathered('audio', 2_002);
    await call.settle();
    const [one, two] = who === 'romeo' ? ['romeo', 'juliet'] : ['juliet', 'romeo'];
    expect(story(call.delivered.slice(before))).toEqual([
      `${one} > ${two}: transport-info audio video`,
      `${two} > ${one}: ok`,
      `${two} > ${one}: transport-info audio`,
      `${one} > ${two}: ok`,
      `${one} > ${two}: transport-info audio`,
      `${two} > ${one}: ok`,
    ]);
    const [asked, answered] = call.delivered.slice(before).filter(({ stanza }) => isJingle(stanza, 'transport-info'));
    for (const { stanza } of [asked!, answered!]) {
      const [ufrag, ...others] = ufragsIn(stanza);
      expect(others).toEqual([]);
      expect(first).not.toContain(ufrag);
    }
    expect(toldOfChanges(restarter)).toEqual(['iceRestarted by local']);
    expect(toldOfChanges(other)).toEqual(['iceRestarted by peer']);
    expect([candidatesGivenTo(restarter), candidatesGivenTo(other)]).toEqual([['audio 2001'], ['audio 2002']]);
    expect(takenBy(restarter)).toEqual([`audio ${other.dtlsFingerprint}`, `video ${other.dtlsFingerprint}`]);
    expect(takenBy(other)).toEqual([`audio ${restarter.dtlsFingerprint}`, `video ${restarter.dtlsFingerprint}`]);
    expectAtRest(call);
  });

  test('is answered in one request, whatever contents have candidates', async () => {
    let gatheredWithAnswer: readonly string[] = [];
    const call = await running(
      {
        both: {
          wrapSession: (session) => ({
            ...session,
            createAnswer: (offer) => {
              for (const name of gatheredWithAnswer) engineOf(partiesOf(call, who)[1]).gathered(name);
              return session.createAnswer(offer);
            },
          }),
        },
      },
      ['audio', 'video'],
    );
    const [, other] = partiesOf(call, who);
    const before = sentSince(other, 0).length;
    gatheredWithAnswer = ['audio', 'video'];
    await restart(call, who);
    expect(sentSince(other, before)).toEqual(['ok', 'transport-info audio video']);
  });

  test('A8: is followed by a connection on another certificate: the call ends', async () => {
    const call = await running();
    const [restarter, other] = await restart(call, who);
    engineOf(other).gathered('audio');
    await call.settle();
    engineOf(restarter).connected(TYBALT.dtlsFingerprint);
    await call.settle();
    expect(told(restarter).at(-1)).toBe('ended by core: security-error');
  });

  test('A6: with a fingerprint of the server in it restarts, and the fingerprint is not looked at', async () => {
    const forged = plainFingerprint(TYBALT.dtlsFingerprint, 'actpass');
    const call = await running({
      tamper: tampering('transport-info', (stanza) =>
        edit(stanza, (found) =>
          found.name === 'transport' ? { ...found, children: [...found.children, forged] } : found,
        ),
      ),
    });
    const [restarter, other] = await restart(call, who);
    engineOf(other).gathered('audio');
    await call.settle();
    expect(takenBy(restarter)).toEqual([`audio ${other.dtlsFingerprint}`]);
    expect(takenBy(other)).toEqual([`audio ${restarter.dtlsFingerprint}`]);
    expectAtRest(call);
  });

  test('D22: that is refused leaves the call as it was, and may be tried again', async () => {
    let refuses = true;
    const call = await running({
      [who === 'romeo' ? 'juliet' : 'romeo']: {
        wrapDelivery: (deliver: (xml: string) => void) => (xml: string) => {
          if (refuses && xml.includes('transport-info')) refuse(xml);
          else deliver(xml);
        },
      },
    });
    const [restarter, other] = partiesOf(call, who);
    const refuse = (xml: string): void => {
      const id = /id="([^"]*)"/.exec(xml)![1]!;
      const condition = "<not-acceptable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>";
      const error = `<error type='cancel'>${condition}</error>`;
      restarter.receive(`<iq type='error' id='${id}' from='${other.account}' to='${restarter.account}'>${error}</iq>`);
    };
    await restart(call, who);
    expect(toldOfChanges(restarter)).toEqual([]);
    expect(engineOf(restarter).orders.at(-1)).toEqual({ order: 'rollBack' });
    expectAtRest(call);
    refuses = false;
    await restart(call, who);
    engineOf(other).gathered('audio');
    await call.settle();
    expect(toldOfChanges(restarter)).toEqual(['iceRestarted by local']);
    expectAtRest(call);
  });

  test.each(['the request is lost', 'nothing answers it'])('D22: is over by its deadline where %s', async (how) => {
    const call = await running(how === 'the request is lost' ? { tamper: dropping('transport-info') } : {});
    const [restarter] = await restart(call, who);
    expect(restarter.manager.stats().timers).toBeGreaterThan(0);
    await call.advance(61_000);
    expect(toldOfChanges(restarter)).toEqual([]);
    expect(engineOf(restarter).orders.at(-1)).toEqual({ order: 'rollBack' });
    expect(states(restarter).at(-1)).toBe('established.active');
    expect(restarter.manager.stats()).toMatchObject({ calls: 1, timers: 0, pending: 0 });
  });

  test('comes after an addition that is under way, as soon as the engine is free', async () => {
    const call = await running();
    const [restarter, other] = partiesOf(call, who);
    restarter.manager.changes.addContents(keyWith(other, call.sessionId), ['video']);
    restarter.manager.changes.restartIce(keyWith(other, call.sessionId));
    await call.settle();
    expect(sentSince(restarter, 0)).not.toContain('transport-info audio video');
    other.manager.changes.acceptContents(keyWith(restarter, call.sessionId));
    await call.settle();
    expect(summary(restarter.sent.at(-1)!)).toBe('transport-info audio video');
    engineOf(other).gathered('video');
    await call.settle();
    expect(toldOfChanges(restarter)).toEqual(['contentAccepted video', 'iceRestarted by local']);
    expectAtRest(call);
  });

  test('of contents that either side has added goes on with all of them', async () => {
    const call = await running();
    await addContents(call, who);
    await addContents(call, who === 'romeo' ? 'juliet' : 'romeo');
    const [restarter, other] = await restart(call, who);
    engineOf(other).gathered('video-2');
    await call.settle();
    expect(toldOfChanges(restarter).at(-1)).toBe('iceRestarted by local');
    expect(takenBy(restarter).map((content) => content.split(' ')[0])).toEqual(['audio', 'video', 'video-2']);
    expectAtRest(call);
  });
});
