/** docs/driver.md, "Calls" and "Events": contents are added to a running call and taken out of it. */
import { describe, expect, test } from 'vitest';
import { ACCEPT, ADD, REJECT, REMOVE, SIDES } from './changing.ts';
import {
  addVideo,
  asStub,
  expectAtRest,
  ordersIn,
  requestsIn,
  running,
  stanzaWith,
  tamper,
  toldIn,
} from './changing.ts';
import { mediaIn, outline, stanzasIn } from './driven.ts';
import { JULIET, ROMEO, eventNamed } from './pair.ts';

const HOST = 'candidate:1 1 udp 2122260223 192.0.2.1 54321 typ host';
const VIDEO = { name: 'video', media: 'video' };
const candidate = { do: 'candidate', sid: 'S1', name: 'video', candidate: HOST };

describe.each(SIDES)('contents that %s adds', (adder, asked) => {
  test('are offered to the other user, who takes them: both are told', async () => {
    const pair = await running();
    const offered = await pair[adder](ADD);
    expect(toldIn(offered[adder])).toEqual([]);
    expect(toldIn(offered[asked])).toEqual([{ event: 'contentOffered', ...VIDEO }]);
    const taken = await pair[asked](ACCEPT);
    for (const who of [adder, asked]) expect(toldIn(taken[who])).toEqual([{ event: 'contentAccepted', ...VIDEO }]);
    await expectAtRest(pair);
  });

  test('are told of as of the one call, with the peer as it is latched', async () => {
    const pair = await running();
    const { [asked]: lines } = await pair[adder](ADD);
    expect(eventNamed(lines, 'contentOffered')).toMatchObject({ sid: 'S1', peer: adder === 'romeo' ? ROMEO : JULIET });
  });

  test('are shown to no engine before the other user takes them', async () => {
    const pair = await running();
    const offered = await pair[adder](ADD);
    expect(ordersIn(offered[adder])).toEqual(['offer video']);
    expect(ordersIn(offered[asked])).toEqual([]);
    const taken = await pair[asked](ACCEPT);
    expect(ordersIn(taken[asked])).toEqual(['setRemote video', 'answer video']);
    expect(ordersIn(taken[adder])).toEqual(['setRemote video']);
  });

  test("have the call's ICE credentials and fingerprint, in a transport of their own", async () => {
    const pair = await running();
    const first = mediaIn(pair.established[adder]).find((line) => line.do === 'offer' || line.do === 'answer');
    const { [adder]: lines } = await pair[adder](ADD);
    const offer = mediaIn(lines)[0]?.contents[0];
    expect(offer?.ice).toEqual(first?.contents[0]?.ice);
    expect(offer?.fingerprint).toEqual({ ...first?.contents[0]?.fingerprint, setup: 'actpass' });
    const { ufrag, pwd } = offer!.ice!;
    const sent = stanzaWith(lines, 'content-add');
    expect(sent).toMatch(new RegExp(`<transport [^>]*ufrag="${ufrag}" pwd="${pwd.replaceAll('+', '\\+')}"`));
    expect(sent).toMatch(/<transport .*<fingerprint xmlns="http.*<\/transport>/);
  });

  test('are answered in the same way, with what the other engine says', async () => {
    const pair = await running();
    await pair[adder](ADD);
    const taken = await pair[asked](ACCEPT);
    const answer = mediaIn(taken[asked]).find((line) => line.do === 'answer');
    expect(mediaIn(taken[adder])[0]?.contents).toEqual(answer?.contents);
    expect(stanzaWith(taken[asked], 'content-accept')).toMatch(/<transport .*ufrag=.*<fingerprint .*<\/transport>/);
  });

  test('are encrypted in an authenticated call, by the same devices, and leave its verdict as it is', async () => {
    const pair = await running();
    const heard = await addVideo(pair, adder);
    const add = stanzaWith(heard[adder], 'content-add');
    const accept = stanzaWith(heard[asked], 'content-accept');
    for (const xml of [add, accept]) {
      expect(xml).toContain('<encrypted xmlns="eu.siacs.conversations.axolotl">');
      expect(xml).not.toContain('urn:xmpp:jingle:apps:dtls:0');
    }
    const [own, theirs] = adder === 'romeo' ? ['111', '222'] : ['222', '111'];
    expect(add).toContain(`<header sid="${own}"><key rid="${theirs}"`);
    expect(accept).toContain(`<header sid="${theirs}"><key rid="${own}"`);
    for (const who of [adder, asked]) expect(eventNamed(heard[who], 'authentication')).toBeUndefined();
  });

  test('are plain in a plain call', async () => {
    const pair = await running({}, { omemo: false });
    const heard = await addVideo(pair, adder);
    expect(stanzaWith(heard[adder], 'content-add')).toContain('urn:xmpp:jingle:apps:dtls:0');
    expect(stanzasIn([...heard[adder], ...heard[asked]]).join('')).not.toContain('<encrypted');
    expect(toldIn(heard[adder])).toEqual([{ event: 'contentAccepted', ...VIDEO }]);
  });

  test('without a transport, as a stub, share the one of the call, and are answered by a stub', async () => {
    const pair = await running();
    tamper(pair, 'content-add', asStub);
    const theirs = mediaIn(pair.established[asked]).find((line) => line.do === 'setRemote')?.contents[0];
    const heard = await addVideo(pair, adder);
    const accepted = stanzaWith(heard[asked], 'content-accept');
    expect(accepted).toContain('<transport xmlns="urn:xmpp:jingle:transports:ice-udp:1"/>');
    expect(accepted).not.toContain('fingerprint');
    const taken = mediaIn(heard[asked]).find((line) => line.do === 'setRemote')?.contents;
    expect(taken).toMatchObject([{ ...VIDEO, ice: theirs?.ice, fingerprint: { value: theirs?.fingerprint?.value } }]);
    for (const who of [adder, asked]) expect(eventNamed(heard[who], 'contentAccepted')).toMatchObject(VIDEO);
  });

  test('have candidates, which wait on both sides until both have the content', async () => {
    const pair = await running();
    await pair[adder](ADD);
    const early = await pair[adder](candidate);
    expect(requestsIn(early[adder])).toEqual(['transport-info']);
    expect(ordersIn(early[asked])).toEqual([]);
    expect((await pair[asked](candidate))[asked]).toEqual([]);
    const taken = await pair[asked](ACCEPT);
    expect(requestsIn(taken[asked])).toEqual(['content-accept', 'transport-info']);
    for (const who of [adder, asked]) {
      expect(mediaIn(taken[who]).findLast((line) => line.do === 'addCandidates')?.contents).toEqual([
        { name: 'video', candidates: [`${HOST} generation 0`] },
      ]);
    }
    await expectAtRest(pair);
  });

  test('are removed again by either side, and both are told by whom', async () => {
    for (const remover of [adder, asked]) {
      const pair = await running();
      await addVideo(pair, adder);
      const other = remover === 'romeo' ? 'juliet' : 'romeo';
      const heard = await pair[remover](REMOVE);
      expect(stanzaWith(heard[remover], 'content-remove')).toContain('<reason><cancel/></reason>');
      expect(toldIn(heard[remover])).toEqual([{ event: 'contentRemoved', ...VIDEO, by: 'local' }]);
      expect(toldIn(heard[other])).toEqual([{ event: 'contentRemoved', ...VIDEO, by: 'peer' }]);
      await expectAtRest(pair);
    }
  });

  test('can be muted, which the other side is told of by their name, until they are removed', async () => {
    const pair = await running();
    await addVideo(pair, adder);
    const mute = { do: 'mute', sid: 'S1', name: 'video', muted: true };
    for (const who of [adder, asked]) {
      const heard = await pair[who](mute);
      const told = { event: 'peerInfo', info: 'mute', name: 'video' };
      expect(toldIn(heard[who === adder ? asked : adder])).toEqual([told]);
    }
    await pair[adder](REMOVE);
    expect((await pair[adder](mute))[adder]).toMatchObject([{ out: 'error', kind: 'noSuchContent' }]);
  });

  test('are offered with the bundle that they are in', async () => {
    const pair = await running();
    const { [adder]: lines } = await pair[adder](ADD);
    expect(stanzaWith(lines, 'content-add')).toMatch(
      /<group [^>]*semantics="BUNDLE"[^>]*><content name="audio"\/><content name="video"\/><\/group>/,
    );
  });

  test('and fail before they are described are told by their medium, whatever was added before', async () => {
    const pair = await running();
    await addVideo(pair, adder);
    await pair[adder]({ do: 'fault', at: 'offer' });
    const { [adder]: lines } = await pair[adder]({ ...ADD, media: 'audio' });
    const told = { event: 'contentRejected', name: 'audio', media: 'audio', by: 'local', reason: 'failed-application' };
    expect(toldIn(lines)).toEqual([told]);
  });

  test('come again under another name', async () => {
    const pair = await running();
    await addVideo(pair, adder);
    await pair[asked](REMOVE);
    const { [asked]: lines } = await pair[adder](ADD);
    expect(toldIn(lines)).toEqual([{ event: 'contentOffered', name: 'video-2', media: 'video' }]);
    const again = await pair[asked]({ ...ACCEPT, name: 'video-2' });
    expect(toldIn(again[adder])).toEqual([{ event: 'contentAccepted', name: 'video-2', media: 'video' }]);
  });

  test('do not end with those of the beginning: a call can go on with them alone', async () => {
    const pair = await running();
    await addVideo(pair, adder);
    const heard = await pair[adder]({ ...REMOVE, name: 'audio' });
    expect(toldIn(heard[asked])).toEqual([{ event: 'contentRemoved', name: 'audio', media: 'audio', by: 'peer' }]);
    await expectAtRest(pair);
  });
});

describe('content that is declined', () => {
  test.each(SIDES)('of %s is told to both with the reason, and the call goes on', async (adder, asked) => {
    const pair = await running();
    await pair[adder](ADD);
    const heard = await pair[asked](REJECT);
    expect(stanzaWith(heard[asked], 'content-reject')).toContain('<reason><decline/></reason>');
    const rejected = { event: 'contentRejected', ...VIDEO, reason: 'decline' };
    expect(toldIn(heard[asked])).toEqual([{ ...rejected, by: 'local' }]);
    expect(toldIn(heard[adder])).toEqual([{ ...rejected, by: 'peer' }]);
    expect(ordersIn([...heard[asked], ...heard[adder]])).toEqual([]);
    await expectAtRest(pair);
  });

  test('can be offered again', async () => {
    const pair = await running();
    await pair.romeo(ADD);
    await pair.juliet(REJECT);
    const { juliet } = await pair.romeo(ADD);
    // What was taken back leaves its name behind: an engine knows each section once.
    expect(toldIn(juliet)).toEqual([{ event: 'contentOffered', name: 'video-2', media: 'video' }]);
  });
});

describe('the last content', () => {
  test('is not removed by its own side: the call is to be ended instead, and goes on until it is', async () => {
    const pair = await running();
    const { romeo, juliet } = await pair.romeo({ ...REMOVE, name: 'audio' });
    expect(romeo).toEqual([expect.objectContaining({ out: 'error', kind: 'lastContent' })]);
    expect(juliet).toEqual([]);
    await expectAtRest(pair);
  });

  test('removed by the peer ends the call, with a session-terminate of ours', async () => {
    const pair = await running({}, { media: ['audio', 'video'] });
    // A client that removes all it has at once.
    const both = '<content creator="initiator" name="audio"/><content creator="initiator" name="video"/>';
    tamper(pair, 'content-remove', (xml) => xml.replace(/<content .*?<\/content>|<content [^>]*\/>/, both));
    const { juliet } = await pair.romeo(REMOVE);
    expect(outline(juliet)).toEqual([
      'stanza <iq',
      'stanza session-terminate',
      'stanza finish',
      'media close',
      'event ended',
    ]);
    expect(stanzaWith(juliet, 'session-terminate')).toContain('<success/>');
    expect(eventNamed(juliet, 'ended')).toMatchObject({ by: 'peer', reason: 'success' });
    const [stats] = (await pair.juliet({ do: 'stats' })).juliet;
    expect(stats).toMatchObject({ calls: 0, buffered: 0, timers: 0, pending: 0 });
  });
});
