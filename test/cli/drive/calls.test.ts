/** docs/driver.md, "Calls": a whole call between two drivers, and each way a user ends one. */
import { describe, expect, test } from 'vitest';
import { drivenInProcess, eventsIn, mediaIn, outline, stanzasIn } from './driven.ts';
import { ROMEO, connect, establish, eventNamed, openPair } from './pair.ts';

const CALL = { do: 'call', to: 'juliet@capulet.example', media: ['audio'], sid: 'S1' };
const propose = (from: string) =>
  `<message from='${from}' type='chat'><propose xmlns='urn:xmpp:jingle-message:0' id='S1'>` +
  `<description xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'/></propose></message>`;

describe('a call', () => {
  test('is authenticated at both ends, and each says with whom', async () => {
    const pair = await openPair();
    const heard = await establish(pair);
    const [romeoKey, julietKey] = [pair.opened.romeo, pair.opened.juliet].map((lines) => lines[0]?.['identityKey']);
    expect(eventNamed(heard.romeo, 'authentication')).toEqual({
      out: 'event',
      sid: 'S1',
      peer: 'juliet@capulet.example/balcony',
      event: 'authentication',
      state: 'authenticated',
      deviceId: 222,
      identityKey: julietKey,
      trust: 'blind',
    });
    expect(eventNamed(heard.juliet, 'authentication')).toMatchObject({
      peer: ROMEO,
      state: 'authenticated',
      deviceId: 111,
      identityKey: romeoKey,
    });
    const connected = await connect(pair, heard);
    expect(outline(connected.romeo)).toEqual(['event connected']);
    expect(outline(connected.juliet)).toEqual(['event connected']);
  });

  test('tells what happens in the order in which it happens', async () => {
    const pair = await openPair();
    const called = await pair.romeo(CALL);
    expect(outline(called.romeo)).toEqual(['stanza propose', 'event ringing']);
    expect(outline(called.juliet)).toEqual(['event incoming', 'stanza ringing']);
    const answered = await pair.juliet({ do: 'accept', sid: 'S1' });
    expect(outline(answered.juliet).filter((line) => line !== 'stanza <iq')).toEqual([
      'stanza proceed',
      'media setRemote',
      'media answer',
      'stanza session-accept',
      'event accepted',
      'event authentication',
      'media start',
    ]);
    expect(outline(answered.romeo).filter((line) => line !== 'stanza <iq')).toEqual([
      'media offer',
      'stanza session-initiate',
      'event accepted',
      'event authentication',
      'media setRemote',
      'media start',
    ]);
  });

  test('names its peer by the account until one resource has taken it', async () => {
    const pair = await openPair();
    const { romeo } = await pair.romeo(CALL);
    expect(eventNamed(romeo, 'ringing')).toMatchObject({
      peer: 'juliet@capulet.example',
      by: 'juliet@capulet.example/balcony',
    });
  });

  test('describes the same media at both ends', async () => {
    const heard = await establish(await openPair(), { media: ['audio', 'video'] });
    const contents = (lines: typeof heard.romeo, order: string) =>
      mediaIn(lines).find((line) => line.do === order)?.contents;
    const [offer, answer] = [contents(heard.romeo, 'offer'), contents(heard.juliet, 'answer')];
    expect(contents(heard.juliet, 'setRemote')).toEqual(offer);
    expect(contents(heard.romeo, 'setRemote')).toEqual(answer);
    expect(offer).toMatchObject([
      { name: 'audio', media: 'audio', fingerprint: { hash: 'sha-256', setup: 'actpass' }, candidates: [] },
      { name: 'video', media: 'video', fingerprint: { hash: 'sha-256', setup: 'actpass' }, candidates: [] },
    ]);
    expect(answer?.[0]?.fingerprint?.setup).toBe('active');
    expect(offer?.[0]?.ice).toEqual({ ufrag: expect.any(String), pwd: expect.any(String) });
  });

  test.each([
    ['the caller', { omemo: false }, {}],
    ['the callee', {}, { omemo: false }],
  ])('is plain where %s switches OMEMO off for it', async (who, call, answer) => {
    const heard = await establish(await openPair(), call, answer);
    const offline = who === 'the caller' ? heard.romeo : heard.juliet;
    expect(eventNamed(offline, 'authentication')).toMatchObject({ state: 'unauthenticated', because: 'disabled' });
    expect(stanzasIn([...heard.romeo, ...heard.juliet]).join('')).not.toContain('<encrypted');
  });

  test('keeps the policy it is given', async () => {
    const pair = await openPair({ juliet: { omemo: false } });
    const heard = await establish(pair, { policy: 'require' });
    expect(eventNamed(heard.romeo, 'ended')).toMatchObject({ by: 'core', reason: 'security-error' });
  });

  test('has the id it is given, or one from the seed', async () => {
    const pair = await openPair();
    const { romeo } = await pair.romeo({ do: 'call', to: 'juliet@capulet.example', media: ['audio'] });
    expect(eventNamed(romeo, 'ringing')?.sid).toMatch(/^[0-9a-f]{32}$/);
  });

  test('is not begun beside another with the same contact', async () => {
    const pair = await openPair();
    await pair.romeo(CALL);
    const { romeo } = await pair.romeo({ ...CALL, sid: 'S2' });
    expect(romeo).toEqual([expect.objectContaining({ out: 'error', kind: 'callInProgress' })]);
  });
});

