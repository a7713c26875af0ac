/**
 * What the machines can do at all: every reachable state under every event, with no event left out and none lost
 * unnoticed.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { POLICIES } from '../../machines/context.ts';
import type { Policy } from '../../machines/context.ts';
import type { CallEffect } from '../../machines/effects.ts';
import { ALPHABET } from '../../machines/events.ts';
import { ROLES } from '../../machines/step.ts';
import type { Role } from '../../machines/step.ts';
import { describeEvent } from '../../machines/table-text.ts';
import { verdictOf } from '../../machines/verdict.ts';
import { answerOf, writeIgnored } from './answers.ts';
import type { TableStep } from './explore.ts';
import { describeStep, stepsOf, tablesOf } from './explore.ts';

const tables = { caller: tablesOf('caller'), callee: tablesOf('callee') };

/** Snapshots by the policy they began under. A new figure is a change of design: say in the commit what it is. */
const SNAPSHOTS: Readonly<Record<Role, Readonly<Record<Policy, number>>>> = {
  caller: { opportunistic: 346, expect: 196, require: 64 },
  callee: { opportunistic: 182, expect: 172, require: 134 },
};

describe.each(ROLES)('the %s, in every reachable state', (role) => {
  const faults = (isFault: (step: TableStep) => boolean): readonly string[] =>
    [...stepsOf(tables[role])].filter(isFault).map(describeStep);

  test.each(POLICIES)('has the expected number of snapshots under %s', (policy) => {
    const ofPolicy = tables[role].filter(({ input }) => input.policy === policy);
    expect(new Set(ofPolicy.flatMap(({ states }) => states)).size).toBe(SNAPSHOTS[role][policy]);
  });

  test('has a row for each event of the alphabet, and no event twice', () => {
    expect(new Set(ALPHABET.map(describeEvent)).size).toBe(96);
    for (const { events, next, states } of tables[role]) {
      expect(events).toBe(ALPHABET);
      expect(next).toHaveLength(states.length * ALPHABET.length);
    }
  });

  test('D22: stays ended, without another effect', () => {
    const moving = ({ from, to, effects }: TableStep) => from.ended && (to !== from || effects.length > 0);
    expect(faults(moving)).toEqual([]);
    expect(faults(({ to }) => to.ended !== (to.state === 'ended'))).toEqual([]);
  });

  test('D20: ignores only the events that are listed as ignored on purpose', () => {
    const listed = readFileSync(new URL('ignored-events.txt', import.meta.url), 'utf8');
    const paragraphs = listed.split('\n\n').filter((paragraph) => paragraph.startsWith(`${role}, `));
    expect(`${paragraphs.join('\n\n').trimEnd()}\n`).toBe(writeIgnored(role));
  });

  test('ends when the user hangs up, wherever it is', () => {
    expect(faults(({ event, to }) => event.type === 'local.hangUp' && !to.ended)).toEqual([]);
  });

  test('D21: answers what belongs to the other role as out of order, and nothing else', () => {
    const foreign =
      role === 'caller' ? ['peer.sessionInitiate', 'peer.retract'] : ['peer.sessionAccept', 'peer.proceed'];
    const isMisread = (step: TableStep) =>
      !step.from.ended && foreign.includes(step.event.type) && answerOf(step) !== 'outOfOrder';
    expect(faults(isMisread)).toEqual([]);
  });
});

/**
 * What a connected call can be, by role and policy: that each is there shows that no rule holds only because nothing
 * ever connects, and that none is missing from the list shows what a policy lets through.
 *
 * `distrusted` is also a call that was encrypted both ways and whose key the user distrusts; the policy decides over
 * plain calls only.
 */
const CONNECTED: Readonly<Record<Role, Readonly<Record<Policy, readonly string[]>>>> = {
  caller: {
    opportunistic: ['disabled', 'distrusted', 'invalidDevice', 'noSession', 'notAnnounced', 'oneWay'],
    expect: ['disabled', 'distrusted', 'notAnnounced', 'oneWay'],
    require: ['distrusted'],
  },
  callee: {
    opportunistic: ['announcedNotUsed', 'disabled', 'distrusted', 'notAnnounced'],
    expect: ['disabled', 'distrusted', 'notAnnounced'],
    require: ['distrusted'],
  },
};

describe.each(ROLES)('the %s', (role) => {
  test.each(POLICIES)('I9: connects authenticated under %s, and otherwise only for the causes listed', (policy) => {
    const active = tables[role]
      .filter(({ input }) => input.policy === policy)
      .flatMap(({ states }) => states.filter(({ state }) => state === 'established.active'));
    const verdicts = new Set(active.map(({ context }) => Object.values(verdictOf(context)).join(' ')));
    const authenticated = ['blind', 'undecided', 'verified'].map((trust) => `authenticated ${trust}`);
    const unauthenticated = CONNECTED[role][policy].map((because) => `unauthenticated ${because}`);
    expect([...verdicts].sort()).toEqual([...authenticated, ...unauthenticated]);
  });
});

