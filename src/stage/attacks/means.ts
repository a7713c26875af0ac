/**
 * What a hostile server has in its hands, besides the streams: a media engine of its own, and whatever accounts it
 * stole.
 */
import { invariant } from '../../base/errors.ts';
import { createOmemo } from '../../omemo/create.ts';
import { createMemoryStore } from '../../omemo/memory-store.ts';
import type { StageMedia } from '../stage-media.ts';
import type { WatchedServer } from '../watched-server.ts';
import type { AttackMeans } from './attack.ts';

/**
 * The means of one attack, with a certificate made for it.
 *
 * @param callNumber  which call it is, from 1, as the attack is to count
 */
export async function createMeans(
  watched: WatchedServer,
  media: StageMedia,
  callNumber: () => number,
): Promise<AttackMeans> {
  return {
    say: (words) => watched.say(words),
    inject: (passing) => watched.inject(passing),
    release: (passing) => watched.release(passing),
    callNumber,
    media,
    certificate: await ownCertificate(media),
    connect: (resource, deliver) => watched.server.connect(resource, deliver),
    createDevice: (device) => createOmemo({ ...device, store: createMemoryStore() }),
  };
}

/** The certificate of a media session that is never used: as real as the others'. */
async function ownCertificate(media: StageMedia): Promise<AttackMeans['certificate']> {
  const mediaSession = media.open(() => {});
  const offer = await mediaSession.createOffer(['audio']);
  mediaSession.close();
  const fingerprint = offer.ok ? offer.value.contents[0]?.transport.fingerprint : undefined;
  invariant(fingerprint !== undefined, 'an engine that made offers before makes one more');
  return { hash: fingerprint.hash, value: fingerprint.value };
}