describe('mute', () => {
  const mute = { do: 'mute', sid: 'S1', name: 'audio', muted: true };

  test('is told to the peer, with the name of the content', async () => {
    const pair = await openPair();
    await connect(pair, await establish(pair));
    for (const [muted, info] of [
      [true, 'mute'],
      [false, 'unmute'],
    ] as const) {
      const { romeo, juliet } = await pair.romeo({ ...mute, muted });
      expect(outline(romeo)).toEqual(['stanza session-info']);
      expect(eventsIn(juliet)).toMatchObject([{ event: 'peerInfo', info, name: 'audio' }]);
    }
  });

  test('is a bad command before there is a Jingle session, and for a content that there is not', async () => {
    const pair = await openPair();
    await pair.romeo(CALL);
    expect((await pair.romeo(mute)).romeo).toMatchObject([{ out: 'error', kind: 'noSession' }]);
    await pair.juliet({ do: 'accept', sid: 'S1' });
    const { romeo } = await pair.romeo({ ...mute, name: 'video' });
    expect(romeo).toMatchObject([{ out: 'error', kind: 'noSuchContent' }]);
  });

  test.each([
    { ...mute, muted: 'yes' },
    { ...mute, name: '' },
    { do: 'mute', sid: 'S1', name: 'audio' },
  ])('has a name and says whether: %j', async (command) => {
    const pair = await openPair();
    await establish(pair);
    expect((await pair.romeo(command)).romeo).toMatchObject([{ out: 'error', kind: 'badCommand' }]);
  });
});

describe('the end of a call', () => {
  test.each([
    [
      'own hang-up before the answer',
      'romeo',
      'hangUp',
      { by: 'local', reason: 'cancel' },
      { by: 'peer', reason: 'cancel' },
    ],
    ['own reject', 'juliet', 'reject', { by: 'peer', reason: 'decline' }, { by: 'local', reason: 'decline' }],
  ] as const)('%s', async (_name, who, order, romeoEnds, julietEnds) => {
    const pair = await openPair();
    await pair.romeo(CALL);
    const heard = await pair[who]({ do: order, sid: 'S1' });
    expect(eventNamed(heard.romeo, 'ended')).toMatchObject(romeoEnds);
    expect(eventNamed(heard.juliet, 'ended')).toMatchObject(julietEnds);
  });

  test('says how long media ran, where it did', async () => {
    const pair = await openPair();
    const heard = await establish(pair);
    await connect(pair, heard);
    await pair.romeo({ do: 'time', advanceMs: 90_000 });
    const ended = await pair.romeo({ do: 'hangUp', sid: 'S1' });
    expect(eventNamed(ended.romeo, 'ended')).toMatchObject({ by: 'local', durationMs: 90_000 });
  });

  test('says no duration where media never ran', async () => {
    const pair = await openPair();
    await establish(pair);
    const ended = await pair.romeo({ do: 'hangUp', sid: 'S1' });
    expect(eventNamed(ended.romeo, 'ended')).not.toHaveProperty('durationMs');
  });

  test('after the answer it is a success, told to both, with the media closed before', async () => {
    const pair = await openPair();
    await establish(pair);
    const heard = await pair.juliet({ do: 'hangUp', sid: 'S1' });
    expect(eventNamed(heard.juliet, 'ended')).toMatchObject({ by: 'local', reason: 'success' });
    expect(eventNamed(heard.romeo, 'ended')).toMatchObject({ by: 'peer', reason: 'success' });
    for (const lines of [heard.romeo, heard.juliet]) {
      expect(outline(lines).filter((line) => line === 'media close')).toHaveLength(1);
      expect(outline(lines).indexOf('media close')).toBeLessThan(outline(lines).indexOf('event ended'));
    }
  });

  test('is told once, with nothing of the call after its answer', async () => {
    const pair = await openPair();
    await establish(pair);
    await pair.romeo({ do: 'hangUp', sid: 'S1' });
    for (const command of [
      { do: 'hangUp', sid: 'S1' },
      { do: 'candidate', sid: 'S1', name: 'audio', candidate: '' },
      { do: 'media', sid: 'S1', fact: 'failed' },
    ]) {
      const { romeo } = await pair.romeo(command);
      expect(romeo).toEqual([expect.objectContaining({ out: 'error', kind: 'noSuchCall' })]);
    }
    const { romeo } = await pair.romeo({ do: 'time', advanceMs: 600_000 });
    expect(romeo).toEqual([]);
  });

  test('a call that nobody answers is over in time, and missed where it rang', async () => {
    const pair = await openPair();
    await pair.romeo(CALL);
    const { romeo } = await pair.romeo({ do: 'time', advanceMs: 600_000 });
    expect(eventNamed(romeo, 'ended')).toMatchObject({ by: 'timer', reason: 'noAnswer' });
    const heard = await pair.juliet({ do: 'stats' });
    expect(heard.juliet[0]).toMatchObject({ calls: 0 });
  });

  test('a missed call is told directly before its end', async () => {
    const pair = await openPair();
    await pair.romeo(CALL);
    const { juliet } = await pair.romeo({ do: 'hangUp', sid: 'S1' });
    expect(outline(eventsIn(juliet))).toEqual(['event missed', 'event ended']);
  });
});

