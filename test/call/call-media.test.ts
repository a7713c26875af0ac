/** The engine does what the machine orders, in order, and cannot take the call down with it. */
import { describe, expect, test } from 'vitest';
import { InvariantError } from '../../src/base/errors.ts';
import type { MediaSession } from '../../src/media/port.ts';
import type { WrapSession } from '../support/engine.ts';
import { answer, connect, createPair, engineOf, keyWith, states, told } from '../support/pair.ts';
import { JULIET, ROMEO, TYBALT } from '../support/parties.ts';
import { S1, accepted, active, answered, offer, sentDuring } from '../support/solo.ts';
import { candidateContent, content, fingerprint, jingle } from '../support/stanzas.ts';

function broken(parts: Partial<MediaSession>): WrapSession {
  return (session) => ({ ...session, ...parts });
}

const rejects = (): Promise<never> => Promise.reject(new Error('of the engine'));
const throws = (): never => {
  throw new Error('of the engine');
};
const fails = () => Promise.resolve({ ok: false, error: { kind: 'engineFailed' } } as const);

const WAYS = [
  ['fails', fails],
  ['rejects', rejects],
  ['throws', throws],
] as const;

describe('an engine', () => {
  test('is told whose media it opens: the resource at the other end', async () => {
    const pair = await createPair();
    const sessionId = await answer(pair);
    expect(pair.romeo.media.engines).toMatchObject([{ sessionId, peer: JULIET.account }]);
    expect(pair.juliet.media.engines).toMatchObject([{ sessionId, peer: ROMEO.account }]);
  });

  test('is told once when media may flow, after both descriptions', async () => {
    const orders: string[] = [];
    const wrapSession: WrapSession = (session) => ({
      ...session,
      setRemote: (description) => {
        orders.push('setRemote');
        return session.setRemote(description);
      },
      start: () => void orders.push('start'),
    });
    const pair = await createPair({ romeo: { wrapSession } });
    await connect(pair);
    expect(orders).toEqual(['setRemote', 'start']);
  });
});

describe('an engine that cannot', () => {
  test.each(WAYS)('make an offer and %s ends the call before it reaches the peer', async (_how, createOffer) => {
    const pair = await createPair({ romeo: { wrapSession: broken({ createOffer }) } });
    await answer(pair);
    expect(told(pair.romeo)).toEqual(['ringing', 'ended by core: failed-application']);
    expect(told(pair.juliet)).toEqual(['incoming', 'ended by peer: cancel']);
  });

  test.each(WAYS)('make an answer and %s ends the call', async (_how, createAnswer) => {
    const pair = await createPair({ juliet: { wrapSession: broken({ createAnswer }) } });
    await answer(pair);
    expect(told(pair.juliet)).toEqual(['incoming', 'ended by core: failed-application']);
    expect(told(pair.romeo)).toEqual(['ringing', 'ended by peer: failed-application']);
  });

  test.each(WAYS)('take the answer and %s ends the call', async (_how, setRemote) => {
    const pair = await createPair({ romeo: { wrapSession: broken({ setRemote }) } });
    await answer(pair);
    expect(told(pair.romeo).at(-1)).toBe('ended by core: failed-application');
    expect(told(pair.juliet).at(-1)).toBe('ended by peer: failed-application');
  });

  test('be opened ends the call', async () => {
    const wrapSession = throws;
    const pair = await createPair({ romeo: { wrapSession } });
    await answer(pair);
    expect(told(pair.romeo)).toEqual(['ringing', 'ended by core: failed-application']);
    expect(pair.romeo.manager.stats().calls).toBe(0);
  });

  test.each([
    ['rejects', rejects],
    ['throws', throws],
  ])('use a candidate and %s goes on without it', async (_how, addCandidates) => {
    const { juliet, settle } = await active({ wrapSession: broken({ addCandidates }) });
    const info = jingle(ROMEO.account, JULIET.account, 'transport-info', S1, candidateContent('audio', 1_000));
    expect(sentDuring(juliet, () => juliet.receive(info))).toEqual(['ok']);
    await settle();
    expect(juliet.manager.stats().calls).toBe(1);
  });

  test('be closed says so to whoever ended the call, and the call is over all the same', async () => {
    const { juliet } = await active({ wrapSession: broken({ close: throws }) });
    expect(() => juliet.manager.hangUp(keyWith(ROMEO, S1))).toThrow('of the engine');
    expect(told(juliet).at(-1)).toBe('ended by local: success');
    expect(juliet.manager.stats()).toMatchObject({ calls: 0, timers: 0 });
  });

  test('keep its own promises is a bug, and stops', async () => {
    const wrapSession = (): never => {
      throw new InvariantError('bug: of ours');
    };
    const { juliet } = await accepted({ wrapSession });
    expect(() => juliet.receive(offer())).toThrow('bug: of ours');
  });
});

