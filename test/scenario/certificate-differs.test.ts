/** Descriptions agree, and then DTLS shows another certificate: somebody sits in the media. */
import { expect, test } from 'vitest';
import { answer, connect, createPair, engineOf, told } from '../support/pair.ts';
import { JULIET, TYBALT } from '../support/parties.ts';
import { story } from '../support/story.ts';

test('an authenticated call ends with security-error on both sides [RFC 5763 #5]', async () => {
  const pair = await createPair();
  await answer(pair);
  engineOf(pair.romeo).connected(TYBALT.dtlsFingerprint);
  await pair.settle();
  expect(told(pair.romeo)).toEqual(['ringing', 'accepted', 'authenticated (blind)', 'ended by core: security-error']);
  expect(told(pair.juliet).at(-1)).toBe('ended by peer: security-error');
  expect(story(pair.delivered)).toContain('romeo > juliet: session-terminate security-error');
  expect(engineOf(pair.romeo).orders.at(-1)).toEqual({ order: 'close' });
});

test('a plain call ends as well', async () => {
  const pair = await createPair({ both: { omemo: 'none' } });
  await answer(pair);
  engineOf(pair.juliet).connected(TYBALT.dtlsFingerprint);
  expect(told(pair.juliet).at(-1)).toBe('ended by core: security-error');
});

test('a call that runs ends when the certificate changes under it', async () => {
  const pair = await createPair();
  await connect(pair);
  engineOf(pair.romeo).connected(JULIET.dtlsFingerprint);
  expect(told(pair.romeo).at(-1)).toBe('connected');
  engineOf(pair.romeo).connected(TYBALT.dtlsFingerprint);
  expect(told(pair.romeo).at(-1)).toBe('ended by core: security-error');
});