describe('hanging up what rings here', () => {
  test.each([
    ['a call that was proposed', 'juliet@capulet.example', 'stanza reject'],
    ['a direct one', 'juliet@capulet.example/balcony', 'stanza session-terminate'],
  ])('declines it: %s', async (_name, to, sent) => {
    const pair = await openPair();
    await pair.romeo({ ...CALL, to });
    const heard = await pair.juliet({ do: 'hangUp', sid: 'S1' });
    expect(outline(heard.juliet)).toEqual([sent, 'event ended']);
    expect(stanzasIn(heard.juliet)[0]).toContain('<decline/>');
    // Both sides say the same word.
    expect(eventNamed(heard.juliet, 'ended')).toMatchObject({ by: 'local', reason: 'decline' });
    expect(eventNamed(heard.romeo, 'ended')).toMatchObject({ by: 'peer', reason: 'decline' });
  });

  test('declines an offer to migrate, and the running call goes on', async () => {
    const pair = await openPair();
    await establish(pair);
    await pair.romeo({ do: 'stanza', xml: propose('juliet@capulet.example/balcony').replace("id='S1'", "id='S2'") });
    const { romeo } = await pair.romeo({ do: 'hangUp', sid: 'S2' });
    expect(eventNamed(romeo, 'ended')).toMatchObject({ sid: 'S2', by: 'local', reason: 'decline' });
    expect((await pair.romeo({ do: 'stats' })).romeo[0]).toMatchObject({ calls: 1 });
  });
});

describe('peer', () => {
  test('is needed where two contacts use one sid, and then names the call', async () => {
    const driven = drivenInProcess();
    await driven.take({ do: 'open', account: ROMEO, whenBusy: 'ring' });
    const [juliet, nurse] = ['juliet@capulet.example/balcony', 'nurse@capulet.example/x'];
    for (const from of [juliet, nurse]) await driven.take({ do: 'stanza', xml: propose(from) });
    expect(await driven.take({ do: 'reject', sid: 'S1' })).toMatchObject([{ kind: 'noSuchCall' }, {}]);
    expect(await driven.take({ do: 'reject', sid: 'S1', peer: 'nurse@capulet.example/y' })).toMatchObject([
      { kind: 'noSuchCall' },
      {},
    ]);
    const rejected = await driven.take({ do: 'reject', sid: 'S1', peer: nurse });
    expect(eventNamed(rejected, 'ended')).toMatchObject({ peer: nurse });
    expect(eventNamed(await driven.take({ do: 'reject', sid: 'S1' }), 'ended')).toMatchObject({ peer: juliet });
  });
});
