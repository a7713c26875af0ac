/**
 * A call with each kind of client, in both roles, under each policy: it comes about as the policy says, or it ends
 * cleanly, and nothing of it stays.
 */
import { describe, expect, test } from 'vitest';
import { POLICIES } from '../../../machines/context.ts';
import type { Policy } from '../../../machines/context.ts';
import { tampering, withDevice } from '../../support/hostile.ts';
import { engineOf, keyWith, told, verdicts } from '../../support/pair.ts';
import { JULIET } from '../../support/parties.ts';
import { serializeXml } from '../../../src/xml/serialize.ts';
import { CLIENT_NAMES } from './clients.ts';
import type { ClientName } from './clients.ts';
import type { Meeting } from './meeting.ts';
import { meet, romeoCalls, romeoIsCalled } from './meeting.ts';

/** The propose says another device than its client has. */
const naming = (deviceId: string) => tampering('propose', (stanza) => withDevice(stanza, deviceId));

/** The two words that tell how a call came about, or the one that tells how it ended. */
function outcome({ romeo, persona }: Meeting): string {
  const words = told(romeo);
  const ended = words.find((word) => word.startsWith('ended'));
  return `${ended ?? words.at(-1)}; they: ${persona.outcome()}`;
}

const AUTHENTICATED = 'authenticated (blind); they: authenticated';
const REFUSED = 'ended by core: security-error; they: ended';
const always = (words: string) => ({ opportunistic: words, expect: words, require: words });

type Expected = Readonly<Record<ClientName, Readonly<Record<Policy, string>>>>;

/** Refused before anything was sent. */
const NEVER_PLACED = 'ended by core: security-error; they: none';
const PLAIN_DIRECT = {
  opportunistic: 'unauthenticated (notAnnounced); they: plain',
  expect: 'unauthenticated (notAnnounced); they: plain',
};

const WHEN_WE_CALL: Expected = {
  Conversations: always(AUTHENTICATED),
  Dino: always(AUTHENTICATED),
  Monal: always(AUTHENTICATED),
  tacky: always(AUTHENTICATED),
  Gajim: always(AUTHENTICATED),
  'one without OMEMO': {
    opportunistic: 'unauthenticated (notAnnounced); they: plain',
    expect: 'unauthenticated (notAnnounced); they: plain',
    require: REFUSED,
  },
  // Nothing plain is taken after something encrypted was sent, whatever the policy.
  'one that announces and never encrypts': always(REFUSED),
  'one of the first JMI': {
    opportunistic: 'unauthenticated (notAnnounced); they: plain',
    expect: 'unauthenticated (notAnnounced); they: plain',
    require: REFUSED,
  },
  'one without JMI': { ...PLAIN_DIRECT, require: NEVER_PLACED },
  'one without JMI, with OMEMO': { ...PLAIN_DIRECT, require: NEVER_PLACED },
};

const PLAIN_OFFER = {
  opportunistic: 'unauthenticated (announcedNotUsed); they: plain',
  expect: REFUSED,
  require: REFUSED,
};

const WHEN_THEY_CALL: Expected = {
  ...WHEN_WE_CALL,
  'one without OMEMO': PLAIN_OFFER,
  'one that announces and never encrypts': PLAIN_OFFER,
  'one of the first JMI': PLAIN_OFFER,
  'one without JMI': { ...PLAIN_DIRECT, require: REFUSED },
  // Nobody announces a device in a direct call, and it is authenticated all the same: whose it is, is encrypted.
  'one without JMI, with OMEMO': always(AUTHENTICATED),
};

describe.each(CLIENT_NAMES)('a call with %s', (client) => {
  test.each(POLICIES)('that we place comes about as it can, under %s', async (policy) => {
    expect(outcome(await romeoCalls(client, policy))).toBe(WHEN_WE_CALL[client][policy]);
  });

  test.each(POLICIES)('that they place comes about as it can, under %s', async (policy) => {
    expect(outcome(await romeoIsCalled(client, policy))).toBe(WHEN_THEY_CALL[client][policy]);
  });

  test.each(['we', 'they'] as const)(
    'runs on their certificate, takes their candidates and ends when %s hang up',
    async (who) => {
      const meeting = await romeoIsCalled(client, 'opportunistic');
      const { romeo, persona } = meeting;
      engineOf(romeo).connected(JULIET.dtlsFingerprint);
      await meeting.settleAll();
      expect(told(romeo).at(-1)).toBe('connected');
      expect(JSON.stringify(engineOf(romeo).orders)).toContain('192.0.2.7');

      if (who === 'they') persona.hangUp();
      else romeo.manager.hangUp(keyWith(JULIET, romeo.reports[0]!.sessionId));
      await meeting.settleAll();
      expect(told(romeo).at(-1)).toBe(who === 'they' ? 'ended by peer: success' : 'ended by local: success');
      expect([persona.outcome(), persona.endReason()]).toEqual(['ended', 'success']);
      expect(romeo.manager.stats()).toMatchObject({ calls: 0, buffered: 0, timers: 0, pending: 0 });
    },
  );
});

describe('what some of them do besides', () => {
  test('a device in the propose binds nothing: what binds is who encrypted', async () => {
    const { romeo, delivered } = await romeoIsCalled('tacky', 'require', ['audio'], naming('999'));
    expect(delivered.map(({ stanza }) => serializeXml(stanza)).join()).toContain('id="999"');
    expect(verdicts(romeo)).toMatchObject([{ state: 'authenticated', deviceId: JULIET.deviceId }]);
  });

  test('SDES keys beside a fingerprint are not answered with any', async () => {
    const { romeo } = await romeoIsCalled('Dino', 'opportunistic', ['audio', 'video']);
    const written = JSON.stringify(romeo.sent, (_, value: unknown) => (value instanceof Map ? [...value] : value));
    expect(written).not.toContain('crypto');
    expect(told(romeo)).toEqual(['incoming', 'accepted', 'authenticated (blind)']);
  });

  test('a client without video refuses the call, in its own word', async () => {
    const meeting = await meet('Gajim', 'opportunistic');
    meeting.romeo.manager.placeCall({ to: JULIET.contact, media: ['audio', 'video'] });
    await meeting.settleAll();
    expect(told(meeting.romeo)).toEqual(['ended by peer: media-error']);
  });
});
