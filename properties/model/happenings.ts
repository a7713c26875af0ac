/**
 * What a hostile network and a user can let happen to one end, at any time: everything that can be forged in clear,
 * everything the attacker's own device can encrypt, and the results of the end's own work, good and bad.
 *
 * Ciphertexts of honest devices are not here: the network delivers those it has seen (product.ts).
 */
import type { CallEvent } from '../../machines/events.ts';
import type { Agent, Ciphertext, Device, Happening, ModelCertificate } from './agents.ts';

const ATTACKERS_CERTIFICATE: ModelCertificate = { device: 'E', call: 1 };

/** Always possible, whatever the network has seen. */
export function possibleHappenings(agent: Agent, callees: readonly Device[]): readonly Happening[] {
  return [
    ...PLAIN_WORDS.map((event) => ({ event })),
    ...(agent.role === 'caller' ? toCaller(agent, callees) : toCallee(agent)),
  ];
}

/** An offer or answer that carries a ciphertext. */
export function deliver(agent: Agent, bound: Device | undefined, ciphertext: Ciphertext): Happening {
  const facts = { protection: 'encrypted', media: 'agreed' } as const;
  if (agent.role === 'callee') return { event: { type: 'peer.sessionInitiate', ...facts }, ciphertext };
  const device = bound === undefined ? 'unbound' : bound === ciphertext.from ? 'pinned' : 'other';
  return { event: { type: 'peer.sessionAccept', ...facts, device }, ciphertext };
}

/**
 * Words of the user, of both accounts, of the server in their name; decisions between calls; results of media and
 * OMEMO; deadlines.
 */
const PLAIN_WORDS: readonly CallEvent[] = [
  { type: 'local.accept', omemo: 'enabled' },
  { type: 'local.reject' },
  { type: 'local.hangUp' },
  { type: 'peer.ringing' },
  { type: 'peer.reject', sender: 'latched', outcome: 'declined' },
  { type: 'peer.reject', sender: 'latched', outcome: 'tieBreak' },
  { type: 'peer.retract', sender: 'latched' },
  { type: 'peer.finish', sender: 'latched', outcome: 'finished' },
  { type: 'peer.finish', sender: 'latched', outcome: 'migrated' },
  { type: 'peer.bounce' },
  { type: 'peer.sessionTerminate' },
  { type: 'peer.transportInfo' },
  { type: 'peer.requestFailed' },
  { type: 'own.proceed' },
  { type: 'own.reject' },
  { type: 'between.replaced' },
  { type: 'between.migrated' },
  { type: 'omemo.ready' },
  { type: 'omemo.impossible', because: 'noSession' },
  { type: 'omemo.encrypted' },
  { type: 'media.described' },
  { type: 'media.applied' },
  { type: 'media.connected', certificate: 'match' },
  { type: 'media.connected', certificate: 'differs' },
  { type: 'media.failed' },
  { type: 'timer.discovery' },
  { type: 'timer.ring' },
  { type: 'timer.bundle' },
  { type: 'timer.connect' },
  { type: 'timer.accept' },
];

function toCaller({ call }: Agent, callees: readonly Device[]): readonly Happening[] {
  const answer = { type: 'peer.sessionAccept', media: 'agreed' } as const;
  const certificates = [ATTACKERS_CERTIFICATE, ...callees.map((device) => ({ device, call }))];
  return [
    { event: { type: 'peer.proceed', device: 'none' } },
    { event: { type: 'peer.proceed', device: 'invalid' } },
    ...[...callees, 'E' as const].map(
      (announced): Happening => ({
        event: { type: 'peer.proceed', device: 'device' },
        announced,
      }),
    ),
    ...certificates.map(
      (plain): Happening => ({ event: { ...answer, protection: 'plain', device: 'unbound' }, plain }),
    ),
    { event: { ...answer, protection: 'mixed', device: 'unbound' } },
    { event: { ...answer, protection: 'none', device: 'unbound' } },
    { event: { ...answer, protection: 'plain', device: 'unbound', media: 'other' } },
  ];
}

function toCallee({ call }: Agent): readonly Happening[] {
  const offer = { type: 'peer.sessionInitiate', media: 'agreed' } as const;
  return [
    ...[ATTACKERS_CERTIFICATE, { device: 'A' as const, call }].map(
      (plain): Happening => ({
        event: { ...offer, protection: 'plain' },
        plain,
      }),
    ),
    { event: { ...offer, protection: 'mixed' } },
    { event: { ...offer, protection: 'none' } },
    { event: { ...offer, protection: 'plain', media: 'other' } },
  ];
}

/** The attacker's device can encrypt its own certificate for anyone, as often as it likes. */
export function attackersCiphertext(agent: Agent): Ciphertext {
  return { from: 'E', to: agent.device, certificate: ATTACKERS_CERTIFICATE };
}
