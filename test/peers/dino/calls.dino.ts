/** Calls with Debian's Dino in both directions, as its user and ours see them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ContentName } from '../../../src/stanzas/identifiers.ts';
import { toldTo, until } from '../../network/party.ts';
import { hears } from './our-end.ts';
import type { OurEnd } from './our-end.ts';
import { Scene } from './scene.ts';

let scene: Scene;
/** What Dino is known to refuse. */
let expectedRefusals: readonly string[] = [];

beforeAll(async () => {
  scene = await Scene.open();
});
afterEach(async () => {
  const refusals = scene.refusals();
  const expected = expectedRefusals;
  expectedRefusals = [];
  await scene.clear();
  expect(refusals).toEqual(expected);
});
afterAll(() => scene?.close());

const AUTHENTICATED = 'authenticated (blind)';
/** What the user of a call that goes well is told. */
const RUNS = ['accepted', AUTHENTICATED, 'connected'];
const wasTold = (end: OurEnd, word: string) => until(`we are told ${word}`, () => toldTo(end).includes(word));

/** Dino keeps the times of a call in seconds: one that begins and ends in the same one is not over in its database. */
const DINO_COUNTS_MS = 1_000;

/** Our verdict and Dino's are the same good one, and its sound arrives. */
async function bothAreSure(end: OurEnd): Promise<void> {
  await wasTold(end, 'connected');
  expect(toldTo(end)).toContain(AUTHENTICATED);
  await scene.dinoSays({ encryption: 'omemo', isOver: false });
  await until('its sound arrives', () => hears(end, 'audio'));
  await sleep(DINO_COUNTS_MS);
}

/** There is nothing else to be sure of than that media runs. */
async function bothAreUnsure(end: OurEnd, because: string): Promise<void> {
  await wasTold(end, 'connected');
  expect(toldTo(end)).toContain(`unauthenticated (${because})`);
  await scene.dinoSays({ encryption: 'dtls', isOver: false });
  await until('its sound arrives', () => hears(end, 'audio'));
  await sleep(DINO_COUNTS_MS);
}

describe('we call', () => {
  test('with audio: both are sure of it, and we hang up', async () => {
    scene.recordAs('called-audio');
    const us = await scene.join('stranger');
    const key = await scene.weCall(us, ['audio']);
    await scene.dino.accept();
    await bothAreSure(us);
    us.manager.hangUp(key);
    await scene.dinoSays({ state: 'ended', isOver: true });
    expect(toldTo(us)).toEqual([...RUNS, 'ended by local: success']);
  });

  test('with audio and video: both are sure of it, and Dino hangs up', async () => {
    scene.recordAs('called-video');
    const us = await scene.join('acquainted');
    await scene.weCall(us, ['audio', 'video']);
    await scene.dino.accept();
    await bothAreSure(us);
    await scene.dino.hangUp();
    await wasTold(us, 'ended by peer: success');
    await scene.dinoSays({ state: 'ended', isOver: true });
    expect(toldTo(us)).toEqual([...RUNS, 'ended by peer: success']);
  });

  test('without OMEMO: neither is sure', async () => {
    scene.recordAs('called-plain');
    const us = await scene.join('acquainted');
    const key = await scene.weCall(us, ['audio'], { omemo: 'disabled' });
    await scene.dino.accept();
    await bothAreUnsure(us, 'disabled');
    us.manager.hangUp(key);
    await scene.dinoSays({ state: 'ended', isOver: true });
    expect(toldTo(us)).not.toContain(AUTHENTICATED);
  });

  test('with a prekey that Dino has used and still publishes: it cannot answer, and there is no call', async () => {
    scene.recordAs('called-used-prekey');
    await scene.join('acquainted', { preKey: 90 });
    const us = await scene.join('stranger', { preKey: 90 });
    await scene.weCall(us, ['audio']);
    await scene.dino.accept();
    // It answers without any fingerprint.
    await wasTold(us, 'ended by core: security-error');
    await scene.dinoSays({ state: 'failed' });
    expect(toldTo(us)).toEqual(['ended by core: security-error']);
  });

  test('and Dino declines', async () => {
    scene.recordAs('called-declines');
    const us = await scene.join('stranger');
    await scene.weCall(us, ['audio']);
    await scene.dino.reject();
    await until('it is over', () => toldTo(us).some((word) => word.startsWith('ended')));
    expect(toldTo(us)).toEqual(['ended by peer: decline']);
    await scene.dinoSays({ state: 'declined' });
  });

  test('and think better of it before Dino answers', async () => {
    scene.recordAs('called-retracted');
    const us = await scene.join('stranger');
    const key = await scene.weCall(us, ['audio']);
    us.manager.hangUp(key);
    await scene.dinoSays({ state: 'missed' });
    expect(toldTo(us)).toEqual(['ended by local: cancel']);
  });

  test('and add video: both stay sure', async () => {
    scene.recordAs('called-video-added');
    const us = await scene.join('stranger');
    const key = await scene.weCall(us, ['audio']);
    await scene.dino.accept();
    await bothAreSure(us);
    us.manager.changes.addContents(key, ['video']);
    await until('it is added', () => toldTo(us).some((word) => word.startsWith('contentAccepted')));
    us.manager.hangUp(key);
    await scene.dinoSays({ encryption: 'omemo', isOver: true });
    expect(toldTo(us).filter((word) => word.startsWith('unauthenticated'))).toEqual([]);
  });
});

