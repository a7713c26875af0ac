/** A video call between devices that know each other; Juliet hangs up. The users have compared keys. */
import { expect, test } from 'vitest';
import { connect, createPair, engineOf, keyWith, told } from '../support/pair.ts';
import { ROMEO } from '../support/parties.ts';
import { story } from '../support/story.ts';

test('a call with two contents has one verdict over both', async () => {
  const pair = await createPair();
  const { romeo, juliet } = pair;
  await romeo.manager.setTrust({ ...juliet.omemo!.ownDevice, identityKey: undefined }, 'verified');

  const sessionId = await connect(pair, ['audio', 'video']);
  engineOf(romeo).gathered('audio', 1_001);
  engineOf(juliet).gathered('video', 2_002);
  await pair.settle();
  juliet.manager.hangUp(keyWith(ROMEO, sessionId));
  await pair.settle();

  expect(story(pair.delivered)).toEqual([
    'romeo > juliet: propose audio video',
    'juliet > romeo: ringing',
    'juliet > romeo: proceed device 2222',
    'romeo > juliet: session-initiate audio:encrypted video:encrypted',
    'juliet > romeo: ok',
    'juliet > romeo: session-accept audio:encrypted video:encrypted',
    'romeo > juliet: ok',
    'romeo > juliet: transport-info audio',
    'juliet > romeo: transport-info video',
    'juliet > romeo: ok',
    'romeo > juliet: ok',
    'juliet > romeo: session-terminate success',
    'juliet > romeo: finish success',
    'romeo > juliet: ok',
    'romeo > juliet: finish success',
  ]);
  expect(told(romeo)).toEqual([
    'ringing',
    'accepted',
    'authenticated (verified)',
    'connected',
    'ended by peer: success',
  ]);
  expect(told(juliet)).toEqual([
    'incoming',
    'accepted',
    'authenticated (blind)',
    'connected',
    'ended by local: success',
  ]);
  for (const [party, peer, order] of [
    [romeo, juliet, 'setRemote'],
    [juliet, romeo, 'createAnswer'],
  ] as const) {
    const [taken] = engineOf(party).orders.flatMap((given) => (given.order === order ? [given] : []));
    expect(taken?.description.contents.map(({ transport }) => transport.fingerprint.value)).toEqual([
      peer.dtlsFingerprint,
      peer.dtlsFingerprint,
    ]);
    expect(engineOf(party).orders.filter((given) => given.order === 'addCandidates')).toHaveLength(1);
  }
});
