/**
 * Both sides change the call at the same moment. XEP-0166 says who goes on: the initiator's request does, and the
 * responder's gives way. Romeo began the call.
 */
import { describe, expect, test } from 'vitest';
import { expectAtRest, offerContents, running, toldOfChanges } from '../support/changing.ts';
import type { RunningCall } from '../support/changing.ts';
import { engineOf, keyWith, verdicts } from '../support/pair.ts';
import type { PairOptions } from '../support/pair.ts';
import { JULIET, ROMEO } from '../support/parties.ts';
import { story } from '../support/story.ts';
import type { MediaKinds } from '../../src/stanzas/jingle.ts';

/** Both add at once; their requests pass each other on the way. */
async function bothAdd(romeos: MediaKinds, juliets: MediaKinds, options: PairOptions = {}): Promise<RunningCall> {
  const call = await running(options);
  call.romeo.manager.changes.addContents(keyWith(JULIET, call.sessionId), romeos);
  call.juliet.manager.changes.addContents(keyWith(ROMEO, call.sessionId), juliets);
  await call.settle();
  return call;
}

/** Each engine has the same contents of the other side in its newest description. */
function contentsAtBoth({ romeo, juliet }: RunningCall): readonly (readonly string[])[] {
  return [romeo, juliet].map((party) => {
    const described = engineOf(party).orders.findLast((order) => 'description' in order);
    return 'description' in described! ? described.description.contents.map(({ name }) => name) : [];
  });
}

describe('two content-adds that cross [XEP-0166 #def-action]', () => {
  test("C19: end in the initiator's; the same media of the responder's user is consent to it", async () => {
    const call = await bothAdd(['video'], ['video']);
    expect(toldOfChanges(call.romeo)).toEqual(['contentAccepted video']);
    expect(toldOfChanges(call.juliet)).toEqual(['contentRejected video by local: expired', 'contentAccepted video']);
    expect(story(call.delivered).slice(-5)).toEqual(
      expect.arrayContaining(['romeo > juliet: error conflict tie-break']),
    );
    expect(contentsAtBoth(call)).toEqual([
      ['audio', 'video'],
      ['audio', 'video'],
    ]);
    for (const party of call.parties) expect(verdicts(party)).toMatchObject([{ state: 'authenticated' }]);
    expectAtRest(call);
  });

  test('C19: in a plain call likewise', async () => {
    const call = await bothAdd(['video'], ['video'], { both: { omemo: 'none' } });
    expect(toldOfChanges(call.romeo)).toEqual(['contentAccepted video']);
    expect(toldOfChanges(call.juliet)).toEqual(['contentRejected video by local: expired', 'contentAccepted video']);
    expectAtRest(call);
  });

  test('C19: that gives way to less than the user wanted is consent to as much', async () => {
    const call = await bothAdd(['video'], ['audio', 'video']);
    expect(toldOfChanges(call.juliet)).toContain('contentAccepted video');
    expect(toldOfChanges(call.juliet)).not.toContain('contentOffered video');
    expectAtRest(call);
  });

  test.each<[string, MediaKinds, MediaKinds]>([
    ['other media', ['video'], ['audio']],
    ['more media', ['video', 'audio'], ['video']],
    ['twice the medium', ['video', 'video'], ['video']],
  ])(
    'C19: a lost tie-break does not widen consent: %s of the winner is asked about',
    async (_what, romeos, juliets) => {
      const call = await bothAdd(romeos, juliets);
      expect(toldOfChanges(call.romeo)).toEqual([]);
      expect(toldOfChanges(call.juliet).filter((word) => word.startsWith('contentOffered'))).toHaveLength(
        romeos.length,
      );
      expect(toldOfChanges(call.juliet).join()).not.toContain('contentAccepted');
      expect(engineOf(call.juliet).orders.at(-1)).toEqual({ order: 'rollBack' });
      call.juliet.manager.changes.acceptContents(keyWith(ROMEO, call.sessionId));
      await call.settle();
      expect(toldOfChanges(call.romeo).filter((word) => word.startsWith('contentAccepted'))).toHaveLength(
        romeos.length,
      );
      expectAtRest(call);
    },
  );

  test('end as well where one is slow to leave: the loser adds again and nobody is stuck', async () => {
    const call = await bothAdd(['video'], ['video']);
    call.juliet.manager.changes.addContents(keyWith(ROMEO, call.sessionId), ['audio']);
    await call.settle();
    call.romeo.manager.changes.acceptContents(keyWith(JULIET, call.sessionId));
    await call.settle();
    const [ofRomeo, ofJuliet] = contentsAtBoth(call);
    expect(ofRomeo).toEqual(['audio', 'video', 'audio-2']);
    expect(ofJuliet).toEqual(ofRomeo);
    expectAtRest(call);
  });
});

