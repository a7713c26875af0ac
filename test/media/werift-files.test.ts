/** Files over werift: they arrive as they are. */
import { afterEach, expect, test, vi } from 'vitest';
import type { RTCPeerConnection } from 'werift';
import { openMediaFile } from '../../src/media/werift/media-file.ts';
import type { MediaFile, MediaFrame } from '../../src/media/werift/media-file.ts';
import type { MediaSession, SessionDescription } from '../../src/media/port.ts';
import type { PlayedFiles } from '../../src/media/werift/source.ts';
import { weriftMedia } from '../support/werift-media.ts';
import { negotiate, openEnd, valueOf } from './media-ends.ts';
import type { Path } from './media-ends.ts';

const open: (MediaFile | MediaSession)[] = [];
afterEach(() => {
  for (const each of open.splice(0)) each.close();
});

async function opened(name: string): Promise<MediaFile> {
  const file = valueOf(await openMediaFile(`test/media/files/${name}`));
  open.push(file);
  return file;
}

async function framesOf(file: MediaFile, kind: MediaFrame['kind'], count: number): Promise<readonly MediaFrame[]> {
  const frames: MediaFrame[] = [];
  for await (const frame of file.frames([kind], 0)) if (frames.push(frame) === count) break;
  return frames;
}

/** Sends files to an end that keeps the payloads of what arrives, by payload type. */
async function sent(files: PlayedFiles, path: Path = {}) {
  const [sending, receiving] = [await weriftMedia({ source: files }), await weriftMedia({ source: 'none' })];
  const werift = await import('werift');
  const offers = vi.spyOn(werift.RTCPeerConnection.prototype, 'createOffer');
  const answers = vi.spyOn(werift.RTCPeerConnection.prototype, 'createAnswer');
  const ends = [sending, receiving].map((media) =>
    openEnd({ open: (report) => ({ session: media.open(report), receivedPackets: () => 0 }) }),
  );
  open.push(...ends.map(({ session }) => session));
  await negotiate(ends[0]!, ends[1]!, ['audio', 'video'], path);
  const arrived = new Map<
    number,
    { readonly payload: Uint8Array; readonly timestamp: number; readonly marker: boolean }[]
  >();
  const receiver = (answers.mock.contexts as readonly RTCPeerConnection[])[0]!;
  for (const transport of receiver.dtlsTransports) {
    transport.onRtp.subscribe(({ header: { payloadType, timestamp, marker }, payload }) => {
      arrived.set(payloadType, [...(arrived.get(payloadType) ?? []), { payload, timestamp, marker }]);
    });
  }
  return {
    of: (type: number) => arrived.get(type) ?? [],
    sender: (offers.mock.contexts as readonly RTCPeerConnection[])[0]!,
  };
}

test('sound and pictures of files arrive from their first packet on, at the pace of the file', async () => {
  const [clip, tone] = [await opened('clip.webm'), await opened('tone.ogg')];
  const { of, sender } = await sent({ audio: tone, video: clip });
  await vi.waitFor(() => expect(of(96).length).toBeGreaterThan(5), { timeout: 10_000, interval: 20 });
  const sound = of(111).slice(0, 10);
  expect(sound.map(({ payload }) => [...payload])).toEqual(
    (await framesOf(tone, 'audio', 10)).map(({ data }) => [...data]),
  );
  // Of 20 ms each, at 48 kHz.
  const steps = sound.map(({ timestamp }, index) => (index === 0 ? 960 : timestamp - sound[index - 1]!.timestamp));
  expect(steps.slice(2).every((step) => Math.abs(step - 960) < 2)).toBe(true);
  const [whole] = await framesOf(clip, 'video', 1);
  const first = of(96).filter(({ timestamp }) => timestamp === of(96)[0]!.timestamp);
  expect(first.flatMap(({ payload }) => [...payload.subarray(1)])).toEqual([...whole!.data]);
  // The last packet of a picture says so: RFC 7741 #4.1.
  expect(first.map(({ marker }) => marker)).toEqual([...first.slice(1).map(() => false), true]);

  // As for somebody who has lost it.
  const before = of(96).length;
  for (const each of sender.getSenders()) each.onPictureLossIndication.execute();
  await vi.waitFor(() => expect(of(96).length).toBeGreaterThan(before + 2), { timeout: 10_000, interval: 20 });
  const next = of(96).slice(before, before + first.length);
  expect(next.flatMap(({ payload }) => [...payload.subarray(1)])).toEqual([...whole!.data]);
});

test('what no file is for is synthetic', async () => {
  const { of } = await sent({ audio: await opened('tone.ogg') });
  await vi.waitFor(() => expect(of(96).length).toBeGreaterThan(2), { timeout: 10_000, interval: 20 });
  expect(of(96)[0]!.payload).toHaveLength(4);
  expect(of(111)[0]!.payload.length).toBeGreaterThan(20);
});

test('sound is not sent in a codec that it is not in', async () => {
  /** As of a peer that knows PCMU alone. */
  const offer = ({ contents, groups }: SessionDescription): SessionDescription => ({
    contents: contents.map(({ description, ...rest }) => ({
      ...rest,
      description: {
        ...description,
        payloadTypes: description.payloadTypes.filter(({ name }) => name !== 'opus'),
      },
    })),
    groups,
  });
  const { of } = await sent({ audio: await opened('tone.ogg'), video: await opened('clip.webm') }, { offer });
  await vi.waitFor(() => expect(of(96).length).toBeGreaterThan(5), { timeout: 10_000, interval: 20 });
  expect(of(0)).toEqual([]);
});
