/** Engines that do other things than they were asked for while a call changes: nothing of it is sent or agreed to. */
import { describe, expect, test } from 'vitest';
import { expectAtRest, offerContents, partiesOf, running, sentSince, toldOfChanges, WHO } from '../support/changing.ts';
import type { RunningCall, Who } from '../support/changing.ts';
import { candidate } from '../support/engine.ts';
import type { WrapSession } from '../support/engine.ts';
import { engineOf, keyWith, told } from '../support/pair.ts';
import { TYBALT } from '../support/parties.ts';
import type { DescribedContent, MediaSession, SessionDescription } from '../../src/media/port.ts';

type Edit = (description: SessionDescription) => SessionDescription;

const eachContent =
  (edit: (content: DescribedContent, index: number) => DescribedContent): Edit =>
  (description) => ({ ...description, contents: description.contents.map(edit) });

const otherCertificate = eachContent((content) => ({
  ...content,
  transport: {
    ...content.transport,
    fingerprint: { ...content.transport.fingerprint, value: TYBALT.dtlsFingerprint },
  },
}));
const lastOfAnother: Edit = (description) => {
  const changed = otherCertificate(description);
  const { length } = description.contents;
  return eachContent((content, index) => (index === length - 1 ? changed.contents[index]! : content))(description);
};
const withoutTheFirst: Edit = ({ contents, groups }) => ({
  contents: contents.slice(1),
  groups: groups.map((group) => ({ ...group, contentNames: group.contentNames.slice(1) })),
});
const otherOrder: Edit = ({ contents, groups }) => ({ contents: contents.toReversed(), groups });
const decided = eachContent((content) => ({
  ...content,
  transport: { ...content.transport, fingerprint: { ...content.transport.fingerprint, setup: 'active' } },
}));
const nothingNew: Edit = ({ contents, groups }) => ({
  contents: contents.slice(0, 1),
  groups: groups.map((group) => ({ ...group, contentNames: group.contentNames.slice(0, 1) })),
});

type Made = Awaited<ReturnType<MediaSession['createAnswer']>>;
const edited = (made: Made, edit: Edit): Made => (made.ok ? { ...made, value: edit(made.value) } : made);

/** The engine is at fault in what it does for a running call. */
function wrong(edit: Edit): WrapSession {
  return (session) => {
    // The first description is the one that the call begins with.
    let isRunning = false;
    return {
      ...session,
      createOffer: (media) => {
        isRunning = true;
        return session.createOffer(media);
      },
      reoffer: async (change) => edited(await session.reoffer!(change), edit),
      createAnswer: async (offer) => {
        const made = await session.createAnswer(offer);
        const changed = isRunning ? edited(made, edit) : made;
        isRunning = true;
        return changed;
      },
    };
  };
}

const OTHER: Readonly<Record<Who, Who>> = { romeo: 'juliet', juliet: 'romeo' };

describe.each<[string, Edit]>([
  ['names another certificate', otherCertificate],
  ['names another certificate for what is new', lastOfAnother],
  ['leaves a content out', withoutTheFirst],
  ['does not wait for the answer with its DTLS role', decided],
  ['puts them in another order', otherOrder],
  ['has nothing new', nothingNew],
])('an engine that %s', (_what, edit) => {
  test.each(WHO)('A6: for what %s adds, adds nothing, and the peer hears nothing of it', async (who) => {
    const call = await running({ [who]: { wrapSession: wrong(edit) } });
    const [adder, other] = partiesOf(call, who);
    const before = adder.sent.length;
    adder.manager.changes.addContents(keyWith(other, call.sessionId), ['video']);
    await call.settle();
    expect(sentSince(adder, before)).toEqual([]);
    expect(toldOfChanges(adder)).toEqual(['contentRejected video by local: failed-application']);
    expect(engineOf(adder).orders.at(-1)).toEqual({ order: 'rollBack' });
    expectAtRest(call);
  });
});