describe('what the engine saw', () => {
  test('counts once both descriptions are there, also where it saw it before', async () => {
    const pair = await createPair({
      juliet: {
        wrapSession: (session) => ({
          ...session,
          createAnswer: async (description) => {
            const described = await session.createAnswer(description);
            engineOf(pair.juliet).connected(ROMEO.dtlsFingerprint);
            return described;
          },
        }),
      },
    });
    await answer(pair);
    expect(told(pair.juliet)).toEqual(['incoming', 'accepted', 'authenticated (blind)', 'connected']);
  });

  test.each([
    ['is another than the described one', TYBALT.dtlsFingerprint],
    ['is our own', JULIET.dtlsFingerprint],
  ])('ends the call where the certificate in use %s, in a plain call too [RFC 5763 #5]', async (_what, used) => {
    const { juliet } = await answered();
    engineOf(juliet).connected(used);
    expect(told(juliet).at(-1)).toBe('ended by core: security-error');
  });

  test('ends the call where the certificate changes later, and not where it is the same again', async () => {
    const { juliet } = await active();
    engineOf(juliet).connected(ROMEO.dtlsFingerprint);
    expect(told(juliet).filter((word) => word === 'connected')).toHaveLength(1);
    engineOf(juliet).connected(TYBALT.dtlsFingerprint);
    expect(told(juliet).at(-1)).toBe('ended by core: security-error');
  });

  test('compares the hash function as well as the hash', async () => {
    const { juliet } = await answered();
    const usedFingerprint = { hash: 'sha-512', value: ROMEO.dtlsFingerprint } as const;
    engineOf(juliet).report({ kind: 'connected', usedFingerprint });
    expect(told(juliet).at(-1)).toBe('ended by core: security-error');
  });

  test('ends the call where the connection failed', async () => {
    const { juliet } = await active();
    engineOf(juliet).report({ kind: 'failed' });
    expect(told(juliet).at(-1)).toBe('ended by core: connectivity-error');
    engineOf(juliet).connected(ROMEO.dtlsFingerprint);
    engineOf(juliet).gathered('audio');
    expect(told(juliet).at(-1)).toBe('ended by core: connectivity-error');
  });

  test('sends candidates in one request each once the answer has left, those before it together', async () => {
    const pair = await createPair({
      juliet: {
        wrapSession: (session) => ({
          ...session,
          createAnswer: (description) => {
            for (const port of [1, 2]) engineOf(pair.juliet).gathered('audio', port);
            return session.createAnswer(description);
          },
        }),
      },
    });
    await answer(pair);
    engineOf(pair.juliet).gathered('audio', 3);
    engineOf(pair.juliet).gathered('video', 4);
    engineOf(pair.juliet).report({ kind: 'gatheringComplete' });
    await pair.settle();
    const added = engineOf(pair.romeo).orders.flatMap((order) => (order.order === 'addCandidates' ? [order] : []));
    expect(added.map(({ candidates }) => candidates.map(({ port }) => port))).toEqual([[1, 2], [3]]);
  });
});

describe('media', () => {
  test('is opened only after the user has accepted, and closed once', async () => {
    const pair = await createPair();
    const sessionId = await connect(pair);
    const { romeo, juliet } = pair;
    romeo.manager.hangUp(keyWith(juliet, sessionId));
    await pair.settle();
    expect(engineOf(romeo).orders.map(({ order }) => order)).toEqual(['createOffer', 'setRemote', 'close']);
    expect(engineOf(juliet).orders.map(({ order }) => order)).toEqual(['createAnswer', 'close']);
    expect([romeo.media.engines.length, juliet.media.engines.length]).toEqual([1, 1]);
  });

  test.each([
    ['says actpass in an answer', 'actpass'],
    ['is not the one in the offer', 'active'],
  ])('is not set up from an answer that %s', async (how, setup) => {
    const pair = await createPair({ both: { omemo: 'none' }, juliet: { wrapWire: () => ({ send: () => {} }) } });
    const { romeo } = pair;
    const { sessionId } = romeo.manager.placeCall({ to: pair.juliet.contact, media: ['audio'] });
    romeo.receive(
      `<message from='${JULIET.account}'><proceed xmlns='urn:xmpp:jingle-message:0' id='${sessionId}'/></message>`,
    );
    await romeo.manager.settled();
    const creator = how.startsWith('says') ? 'initiator' : 'responder';
    const audio = content({ creator, fingerprints: fingerprint(JULIET.dtlsFingerprint, setup) });
    romeo.receive(jingle(JULIET.account, ROMEO.account, 'session-accept', sessionId, audio));
    await romeo.manager.settled();
    expect(engineOf(romeo).orders.map(({ order }) => order)).toEqual(['createOffer', 'close']);
    expect(told(romeo).at(-1)).toBe('ended by core: failed-application');
    expect(states(romeo).at(-1)).toBe('ended');
  });
});
