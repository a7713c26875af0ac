/**
 * A running call with each kind of client is changed, by either side and in both roles: what the client does not take
 * part in does not come, and the call goes on, or it ends cleanly.
 */
import { describe, expect, test } from 'vitest';
import { takenBy, toldOfChanges } from '../../support/changing.ts';
import { engineOf, keyWith, states, told, verdicts } from '../../support/pair.ts';
import { JULIET } from '../../support/parties.ts';
import { summary } from '../../support/story.ts';
import type { CallKey } from '../../../src/call/reports.ts';
import type { ContentName } from '../../../src/stanzas/identifiers.ts';
import { CLIENT_NAMES, CLIENTS } from './clients.ts';
import type { ClientName } from './clients.ts';
import type { Meeting } from './meeting.ts';
import { romeoCalls, romeoIsCalled } from './meeting.ts';

/** Who began the call. */
const WAYS = ['we', 'they'] as const;
type Way = (typeof WAYS)[number];

interface Running extends Meeting {
  readonly key: CallKey;
}

/** A call that runs on the client's certificate. */
async function runs(client: ClientName, way: Way): Promise<Running> {
  const meeting = await (way === 'we' ? romeoCalls(client, 'opportunistic') : romeoIsCalled(client, 'opportunistic'));
  engineOf(meeting.romeo).connected(JULIET.dtlsFingerprint);
  await meeting.settleAll();
  const [first] = meeting.romeo.reports;
  return { ...meeting, key: keyWith(JULIET, first!.sessionId) };
}

/** It is as it was when it began, and nothing is under way. */
function expectGoesOn({ romeo, persona }: Running): void {
  expect(states(romeo).at(-1)).toBe('established.active');
  expect(verdicts(romeo)).toHaveLength(1);
  expect(persona.outcome()).toMatch(/^(authenticated|plain)$/);
  expect(romeo.manager.stats()).toMatchObject({ calls: 1, buffered: 0, timers: 0, pending: 0 });
}

/** Who never encrypts ends the call we place to it. */
const CALLABLE: Readonly<Record<Way, readonly ClientName[]>> = {
  we: CLIENT_NAMES.filter((client) => client !== 'one that announces and never encrypts'),
  they: CLIENT_NAMES,
};
const ALL = WAYS.flatMap((way) => CALLABLE[way].map((client) => [way, client] as const));
const callsWith = (trait: (client: ClientName) => boolean) => ALL.filter(([, client]) => trait(client));

describe('contents in a call with a client that knows them', () => {
  const able = callsWith((client) => CLIENTS[client].adds !== 'no');

  test.each(able)('%s began, with %s: the camera it turns on comes, protected as the call is', async (way, client) => {
    const call = await runs(client, way);
    await call.persona.add();
    await call.settleAll();
    expect(toldOfChanges(call.romeo)).toEqual(['contentOffered camera']);
    call.romeo.manager.changes.acceptContents(call.key);
    await call.settleAll();
    expect(toldOfChanges(call.romeo)).toEqual(['contentOffered camera', 'contentAccepted camera']);
    expect(summary(call.romeo.sent.findLast((stanza) => summary(stanza).startsWith('content-accept'))!)).toBe(
      CLIENTS[client].adds === 'stub' ? 'content-accept camera' : 'content-accept camera:encrypted',
    );
    expect(call.persona.contents()).toEqual(['audio', 'camera']);
    expect(takenBy(call.romeo)).toEqual([`audio ${JULIET.dtlsFingerprint}`, `camera ${JULIET.dtlsFingerprint}`]);
    expectGoesOn(call);
  });

  test.each(able)('%s began, with %s: the camera that we turn on comes', async (way, client) => {
    const call = await runs(client, way);
    call.romeo.manager.changes.addContents(call.key, ['video']);
    await call.settleAll();
    expect(toldOfChanges(call.romeo)).toEqual(['contentAccepted video']);
    expect(call.persona.contents()).toEqual(['audio', 'video']);
    expect(takenBy(call.romeo)).toEqual([`audio ${JULIET.dtlsFingerprint}`, `video ${JULIET.dtlsFingerprint}`]);
    expectGoesOn(call);
  });

  test.each(able)(
    '%s began, with %s: a camera that we turn off is off, whether it likes that or not',
    async (way, client) => {
      const call = await runs(client, way);
      call.romeo.manager.changes.addContents(call.key, ['video']);
      await call.settleAll();
      call.romeo.manager.changes.removeContent(call.key, 'video' as ContentName);
      await call.settleAll();
      expect(toldOfChanges(call.romeo).at(-1)).toBe('contentRemoved video by local');
      expect(call.persona.contents()).toEqual(CLIENTS[client].onRemove === 'takes' ? ['audio'] : ['audio', 'video']);
      expectGoesOn(call);
    },
  );
});

test.each(callsWith((client) => CLIENTS[client].adds === 'no'))(
  '%s began a call with %s, which has no use for contents: what we add is refused, and the call goes on',
  async (way, client) => {
    const call = await runs(client, way);
    call.romeo.manager.changes.addContents(call.key, ['video']);
    await call.settleAll();
    expect(toldOfChanges(call.romeo)).toEqual(['contentRejected video by peer: unknown']);
    expect(engineOf(call.romeo).orders.at(-1)).toEqual({ order: 'rollBack' });
    expectGoesOn(call);
  },
);

describe('a restart of ICE', () => {
  const restart = async (call: Running) => {
    call.romeo.manager.changes.restartIce(call.key);
    await call.settleAll();
  };

  test.each(callsWith((client) => CLIENTS[client].onRestart === 'answers'))(
    'in a call that %s began with %s comes about, from either side',
    async (way, client) => {
      const call = await runs(client, way);
      await restart(call);
      expect(toldOfChanges(call.romeo)).toEqual(['iceRestarted by local']);
      expectGoesOn(call);
      const other = await runs(client, way);
      other.persona.restart();
      await other.settleAll();
      expect(toldOfChanges(other.romeo)).toEqual(['iceRestarted by peer']);
      engineOf(other.romeo).gathered('audio');
      await other.settleAll();
      expect(summary(other.romeo.sent.at(-1)!)).toBe('transport-info audio');
      expectGoesOn(other);
    },
  );

  test.each(callsWith((client) => ['ignores', 'refuses'].includes(CLIENTS[client].onRestart)))(
    'in a call that %s began with %s does not come, and the call goes on over the old one',
    async (way, client) => {
      const call = await runs(client, way);
      await restart(call);
      await call.advance(61_000);
      expect(toldOfChanges(call.romeo)).toEqual([]);
      expect(engineOf(call.romeo).orders.at(-1)).toEqual({ order: 'rollBack' });
      expectGoesOn(call);
    },
  );

  test.each(callsWith((client) => CLIENTS[client].onRestart === 'ends'))(
    'in a call that %s began with %s is the end of it, at both ends',
    async (way, client) => {
      const call = await runs(client, way);
      await restart(call);
      expect(told(call.romeo).at(-1)).toBe('ended by peer: failed-transport');
      expect(call.persona.outcome()).toBe('ended');
      expect(call.romeo.manager.stats()).toMatchObject({ calls: 0, buffered: 0, timers: 0, pending: 0 });
    },
  );
});