describe('both machines together', () => {
  const steps = [...stepsOf([...tables.caller, ...tables.callee])];

  test('have a use for every event of the alphabet but these', () => {
    const handled = new Set(
      steps.filter((step) => answerOf(step) === 'handled').map(({ event }) => describeEvent(event)),
    );
    const unused = ALPHABET.map(describeEvent).filter((event) => !handled.has(event));
    const ofAnotherResource = ['peer.retract other', 'peer.finish other finished', 'peer.finish other migrated'];
    const refusedEverywhere = [
      'peer.sessionInfo unknown',
      'peer.unaskedAnswer',
      'peer.contentAction',
      'peer.malformed',
    ];
    expect(unused).toEqual([...ofAnotherResource, ...refusedEverywhere]);
  });

  test('order every effect there is', () => {
    const starts = [...tables.caller, ...tables.callee].flatMap(({ outputs, start }) => outputs[start]!);
    const ordered = new Set([...starts, ...steps.flatMap(({ effects }) => effects)].map(({ kind }) => kind));
    expect([...ordered].sort()).toEqual(Object.keys(ALL_EFFECTS).sort());
  });

  test('end only for these reasons', () => {
    const ends = steps.flatMap(({ event, effects }) =>
      effects.flatMap((effect) =>
        effect.kind === 'reportEnd' ? [`${effect.by}: ${effect.reason} upon ${event.type}`] : [],
      ),
    );
    expect([...new Set(ends)].sort()).toEqual(ENDS);
  });
});

/** A key for each effect: the compiler asks for it when one is added. */
const ALL_EFFECTS: Readonly<Record<CallEffect['kind'], true>> = {
  acknowledge: true,
  applyAnswer: true,
  applyRemoteCandidates: true,
  closeMedia: true,
  createAnswer: true,
  createOffer: true,
  decryptFingerprints: true,
  encryptFingerprints: true,
  holdLocalCandidate: true,
  holdOffer: true,
  holdRemoteCandidates: true,
  latchPeer: true,
  noteOutOfOrder: true,
  noteUnusable: true,
  pinDevice: true,
  refuse: true,
  reportAccepted: true,
  reportConnected: true,
  reportEnd: true,
  reportIncoming: true,
  reportMigrationOffered: true,
  reportMissed: true,
  reportPeerInfo: true,
  reportRinging: true,
  reportVerdict: true,
  secureSession: true,
  sendFinish: true,
  sendLocalCandidates: true,
  sendProceed: true,
  sendPropose: true,
  sendReject: true,
  sendRetract: true,
  sendRinging: true,
  sendSessionAccept: true,
  sendSessionInfo: true,
  sendSessionRinging: true,
  sendSessionInitiate: true,
  sendSessionTerminate: true,
  sendTieBreakRetract: true,
  sendTransportReject: true,
  startMedia: true,
  startTimer: true,
  stopTimer: true,
};

const ENDS: readonly string[] = [
  'connection: gone upon connection.gone',
  'core: connectivity-error upon media.failed',
  'core: expired upon between.replaced',
  'core: failed-application upon media.refused',
  'core: security-error upon local.accept',
  'core: security-error upon media.connected',
  'core: security-error upon omemo.impossible',
  'core: security-error upon omemo.refused',
  'core: security-error upon peer.proceed',
  'core: security-error upon peer.sessionAccept',
  'core: security-error upon peer.sessionInitiate',
  'core: security-error upon timer.bundle',
  'local: cancel upon local.hangUp',
  'local: decline upon local.hangUp',
  'local: decline upon local.reject',
  'local: migrated upon between.migrated',
  'local: success upon local.hangUp',
  'ownResource: answeredElsewhere upon own.proceed',
  'ownResource: rejectedElsewhere upon own.reject',
  'peer: cancel upon peer.finish',
  'peer: cancel upon peer.retract',
  'peer: given upon peer.finish',
  'peer: given upon peer.reject',
  'peer: given upon peer.sessionTerminate',
  'peer: migrated upon peer.finish',
  'peer: success upon peer.contentsGone',
  'peer: unreachable upon peer.bounce',
  'peer: unreachable upon peer.requestFailed',
  'timer: noAnswer upon timer.discovery',
  'timer: noAnswer upon timer.ring',
  'timer: timeout upon timer.accept',
  'timer: timeout upon timer.connect',
];
