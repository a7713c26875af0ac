/**
 * What a hostile server has in its hands, besides the streams: a media engine of its own, and whatever accounts it
 * stole.
 */
import type { MemoryServer, Passing } from '../../adapters/memory-wire.ts';
import { invariant } from '../../base/errors.ts';
import { createOmemo } from '../../omemo/create.ts';
import { createMemoryStore } from '../../omemo/memory-store.ts';
import type { StageMedia } from '../stage-media.ts';
import type { AttackMeans } from './attack.ts';

/** The stage's half of the means. */
export interface Backstage {
  say(words: string): void;
  inject(passing: Passing): void;
  callNumber(): number;
}

/** The means of one attack, with a certificate made for it. */
export async function createMeans(server: MemoryServer, media: StageMedia, backstage: Backstage): Promise<AttackMeans> {
  return {
    ...backstage,
    media,
    certificate: await ownCertificate(media),
    connect: (resource, deliver) => server.connect(resource, deliver),
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
