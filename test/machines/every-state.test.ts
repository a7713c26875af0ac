/**
 * What each state has a use for, in words of its own: everything else gets the general answer, and changes nothing.
 * Over every state that either machine comes to, from every beginning.
 */
import { describe, expect, test } from 'vitest';
import type { CallEvent } from '../../machines/events.ts';
import { ROLES } from '../../machines/step.ts';
import type { CallSnapshot, Role } from '../../machines/step.ts';
import { describeEffects } from '../../machines/table-text.ts';
import { stepsOf, tablesOf } from '../../properties/machines/explore.ts';
import type { TableStep } from '../../properties/machines/explore.ts';

const words = (text: string) => text.split(' ');

const IN_SESSION = words('peer.sessionTerminate peer.sessionInfo peer.transportReplace local.inform');
const RUNS = [
  ...IN_SESSION,
  ...words('peer.transportInfo peer.finish between.migrated local.hangUp media.candidate media.refused media.failed'),
];
const ESTABLISHED = {
  established: [...RUNS, ...words('peer.requestFailed peer.contentsGone omemo.trustChanged')],
  'established.connecting': words('media.connected timer.connect'),
  'established.active': words('media.connected'),
};
const ASKS = words('local.reject local.hangUp timer.ring');
const PROPOSED_TO_US = [...ASKS, ...words('peer.bounce own.proceed own.reject peer.retract peer.finish')];
const CALLED = [...ASKS, ...words('local.accept peer.transportInfo'), ...IN_SESSION.slice(0, 3)];

/** By a state, or a state of states: the types of events that it does not answer as all others do. */
const USES: Readonly<Record<Role, Readonly<Record<string, readonly string[]>>>> = {
  caller: {
    proposed: words('peer.proceed peer.reject peer.bounce between.replaced local.hangUp'),
    'proposed.discovering': words('peer.ringing timer.discovery'),
    'proposed.ringing': words('peer.ringing timer.ring'),
    'proposed.yielding': words('timer.discovery'),
    preparing: [
      ...words('peer.reject peer.finish peer.bounce between.migrated between.replaced'),
      ...words('timer.connect local.hangUp media.candidate media.refused'),
    ],
    'preparing.securing': words('omemo.ready omemo.impossible timer.bundle'),
    'preparing.describing': words('media.described'),
    'preparing.encrypting': words('omemo.encrypted omemo.impossible'),
    initiated: [...RUNS, ...words('peer.requestFailed timer.accept')],
    'initiated.waiting': words('peer.sessionAccept between.replaced'),
    'initiated.yielding': words('between.replaced'),
    'initiated.decrypting': words('omemo.decrypted omemo.refused'),
    'initiated.applying': words('media.applied omemo.trustChanged'),
    ...ESTABLISHED,
  },
  callee: {
    ringing: [...PROPOSED_TO_US, 'local.accept'],
    offered: [...PROPOSED_TO_US, 'local.migrate'],
    accepted: [
      ...words('peer.sessionInitiate peer.transportInfo peer.retract peer.finish peer.bounce between.migrated'),
      ...words('timer.connect local.hangUp'),
    ],
    'called.opening': words('peer.sessionInitiate timer.ring local.hangUp'),
    'called.announced': CALLED,
    'called.silent': CALLED,
    answering: [...RUNS, 'timer.accept'],
    'answering.decrypting': words('omemo.decrypted omemo.refused'),
    'answering.describing': words('media.described'),
    'answering.encrypting': words('omemo.encrypted omemo.impossible'),
    ...ESTABLISHED,
  },
};

const isIn = (state: string, outer: string) => `${state}.`.startsWith(`${outer}.`);

function hasUse(role: Role, { from, event }: TableStep): boolean {
  return Object.entries(USES[role]).some(([state, types]) => isIn(from.state, state) && types.includes(event.type));
}

const REQUESTS = new Set(
  ['Initiate', 'Accept', 'Terminate', 'Info']
    .map((word) => `peer.session${word}`)
    .concat(words('peer.transportInfo peer.transportReplace peer.unaskedAnswer peer.contentAction')),
);

function generalAnswer({ type }: CallEvent): string {
  if (type === 'peer.malformed') return 'refuse bad-request';
  if (REQUESTS.has(type)) return 'refuse out-of-order';
  if (/^(peer|own|between)\./.test(type)) return 'noteOutOfOrder';
  return type.startsWith('local.') ? 'noteUnusable' : '';
}

