/** Rule D20: whatever is asked, by whomever and whenever, gets exactly one answer, and no request undoes another's. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JINGLE_ACTIONS } from '../../src/stanzas/jingle.ts';
import { attribute } from '../../src/xml/read.ts';
import { fuzzing, FUZZ_TIMEOUT_MS } from '../../test/support/fuzz.ts';
import { misuse } from '../../test/support/misuse.ts';
import { keyWith, states } from '../../test/support/pair.ts';
import { JULIET, ROMEO } from '../../test/support/parties.ts';
import { S1, accepted, active, answered, idle, ringing } from '../../test/support/solo.ts';
import { bundle, candidateContent, content, fingerprint, jingle, reason } from '../../test/support/stanzas.ts';
import { CHANGE_WISHES, wishFor } from '../../test/support/stage-changes.ts';
import type { Party } from '../../test/support/world.ts';

const INFO = 'urn:xmpp:jingle:apps:rtp:info:1';
const RAW_UDP = "<transport xmlns='urn:xmpp:jingle:transports:raw-udp:1'/>";

const OTHER_CREDENTIALS = "ufrag='8hhy' pwd='asd88fgpdd777uzjYhagZg'";
const ICE_RESTARTED = `<transport xmlns='urn:xmpp:jingle:transports:ice-udp:1' ${OTHER_CREDENTIALS}/>`;

const payload = fc.constantFrom(
  '',
  content({ fingerprints: fingerprint(ROMEO.dtlsFingerprint) }),
  content({ name: 'smell', fingerprints: '' }),
  candidateContent('audio', 7_000),
  candidateContent('smell', 7_000),
  `<content xmlns='urn:xmpp:jingle:1' creator='initiator' name='audio'>${RAW_UDP}</content>`,
  "<content xmlns='urn:xmpp:jingle:1' name='audio'/>",
  reason('success'),
  `<mute xmlns='${INFO}' creator='initiator' name='audio'/>`,
  `<mute xmlns='${INFO}' name='smell'/>`,
  `<hold xmlns='${INFO}'/><active xmlns='${INFO}'/>`,
  "<dance xmlns='urn:x'/>",
  content({ name: 'video', fingerprints: fingerprint(ROMEO.dtlsFingerprint) }),
  content({ name: 'video', fingerprints: fingerprint(ROMEO.dtlsFingerprint, 'active'), creator: 'responder' }),
  content({ name: 'video', fingerprints: fingerprint(JULIET.dtlsFingerprint) }),
  content({ name: 'video', fingerprints: '', credentials: '' }) + bundle(['audio', 'video']),
  content({ name: 'video', fingerprints: '', credentials: '' }),
  // Other ICE credentials than the call's, without a candidate and with one.
  `<content creator='initiator' name='audio'>${ICE_RESTARTED}</content>`,
  candidateContent('audio', 7_000, OTHER_CREDENTIALS),
);

/** What a request may be; several in a row are more likely about the one call that there is. */
const request = fc.record({
  do: fc.constant('request' as const),
  action: fc.constantFrom(...JINGLE_ACTIONS, 'content-add', 'content-add', 'transport-info', 'session-explode', ''),
  from: fc.constantFrom(ROMEO.account, ROMEO.account, ROMEO.account, 'romeo@montague.example/sword', ROMEO.contact),
  sid: fc.constantFrom(S1, S1, S1, 's2', ''),
  payload,
});
const change = fc.record({ do: fc.constant('change' as const), wish: fc.constantFrom(...CHANGE_WISHES, 'accept') });
const step = fc.oneof(
  { weight: 8, arbitrary: request },
  { weight: 2, arbitrary: change },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('settle' as const, 'mute' as const, 'hold' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** Where the call is when the requests begin. */
const begin = fc.constantFrom(idle, ringing, accepted, answered, active);

/** Actions that end a call, or begin its session, are meant to change something. The rest never is. */
const CHANGING = new Set(['content-remove', 'session-accept', 'session-initiate', 'session-terminate']);

/** The replies to the request of that id. */
function repliesTo({ sent }: Party, id: string): number {
  const isReply = (type: string | undefined) => type === 'error' || type === 'result';
  return sent.filter((stanza) => attribute(stanza, 'id') === id && isReply(attribute(stanza, 'type'))).length;
}

function ask(juliet: Party, { action, from, sid, payload: inside }: Extract<Step, { do: 'request' }>, id: string) {
  const before = [states(juliet).at(-1), juliet.media.engines.length];
  juliet.receive(jingle(from, JULIET.account, action, sid, inside, id));
  expect(repliesTo(juliet, id), `D20: ${action} is answered at once`).toBe(1);
  if (!CHANGING.has(action)) expect([states(juliet).at(-1), juliet.media.engines.length]).toEqual(before);
}

const CHANGES_REACHED = [
  ...['idle', 'offered', 'accepting.describing', 'adding.describing', 'adding.waiting'],
  ...['restarting.describing', 'restarting.asked'],
];

describe('any request', () => {
  test(
    'D20: gets exactly one answer, in whatever phase of a call, and changes nothing that it is not for',
    async () => {
      const reached = new Set<string>();
      await fc.assert(
        fc.asyncProperty(begin, fc.array(step, { maxLength: 20, size: 'max' }), async (beginning, steps) => {
          const { juliet, settle } = await beginning();
          const asked: string[] = [];
          for (const [index, each] of steps.entries()) {
            const id = `q${index}`;
            if (each.do === 'settle') await settle();
            else if (each.do === 'change') misuse(() => wishFor(juliet.manager, keyWith(ROMEO, S1), each.wish));
            else if (each.do !== 'request') inform(juliet, each.do);
            else {
              asked.push(id);
              ask(juliet, each, id);
            }
          }
          await settle();
          expect(asked.map((id) => repliesTo(juliet, id))).toEqual(asked.map(() => 1));
          for (const entry of juliet.trace) if (entry.kind === 'changesStep') reached.add(entry.to);
        }),
        fuzzing(400),
      );
      expect([...reached], 'a change that needs no OMEMO is asked in each of its states').toEqual(
        expect.arrayContaining(CHANGES_REACHED),
      );
    },
    FUZZ_TIMEOUT_MS,
  );
});

/** The user lets the peer know something; where there is no session, nothing happens. */
function inform({ manager }: Party, what: 'hold' | 'mute'): void {
  const key = keyWith(ROMEO, S1);
  try {
    if (what === 'mute') manager.mute(key, { contentName: 'audio', muted: true });
    else manager.hold(key, { held: true });
  } catch (error) {
    expect(error).toMatchObject({ kind: expect.stringMatching(/^(?:noSession|noSuchCall)$/) });
  }
}
