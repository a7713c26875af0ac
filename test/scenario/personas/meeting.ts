/** Romeo, with a whole core, and a persona: they meet, and one calls the other. */
import type { Policy } from '../../../machines/context.ts';
import type { Tamper } from '../../support/hostile.ts';
import { keyWith } from '../../support/pair.ts';
import { JULIET, ROMEO } from '../../support/parties.ts';
import { createPersona } from '../../support/persona.ts';
import type { Persona } from '../../support/persona.ts';
import type { Party, World } from '../../support/world.ts';
import { createWorld } from '../../support/world.ts';
import { CLIENTS } from './clients.ts';
import type { ClientName } from './clients.ts';

export interface Meeting extends World {
  readonly romeo: Party;
  readonly persona: Persona;
  readonly settleAll: () => Promise<void>;
}

/** Romeo has a whole core; juliet's client is the persona. */
export async function meet(client: ClientName, policy: Policy, tamper?: Tamper): Promise<Meeting> {
  const world = await createWorld({
    parties: [[ROMEO, { policy }]],
    ...(tamper === undefined ? {} : { tamper }),
  });
  const romeo = world.parties[0]!;
  const persona = await createPersona(world, JULIET, CLIENTS[client]);
  const settleAll = async () => {
    for (let rounds = 0; rounds < 12; rounds += 1) {
      await world.settle();
      await persona.settled();
    }
  };
  return { ...world, romeo, persona, settleAll };
}

export async function romeoCalls(client: ClientName, policy: Policy): Promise<Meeting> {
  const meeting = await meet(client, policy);
  const { callsDirectly } = CLIENTS[client];
  meeting.romeo.manager.placeCall({ to: callsDirectly ? JULIET.account : JULIET.contact, media: ['audio'] });
  await meeting.settleAll();
  // Without a proposal the offer is there, and answered.
  if (!callsDirectly) await meeting.persona.answer();
  await meeting.settleAll();
  return meeting;
}

export async function romeoIsCalled(client: ClientName, policy: Policy, media = ['audio'], tamper?: Tamper) {
  const meeting = await meet(client, policy, tamper);
  const { romeo, persona } = meeting;
  persona.call(ROMEO, media);
  await meeting.settleAll();
  const [incoming] = romeo.reports;
  if (incoming === undefined) throw new Error('nothing rings');
  // A direct offer that the policy has no use for does not even ring.
  if (incoming.kind === 'ended') return meeting;
  romeo.manager.accept(keyWith(JULIET, incoming.sessionId));
  await meeting.settleAll();
  return meeting;
}