/** An answer may stand in another order: it is put into the one of the offer. */
describe.each<[string, Edit]>([
  ['names another certificate', otherCertificate],
  ['names another certificate for what is new', lastOfAnother],
  ['leaves a content out', withoutTheFirst],
  [
    'leaves its DTLS role open',
    eachContent((content) => ({
      ...content,
      transport: { ...content.transport, fingerprint: { ...content.transport.fingerprint, setup: 'actpass' } },
    })),
  ],
])('an engine that %s', (_what, edit) => {
  test.each(WHO)('A6: for what %s adds, at the other end, takes nothing', async (who) => {
    const call = await running({ [OTHER[who]]: { wrapSession: wrong(edit) } });
    await offerContents(call, who);
    const [adder, asked] = partiesOf(call, who);
    const before = asked.sent.length;
    asked.manager.changes.acceptContents(keyWith(adder, call.sessionId));
    await call.settle();
    expect(sentSince(asked, before)).toEqual(['content-reject video failed-application']);
    expect(toldOfChanges(adder)).toEqual(['contentRejected video by peer: failed-application']);
    expectAtRest(call);
  });

  test.each(WHO)('A6: in a restart by %s, at the other end, ends the call', async (who) => {
    const call = await running({ [OTHER[who]]: { wrapSession: wrong(edit) } });
    const [restarter, other] = partiesOf(call, who);
    restarter.manager.changes.restartIce(keyWith(other, call.sessionId));
    await call.settle();
    expect(told(other).at(-1)).toBe('ended by core: failed-application');
    expect(told(restarter).at(-1)).toBe('ended by peer: failed-application');
  });
});

test.each(WHO)('an engine that offers something more in a restart by %s does not restart', async (who) => {
  const more: Edit = ({ contents, groups }) => ({
    contents: [...contents, { ...contents[0]!, name: 'more' as never }],
    groups,
  });
  const call: RunningCall = await running({ [who]: { wrapSession: wrong(more) } });
  const [restarter, other] = partiesOf(call, who);
  const before = restarter.sent.length;
  restarter.manager.changes.restartIce(keyWith(other, call.sessionId));
  await call.settle();
  expect(sentSince(restarter, before)).toEqual([]);
  expectAtRest(call);
});

test.each(WHO)(
  'an engine that has candidates at once restarts for %s all the same: they do not go with it',
  async (who) => {
    const early = eachContent((content) => ({
      ...content,
      transport: { ...content.transport, candidates: [candidate(3_001)] },
    }));
    const call: RunningCall = await running({ [who]: { wrapSession: wrong(early) } });
    const [restarter, other] = partiesOf(call, who);
    restarter.manager.changes.restartIce(keyWith(other, call.sessionId));
    await call.settle();
    expect(toldOfChanges(other)).toEqual(['iceRestarted by peer']);
  },
);

test.each(['reoffer', 'rollBack', 'removeContents'] as const)(
  'an engine without %s has a call all the same',
  async (method) => {
    const call = await running({
      both: { wrapSession: ({ [method]: _left, ...session }) => session },
    });
    await offerContents(call, 'romeo');
    const asked = call.juliet.manager.changes.offered(keyWith(call.romeo, call.sessionId));
    if (asked.length > 0) call.juliet.manager.changes.rejectContents(keyWith(call.romeo, call.sessionId));
    await call.settle();
    expect(toldOfChanges(call.romeo)).toMatchObject([expect.stringContaining('contentRejected video')]);
    expectAtRest(call);
  },
);

test('an engine that throws while it answers a restart ends the call', async () => {
  const call = await running({
    juliet: {
      wrapSession: (session) => {
        let answers = 0;
        return {
          ...session,
          createAnswer: (offer) => {
            answers += 1;
            if (answers > 1) throw new Error('of the engine');
            return session.createAnswer(offer);
          },
        };
      },
    },
  });
  call.romeo.manager.changes.restartIce(keyWith(call.juliet, call.sessionId));
  await call.settle();
  expect(told(call.juliet).at(-1)).toBe('ended by core: failed-application');
});