describe('two ICE restarts that cross [XEP-0176 #protocol-restarts]', () => {
  async function bothRestart(): Promise<RunningCall> {
    const call = await running();
    call.romeo.manager.changes.restartIce(keyWith(JULIET, call.sessionId));
    call.juliet.manager.changes.restartIce(keyWith(ROMEO, call.sessionId));
    await call.settle();
    return call;
  }

  test("C19: end in one, the initiator's", async () => {
    const call = await bothRestart();
    expect(story(call.delivered)).toContain('romeo > juliet: error conflict tie-break');
    expect(engineOf(call.juliet).orders.map(({ order }) => order)).toContain('rollBack');
    expect(toldOfChanges(call.juliet)).toEqual(['iceRestarted by peer']);
    // What of juliet's comes under her new credentials is the answer to romeo's.
    engineOf(call.juliet).gathered('audio', 4_001);
    engineOf(call.romeo).gathered('audio', 4_002);
    await call.settle();
    expect(toldOfChanges(call.romeo)).toEqual(['iceRestarted by local']);
    expectAtRest(call);
  });
});

describe('an addition and a restart that cross', () => {
  test.each([
    ['romeo', 'juliet'],
    ['juliet', 'romeo'],
  ] as const)('%s adds while %s restarts: the restart has to be tried again, and can be', async (adds, restarts) => {
    const call = await running();
    const [adder, restarter] = [call[adds], call[restarts]];
    adder.manager.changes.addContents(keyWith(restarter, call.sessionId), ['video']);
    restarter.manager.changes.restartIce(keyWith(adder, call.sessionId));
    await call.settle();
    expect(story(call.delivered)).toContain(`${adds} > ${restarts}: error conflict tie-break`);
    restarter.manager.changes.acceptContents(keyWith(adder, call.sessionId));
    await call.settle();
    expect(toldOfChanges(adder)).toEqual(['contentAccepted video']);
    restarter.manager.changes.restartIce(keyWith(adder, call.sessionId));
    await call.settle();
    engineOf(adder).gathered('audio', 5_001);
    await call.settle();
    expect(toldOfChanges(restarter).at(-1)).toBe('iceRestarted by local');
    expect(toldOfChanges(adder).at(-1)).toBe('iceRestarted by peer');
    expectAtRest(call);
  });

  test.each(['romeo', 'juliet'] as const)(
    'a restart by whoever is asked meets the addition of %s, which goes on',
    async (who) => {
      const call = await running();
      const other = who === 'romeo' ? call.juliet : call.romeo;
      await offerContents(call, who);
      other.manager.changes.restartIce(keyWith(call[who], call.sessionId));
      await call.settle();
      expect(toldOfChanges(other)).toEqual(['contentOffered video']);
      expect(story(call.delivered)).toContain(
        `${who} > ${who === 'romeo' ? 'juliet' : 'romeo'}: error conflict tie-break`,
      );
      other.manager.changes.acceptContents(keyWith(call[who], call.sessionId));
      await call.settle();
      expect(toldOfChanges(call[who]).at(-1)).toBe('contentAccepted video');
      expectAtRest(call);
    },
  );
});
