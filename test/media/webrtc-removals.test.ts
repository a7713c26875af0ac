/** Contents that leave a running session of the WebRTC engine: what of them is left in SDP, and what goes on. */
import { describe, expect, test } from 'vitest';
import { withoutContents } from '../../src/media/described.ts';
import type { ContentName } from '../../src/stanzas/identifiers.ts';
import { candidateOf } from './descriptions.ts';
import { candidateEvent, settle } from './open-webrtc.ts';
import type { Running } from './two-fake-browsers.ts';
import { bundleIn, change, lastApplied, namesOf, remove, running, unbundled, valueOf } from './two-fake-browsers.ts';

const run = ({ one, other }: Running) => [one.browser.running(), other.browser.running()];
const both = <T>(value: T): readonly T[] => [value, value];
const ADD_VIDEO = { kind: 'addContents', media: ['video'] } as const;
const AUDIO = { '0': 'audio sendrecv' };

describe('a removal', () => {
  test('stops the transceiver and the track, and lets go what was captured for it alone', async () => {
    const ends = await running(['audio', 'video']);
    await change(ends.one, ends.other, 'video');
    await remove(ends, '2');
    expect(ends.one.released).toEqual(['video']);
    await remove(ends, '1', 'unknown');
    // Captured together with the audio, so only its track ends.
    expect([ends.one.released, ends.one.tracks.map(({ isStopped }) => isStopped)]).toEqual([
      ['video'],
      [false, true, true],
    ]);
    expect(run(ends)).toEqual(both(AUDIO));
    expect(ends.one.browser.applied).toHaveLength(4);
  });

  test('leaves nothing of a content in later descriptions; its section is closed in SDP', async () => {
    const ends = await running(['audio', 'video']);
    await remove(ends, '1');
    const { offer, answer } = await change(ends.other, ends.one);
    for (const description of [offer, answer]) {
      expect([namesOf(description), bundleIn(description)]).toEqual([['0'], ['0']]);
    }
    expect(lastApplied(ends.one)).toMatch(/^m=audio 9 [^]*^m=video 0 /m);
    expect(run(ends)).toEqual(both(AUDIO));
  });

  test('leaves a closed section to be used again, and contents in the order they came', async () => {
    const ends = await running(['audio', 'video', 'video']);
    await remove(ends, '1');
    await change(ends.one, ends.other);
    const { offer, answer } = await change(ends.one, ends.other, 'video');
    expect([namesOf(offer), bundleIn(offer), namesOf(answer)]).toEqual([
      ['0', '2', '3'],
      ['0', '2', '3'],
      ['0', '2', '3'],
    ]);
    expect(lastApplied(ends.one)).toMatch(/a=mid:0[^]*a=mid:3[^]*a=mid:2/);
    expect(namesOf((await change(ends.one, ends.other)).offer)).toEqual(['0', '2', '3']);
    const again = await change(ends.other, ends.one, 'audio');
    expect([namesOf(again.offer), namesOf(again.answer)]).toEqual(both(['0', '2', '3', '4']));
  });

  test('keeps the section that a bundle began with, silent: it carries the others [RFC 9143 #7.3.3]', async () => {
    const ends = await running(['audio', 'video']);
    const { one, other } = ends;
    await remove(ends, '0');
    expect(one.tracks.map(({ isStopped }) => isStopped)).toEqual([true, false]);
    expect(one.browser.getTransceivers().map(({ receiver }) => receiver.track.isStopped)).toEqual([true, false]);
    const { offer, answer } = await change(one, other, 'video');
    for (const description of [offer, answer]) {
      expect([namesOf(description), bundleIn(description)]).toEqual([
        ['1', '2'],
        ['1', '2'],
      ]);
    }
    expect(lastApplied(one)).toMatch(/a=group:BUNDLE 0 1 2[^]*a=mid:0\r\na=inactive/);
    const restarted = await change(other, one);
    expect(namesOf(restarted.answer)).toEqual(['1', '2']);
    expect(run(ends)).toEqual(both({ '0': 'audio inactive', '1': 'video sendrecv', '2': 'video sendrecv' }));
    await remove(ends, '1');
    await change(one, other);
    expect(run(ends)).toEqual(both({ '0': 'audio inactive', '2': 'video sendrecv' }));
  });

  test('closes the first section of contents that have a transport each', async () => {
    const ends = await running(['audio', 'video'], unbundled);
    await remove(ends, '0');
    await change(ends.one, ends.other);
    expect(run(ends)).toEqual(both({ '1': 'video sendrecv' }));
  });

  test.each(['0', '1'])('of content %s while an addition of ours waits does not disturb it', async (gone) => {
    const ends = await running(['audio', 'video']);
    const { one, other } = ends;
    const offer = valueOf(await one.session.reoffer(ADD_VIDEO));
    const answer = valueOf(await other.session.createAnswer(offer));
    await remove(ends, gone);
    valueOf(await one.session.setRemote(withoutContents(answer, [gone as ContentName])));
    const left = ['0', '1', '2'].filter((name) => name !== gone);
    const { offer: next } = await change(one, other);
    expect([namesOf(next), bundleIn(next)]).toEqual(both(left));
    expect(Object.keys(one.browser.running())).toEqual(gone === '0' ? ['0', '1', '2'] : left);
    expect(one.browser.running()['0']).toBe(gone === '0' ? 'audio inactive' : 'audio sendrecv');
  });

  test.each(['0', '1'])('of content %s holds when the addition that waited is taken back', async (gone) => {
    const ends = await running(['audio', 'video']);
    const { one, other } = ends;
    valueOf(await one.session.reoffer(ADD_VIDEO));
    await remove(ends, gone);
    await one.session.rollBack();
    const { offer } = await change(other, one);
    expect(namesOf(offer)).toEqual(gone === '0' ? ['1'] : ['0']);
    expect(one.browser.running()).toEqual(other.browser.running());
  });

  test('lets the peer use a name again, under another mid, which packets then do not name [RFC 5888 #4]', async () => {
    const ends = await running(['audio', 'video']);
    const { one, other } = ends;
    await remove(ends, '1');
    const offer = valueOf(await other.session.reoffer(ADD_VIDEO));
    const [name, added] = ['1' as ContentName, offer.contents[1]!];
    const renamed = {
      contents: [offer.contents[0]!, { ...added, name }],
      groups: [{ semantics: 'BUNDLE', contentNames: ['0' as ContentName, name] }],
    };
    const answer = valueOf(await one.session.createAnswer(renamed));
    expect([namesOf(answer), bundleIn(answer)]).toEqual(both(['0', '1']));
    expect(answer.contents[1]?.description.headerExtensions).toEqual([]);
    expect(one.browser.running()).toEqual({ ...AUDIO, 'content-2': 'video sendrecv' });
    await one.session.addCandidates(name, [candidateOf()]);
    expect(one.browser.candidates).toMatchObject([{ sdpMid: 'content-2' }]);
    await one.session.removeContents([name]);
    expect(one.browser.running()).toEqual(AUDIO);
  });

  test("of what a bundle began with moves candidates, ours and the peer's, to a content that goes on", async () => {
    const ends = await running(['audio', 'video']);
    const { one } = ends;
    await remove(ends, '0');
    const event = (sdpMid: string) => ({
      candidate: { ...candidateEvent(sdpMid).candidate, usernameFragment: 'ufragA0' },
    });
    one.browser.emit('icecandidate', event('0'));
    one.browser.emit('icecandidate', event('unknown'));
    await settle();
    expect(one.facts).toMatchObject([{ kind: 'candidate', contentName: '1' }]);
    await one.session.addCandidates('1' as ContentName, [candidateOf()]);
    await one.session.addCandidates('0' as ContentName, [candidateOf()]);
    expect(one.browser.candidates).toMatchObject([{ sdpMid: '0' }]);
  });
});
