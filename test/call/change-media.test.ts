/** What is pending in a running call's media: results that come late, and what happens to it meanwhile. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { ChangeResult } from '../../machines/changes.words.ts';
import type { CallMedia } from '../../src/call/call-media.ts';
import { ChangeMedia } from '../../src/call/change-media.ts';
import type { Addition } from '../../src/call/changed-description.ts';
import type { MediaSession, SessionDescription } from '../../src/media/port.ts';
import { createStandInMedia } from '../../src/media/scripted.ts';
import type { IceCredentials } from '../../src/stanzas/ice-udp.ts';
import type { ContentName } from '../../src/stanzas/identifiers.ts';
import { certificateOf } from '../../src/transform/certificate.ts';
import { JULIET, ROMEO, TYBALT } from '../support/parties.ts';

const named = (name: string) => name as ContentName;
const namesOf = (description: SessionDescription | undefined) => description?.contents.map(({ name }) => name);
const ufragsOf = (description: SessionDescription | undefined) => [
  ...new Set(description?.contents.map(({ transport }) => transport.credentials.ufrag)),
];

async function valueOf<T>(made: Promise<{ ok: true; value: T } | { ok: false }> | undefined): Promise<T> {
  const result = await made;
  if (result?.ok !== true) throw new Error('the stand-in failed');
  return result.value;
}

/** The engine of a call that runs: orders one after another, and a lock that keeps them from ending. */
class Running {
  local: SessionDescription | undefined;
  remote: SessionDescription | undefined;
  readonly asked: string[] = [];
  #orders: Promise<unknown> = Promise.resolve();
  #lock: Promise<void> = Promise.resolve();
  #open: () => void = () => undefined;
  readonly session: MediaSession;

  constructor(session: MediaSession) {
    const { asked } = this;
    const noted = (name: string) => {
      asked.push(name);
      return this.#lock;
    };
    this.session = {
      ...session,
      createAnswer: (offer) => noted('createAnswer').then(() => session.createAnswer(offer)),
      setRemote: (answer) => noted('setRemote').then(() => session.setRemote(answer)),
      reoffer: (change) => noted('reoffer').then(() => session.reoffer!(change)),
    };
  }

  get localCertificate() {
    const [content] = this.local?.contents ?? [];
    return content && certificateOf(content.transport.fingerprint);
  }

  adopt(local: SessionDescription, remote: SessionDescription): void {
    this.local = local;
    this.remote = remote;
  }

  order(run: (session: MediaSession) => Promise<void>): void {
    this.#orders = this.#orders.then(() => run(this.session));
  }

  /** From here on the engine begins what it is asked, and does not come to an end with it. */
  hold(): void {
    this.#lock = new Promise((resolve) => (this.#open = resolve));
  }

  async settle(): Promise<void> {
    this.#open();
    for (let before; before !== this.#orders; ) {
      before = this.#orders;
      await before;
    }
  }
}

let engine: Running;
let theirs: MediaSession;
let media: ChangeMedia;
let told: ChangeResult['type'][];
let restarts: string[];

beforeEach(async () => {
  const ours = createStandInMedia(ROMEO).open(() => undefined);
  theirs = createStandInMedia(JULIET).open(() => undefined);
  const local = await valueOf(ours.createOffer(['audio']));
  const remote = await valueOf(theirs.createAnswer(local));
  await ours.setRemote(remote);
  engine = new Running(ours);
  engine.adopt(local, remote);
  told = [];
  restarts = [];
  media = new ChangeMedia({
    engine: engine as unknown as CallMedia,
    side: 'initiator',
    tell: ({ type }) => told.push(type),
    lost: () => restarts.push('lost'),
    restarted: () => restarts.push('followed'),
  });
});

/** What the peer adds. */
async function videoOfPeer(): Promise<Addition> {
  const { contents, groups } = await valueOf(theirs.reoffer?.({ kind: 'addContents', media: ['video'] }));
  return { contents: contents.filter(({ name }) => name === 'video'), groups };
}

