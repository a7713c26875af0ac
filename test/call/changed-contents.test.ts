/** Added contents with all that an engine needs: the groups they come into. RFC 9143, RFC 5888. */
import { expect, test } from 'vitest';
import { wholeContents } from '../../src/call/changed-contents.ts';
import { describeJingle } from '../../src/media/described.ts';
import type { SessionDescription } from '../../src/media/port.ts';
import { readJingle } from '../../src/stanzas/jingle.ts';
import type { ReceivedJingle } from '../../src/stanzas/jingle.ts';
import { readProtection } from '../../src/transform/protection.ts';
import { childElements } from '../../src/xml/read.ts';
import { JULIET, ROMEO } from '../support/parties.ts';
import { bundle, content, fingerprint, jingle } from '../support/stanzas.ts';
import { parse } from '../support/world.ts';

function received(action: string, inside: string): ReceivedJingle {
  const read = readJingle(childElements(parse(jingle(ROMEO.account, JULIET.account, action, 's1', inside)))[0]!);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
}

function described(inside: string): SessionDescription {
  const read = readProtection(received('session-initiate', inside));
  const description = read.protection === 'plain' ? describeJingle(read.jingle, 'offer') : undefined;
  if (description?.ok !== true) throw new Error('no description');
  return description.value;
}

const AUDIO = content({ fingerprints: fingerprint(ROMEO.dtlsFingerprint) });
const LIP_SYNC = bundle(['audio']).replace('BUNDLE', 'LS');
const STUB = content({ name: 'video', fingerprints: '', credentials: '' });

test('a stub without a group comes into the bundle of everything else, and into no other group', () => {
  const call = described(AUDIO + bundle(['audio']) + LIP_SYNC);
  const whole = wholeContents(received('content-add', STUB), undefined, call, 'actpass');
  expect(whole?.groups).toMatchObject([
    { semantics: 'BUNDLE', contentNames: ['audio', 'video'] },
    { semantics: 'LS', contentNames: ['audio'] },
  ]);
});
