/** The policy table of docs/protocol.md, row by row and cell by cell: what a call does about a peer without OMEMO. */
import { describe, expect, test } from 'vitest';
import { POLICIES } from '../../machines/context.ts';
import type { CallInput, Policy } from '../../machines/context.ts';
import type { CallEvent } from '../../machines/events.ts';
import type { Role } from '../../machines/step.ts';
import { answer, decrypted, impossible, offer, proceed, tell, USUAL } from './tell.ts';

const described: CallEvent = { type: 'media.described' };
const accept: CallEvent = { type: 'local.accept', omemo: 'enabled' };
const acceptPlain: CallEvent = { type: 'local.accept', omemo: 'disabled' };

interface Situation {
  readonly when: string;
  readonly role: Role;
  readonly omemo: CallInput['omemo'];
  /** Up to the fact that decides. */
  readonly until: readonly CallEvent[];
  /** What follows in a call that goes on, up to its verdict. */
  readonly afterwards: readonly CallEvent[];
}

/** What comes of it: the cause of a plain call, or that the call fails. */
type Outcome = string;
type Cells = readonly [opportunistic: Outcome, expect: Outcome, require: Outcome];

const FAILS = 'fails';
const atCaller = { role: 'caller', omemo: 'enabled', afterwards: [described, answer('plain')] } as const;
const atCallee = { role: 'callee', omemo: 'enabled', afterwards: [described] } as const;

const ROWS: readonly (readonly [Situation, Cells])[] = [
  // No device announced, or OMEMO off for the call.
  [
    { ...atCaller, when: 'the proceed announces no device', until: [proceed('none')] },
    ['notAnnounced', 'notAnnounced', FAILS],
  ],
  [
    { ...atCaller, when: 'the caller has OMEMO off', omemo: 'disabled', until: [proceed('device')] },
    ['disabled', 'disabled', FAILS],
  ],
  [
    { ...atCallee, when: 'the callee has OMEMO off', omemo: 'disabled', until: [accept, offer('plain')] },
    ['disabled', 'disabled', FAILS],
  ],
  [
    { ...atCallee, when: 'the callee takes the call without OMEMO', until: [acceptPlain, offer('plain')] },
    ['disabled', 'disabled', FAILS],
  ],
  // Announced, but encryption is impossible.
  [
    { ...atCaller, when: 'the announced device cannot be one', until: [proceed('invalid')] },
    ['invalidDevice', FAILS, FAILS],
  ],
  [
    { ...atCaller, when: 'no session can be had with it', until: [proceed('device'), impossible('noSession')] },
    ['noSession', FAILS, FAILS],
  ],
  [
    { ...atCaller, when: 'its bundle does not come in time', until: [proceed('device'), { type: 'timer.bundle' }] },
    ['noSession', FAILS, FAILS],
  ],
  [
    { ...atCaller, when: 'the user distrusts its key', until: [proceed('device'), impossible('distrusted')] },
    ['distrusted', FAILS, FAILS],
  ],
  [
    {
      ...atCaller,
      when: 'the encryption itself fails',
      until: [proceed('device'), { type: 'omemo.ready' }, described, impossible('noSession')],
      afterwards: [answer('plain')],
    },
    ['noSession', FAILS, FAILS],
  ],
  // We announced, and the offer is plain.
  [
    { ...atCallee, when: 'the offer is plain though we announced', until: [accept, offer('plain')] },
    ['announcedNotUsed', FAILS, FAILS],
  ],
];

function inputOf(policy: Policy, { omemo }: Situation): CallInput {
  return { ...USUAL, policy, omemo };
}

describe.each(ROWS.map(([situation, cells]) => [situation.when, situation, cells] as const))('when %s', (...row) => {
  const [, situation, cells] = row;
  const { role, until, afterwards } = situation;
  const outcomes = POLICIES.map((policy, index) => [policy, cells[index]!] as const);

  test.each(outcomes)('B10: under %s: %s', (policy, outcome) => {
    const decided = tell(role, inputOf(policy, situation), until);
    if (outcome === FAILS) {
      expect(decided.state).toBe('ended');
      expect(decided.effects).toMatch(/closeMedia, reportEnd core security-error$/);
    } else {
      const told = tell(role, inputOf(policy, situation), [...until, ...afterwards]);
      expect(told.effects).toContain(`reportVerdict unauthenticated ${outcome}`);
    }
  });
});

describe.each(POLICIES)('under %s, as under every policy', (policy) => {
  const input = { ...USUAL, policy };
  const offered = [proceed('device'), { type: 'omemo.ready' }, described, { type: 'omemo.encrypted' }] as const;
  const opened = [accept, offer('encrypted'), decrypted('blind'), described] as const;

  test('B11: the caller takes no plain answer to an encrypted offer', () => {
    expect(tell('caller', input, [...offered, answer('plain')]).effects).toContain('reportEnd core security-error');
  });

  test('B11: the callee gives no plain answer to an encrypted offer', () => {
    const told = tell('callee', input, [...opened, impossible('noSession')]);
    expect(told.effects).toContain('reportEnd core security-error');
  });

  test('I9: a call that is encrypted both ways is authenticated', () => {
    const atTheCaller = tell('caller', input, [...offered, answer('encrypted', 'pinned'), decrypted('verified')]);
    expect(atTheCaller.effects).toContain('reportVerdict authenticated verified');
    const atTheCallee = tell('callee', input, [...opened, { type: 'omemo.encrypted' }]);
    expect(atTheCallee.effects).toContain('reportVerdict authenticated blind');
  });
});