const NEW: IceCredentials = { ufrag: 'anew', pwd: 'YetAnotherPassword22ch' };

describe('what the engine has answered, and the peer has not heard', () => {
  test('A6: goes on in the new ICE session, where the peer restarts meanwhile; the call has it only then', async () => {
    media.answerOffer(await videoOfPeer());
    await engine.settle();
    media.answerRestart(new Map([named('audio'), named('video')].map((name) => [name, NEW])));
    await engine.settle();
    expect([told, restarts]).toEqual([['media.described'], ['followed']]);
    expect([namesOf(engine.local), namesOf(engine.remote)]).toEqual([['audio'], ['audio']]);
    expect(ufragsOf(engine.remote)).toEqual(['anew']);
    expect(namesOf(media.pending?.local)).toEqual(['audio', 'video']);
    expect(ufragsOf(media.pending?.local)).toEqual(ufragsOf(engine.local));
    media.agree();
    expect([namesOf(engine.local), namesOf(engine.remote)]).toEqual([
      ['audio', 'video'],
      ['audio', 'video'],
    ]);
    expect(ufragsOf(engine.remote)).toEqual(['anew']);
  });

  test('is without what is removed meanwhile, on both sides', async () => {
    media.answerOffer(await videoOfPeer());
    await engine.settle();
    media.remove([named('audio')]);
    await engine.settle();
    expect([namesOf(media.pending?.local), namesOf(media.pending?.remote)]).toEqual([['video'], ['video']]);
    media.agree();
    expect([namesOf(engine.local), namesOf(engine.remote)]).toEqual([['video'], ['video']]);
  });

  test('A7: is none where it names another certificate than the call: no engine sees it', async () => {
    const { contents, groups } = await videoOfPeer();
    const other = contents.map((content) => ({
      ...content,
      transport: {
        ...content.transport,
        fingerprint: { ...content.transport.fingerprint, value: TYBALT.dtlsFingerprint },
      },
    }));
    media.answerOffer({ contents: other, groups });
    await engine.settle();
    expect([told, engine.asked]).toEqual([['media.refused'], []]);
  });
});

describe('what we offer', () => {
  const adds = { kind: 'addContents', media: ['video'] } as const;

  test('is ours to tell of, and no sooner the peer’s to know', async () => {
    media.reoffer(adds);
    await engine.settle();
    expect([namesOf(media.announced), media.added.map(({ name }) => name)]).toEqual([['audio'], ['video']]);
    media.announce();
    expect(namesOf(media.announced)).toEqual(['audio', 'video']);
  });

  test('A7: is not answered by another certificate than the call’s: no engine sees it', async () => {
    media.reoffer(adds);
    await engine.settle();
    const answer = await valueOf(theirs.createAnswer(media.pending!.local));
    const video = answer.contents.find(({ name }) => name === 'video')!;
    const { transport } = video;
    const other = { ...transport, fingerprint: { ...transport.fingerprint, value: TYBALT.dtlsFingerprint } };
    media.applyContents({ contents: [{ ...video, transport: other }], groups: answer.groups });
    await engine.settle();
    expect([told, engine.asked]).toEqual([['media.described', 'media.refused'], ['reoffer']]);
  });

  test('D25: counts no more where it is dropped while the engine is at it', async () => {
    engine.hold();
    media.reoffer(adds);
    await Promise.resolve();
    expect(engine.asked).toEqual(['reoffer']);
    media.drop();
    await engine.settle();
    expect([told, media.pending]).toEqual([[], undefined]);
  });

  test('D25: counts no more where something else is ordered while the engine is at it', async () => {
    engine.hold();
    media.reoffer(adds);
    await Promise.resolve();
    media.reoffer({ kind: 'restartIce' });
    await engine.settle();
    // The stand-in does not offer twice in a row: this is what became of the second, and nothing was told of the first.
    expect([told, media.pending]).toEqual([['media.refused'], undefined]);
  });
});