describe('in a call of ours', () => {
  test('we take video out: Dino cannot, and we go on without', async () => {
    scene.recordAs('called-video-removed');
    expectedRefusals = ['received: error feature-not-implemented text'];
    const us = await scene.join('acquainted');
    const key = await scene.weCall(us, ['audio', 'video']);
    await scene.dino.accept();
    await bothAreSure(us);
    us.manager.changes.removeContent(key, '1' as ContentName);
    await until('Dino has refused it', () => scene.refusals().length > 0);
    us.manager.hangUp(key);
    await scene.dinoSays({ state: 'ended', isOver: true });
    expect(toldTo(us)).toEqual([...RUNS, 'contentRemoved 1 by local', 'ended by local: success']);
  });

  test('we look for addresses anew: Dino takes no part, and its sound goes on', async () => {
    const us = await scene.join('acquainted');
    const key = await scene.weCall(us, ['audio']);
    await scene.dino.accept();
    await bothAreSure(us);
    us.manager.changes.restartIce(key);
    const before = us.rtp.audio;
    await until('its sound goes on', () => us.rtp.audio > before + 100);
    us.manager.hangUp(key);
    await scene.dinoSays({ state: 'ended', isOver: true });
    expect(toldTo(us)).toEqual([...RUNS, 'ended by local: success']);
  });
});

describe('Dino calls', () => {
  test('with audio: both are sure of it, and Dino hangs up', async () => {
    scene.recordAs('calls-audio');
    const us = await scene.join('acquainted');
    const key = await scene.dinoCalls(us, 'audio');
    us.manager.accept(key);
    await bothAreSure(us);
    await scene.dino.hangUp();
    await wasTold(us, 'ended by peer: success');
    await scene.dinoSays({ state: 'ended', isOver: true });
    expect(toldTo(us)).toEqual(['incoming', ...RUNS, 'ended by peer: success']);
  });

  test('with audio and video: both are sure of it, and we hang up', async () => {
    scene.recordAs('calls-video');
    const us = await scene.join('acquainted');
    const key = await scene.dinoCalls(us, 'video');
    expect(us.reports.find(({ kind }) => kind === 'incoming')).toMatchObject({ media: ['audio', 'video'] });
    us.manager.accept(key);
    await bothAreSure(us);
    us.manager.hangUp(key);
    await scene.dinoSays({ state: 'ended', isOver: true });
  });

  test('a device that it has no OMEMO session with: neither is sure', async () => {
    scene.recordAs('calls-plain');
    const us = await scene.join('stranger');
    const key = await scene.dinoCalls(us, 'audio');
    us.manager.accept(key);
    await bothAreUnsure(us, 'announcedNotUsed');
    await scene.dino.hangUp();
    await wasTold(us, 'ended by peer: success');
    expect(toldTo(us)).not.toContain(AUTHENTICATED);
  });

  test('such a device, which takes no call in the clear: there is none', async () => {
    scene.recordAs('calls-plain-refused');
    const us = await scene.join('stranger', { policy: 'require' });
    const key = await scene.dinoCalls(us, 'audio');
    us.manager.accept(key);
    await wasTold(us, 'ended by core: security-error');
    await scene.dinoSays({ state: 'failed' });
    expect(toldTo(us)).not.toContain('connected');
  });

  test('and we decline', async () => {
    scene.recordAs('calls-declined');
    const us = await scene.join('stranger');
    const key = await scene.dinoCalls(us, 'audio');
    us.manager.reject(key);
    await scene.dinoSays({ state: 'declined' });
    expect(toldTo(us)).toEqual(['incoming', 'ended by local: decline']);
  });

  test('and thinks better of it before we answer', async () => {
    scene.recordAs('calls-retracts');
    const us = await scene.join('stranger');
    await scene.dinoCalls(us, 'audio');
    await scene.dino.hangUp();
    await until('it is over', () => toldTo(us).length === 3);
    expect(toldTo(us)).toEqual(['incoming', 'missed', 'ended by peer: cancel']);
  });

  test('and adds video: both stay sure', async () => {
    scene.recordAs('calls-adds-video');
    const us = await scene.join('acquainted');
    const key = await scene.dinoCalls(us, 'audio');
    us.manager.accept(key);
    await bothAreSure(us);
    await scene.dino.toggleVideo();
    await wasTold(us, 'contentOffered video');
    us.manager.changes.acceptContents(key);
    await wasTold(us, 'contentAccepted video');
    await scene.dino.hangUp();
    await wasTold(us, 'ended by peer: success');
    await scene.dinoSays({ encryption: 'omemo', isOver: true });
    expect(toldTo(us).filter((word) => word.startsWith('unauthenticated'))).toEqual([]);
  });

  test('two devices of ours: the one that does not answer stops ringing', async () => {
    scene.recordAs('calls-two-devices');
    const phone = await scene.join('acquainted');
    const tablet = await scene.join('acquainted');
    const key = await scene.dinoCalls(phone, 'audio');
    await wasTold(tablet, 'incoming');
    phone.manager.accept(key);
    await wasTold(tablet, 'ended by ownResource: answeredElsewhere');
    await bothAreSure(phone);
    phone.manager.hangUp(key);
    await scene.dinoSays({ state: 'ended', isOver: true });
    expect(toldTo(tablet)).toEqual(['incoming', 'ended by ownResource: answeredElsewhere']);
  });
});