/** Trust in the key is remembered from the decryption on, which is what it is about. */
function generalNext(from: CallSnapshot, event: CallEvent): CallSnapshot['context'] {
  const isKnown = event.type === 'omemo.trustChanged' && from.context.received === 'encrypted';
  return isKnown ? { ...from.context, trust: event.trust } : from.context;
}

describe.each(ROLES)('the %s', (role) => {
  const live = [...stepsOf(tablesOf(role))].filter(({ from }) => !from.ended);
  const told = ({ effects }: TableStep) => describeEffects(effects);
  const upon = (where: readonly string[], isUpon: (event: CallEvent) => boolean) =>
    live.filter(({ from, event }) => isUpon(event) && where.some((state) => isIn(from.state, state)));

  test('answers what a state has no use for as every state does, and stays where it is', () => {
    const useless = live.filter((step) => !hasUse(role, step) && step.event.type !== 'connection.gone');
    expect(useless.length).toBeGreaterThan(10_000);
    const wrong = useless.filter(
      ({ from, event, to, effects }) =>
        describeEffects(effects) !== generalAnswer(event) ||
        to.state !== from.state ||
        JSON.stringify(to.context) !== JSON.stringify(generalNext(from, event)),
    );
    expect(wrong).toEqual([]);
  });

  test.each(Object.entries(USES[role]))('has another answer in %s to %j', (state, types) => {
    const answered = upon([state], ({ type }) => types.includes(type)).filter(
      (step) => told(step) !== generalAnswer(step.event) || step.to !== step.from,
    );
    expect([...new Set(answered.map(({ event }) => event.type))].toSorted()).toEqual(types.toSorted());
  });

  test('ends with its connection, whatever it does', () => {
    const ends = live.filter(({ event }) => event.type === 'connection.gone');
    expect(ends.every((step) => step.to.ended && told(step).endsWith('closeMedia, reportEnd connection gone'))).toBe(
      true,
    );
    expect(ends.length).toBeGreaterThan(100);
  });

  const session = role === 'caller' ? ['initiated', 'established'] : ['answering', 'established'];
  const described = [...session, 'called.announced', 'called.silent'];

  test.each<[string, readonly string[], (event: CallEvent) => boolean]>([
    ['acknowledge, sendTransportReject', described, ({ type }) => type === 'peer.transportReplace'],
    ['acknowledge, reportPeerInfo', described, (event) => event.type === 'peer.sessionInfo' && event.info === 'known'],
    ['refuse unsupported-info', described, (event) => event.type === 'peer.sessionInfo' && event.info === 'unknown'],
    ['sendSessionInfo', session, ({ type }) => type === 'local.inform'],
    ['acknowledge, applyRemoteCandidates', ['established'], ({ type }) => type === 'peer.transportInfo'],
    ['sendLocalCandidates', ['initiated', 'established'], ({ type }) => type === 'media.candidate'],
    ['holdLocalCandidate', ['preparing', 'answering'], ({ type }) => type === 'media.candidate'],
    [
      'acknowledge, holdRemoteCandidates',
      ['initiated', 'accepted', 'answering', 'called.announced', 'called.silent'],
      ({ type }) => type === 'peer.transportInfo',
    ],
  ])('says %s in passing: in %j, and stays where it is', (effects, where, isUpon) => {
    const passing = upon(where, isUpon);
    expect(passing.length).toBeGreaterThan(0);
    expect(passing.filter((step) => told(step) !== effects || step.to !== step.from)).toEqual([]);
  });

  test('is over where the taker says that the call goes on elsewhere [XEP-0353 #tie-break-2]', () => {
    const where =
      role === 'caller' ? ['preparing', 'initiated', 'established'] : ['accepted', 'answering', 'established'];
    const moved = upon(where, (event) => event.type === 'peer.finish' && event.outcome === 'migrated');
    const ofTaker = moved.filter(({ event }) => 'sender' in event && event.sender === 'latched');
    expect(ofTaker.length).toBeGreaterThan(0);
    expect(ofTaker.filter((step) => !told(step).endsWith('closeMedia, reportEnd peer migrated'))).toEqual([]);
  });

  test('knows how both descriptions travelled, once it has them', () => {
    const begun = upon(['established'], () => true).map(({ from }) => from.context);
    expect(begun.filter(({ sent, received }) => sent === 'nothing' || received === 'nothing')).toEqual([]);
    expect(begun.length).toBeGreaterThan(0);
  });
});
