/** Whoever is not the peer of a call can do nothing to it, and learns nothing about it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FUZZ_TIMEOUT_MS, fuzzing } from '../../test/support/fuzz.ts';
import { observed } from '../../test/support/masked.ts';
import { idle } from '../../test/support/solo.ts';
import type { Command, Stage } from '../../test/support/stage.ts';
import { USUAL, createStage } from '../../test/support/stage.ts';
import { plant } from '../../test/support/plant.ts';
import type { Plan, Sender } from '../../test/support/plant.ts';
import { serializeXml } from '../../src/xml/serialize.ts';
import { USUAL_CALL, userCommand } from '../arbitraries/call-command.ts';
import { hostilePlan } from '../arbitraries/hostile-plan.ts';

/**
 * Requests of anybody but the peer; words of a stranger. A stranger's own proposal is a call, and not meant here; nor
 * is the session-initiate of a contact. A stranger's is.
 */
const foreignPlan: fc.Arbitrary<Plan> = fc
  .tuple(
    hostilePlan,
    fc.constantFrom<Sender[]>('stranger', 'peerOtherResource', 'peerAccount', 'ownResource', 'ownAccount', 'nobody'),
  )
  .map(([plan, sender]): Plan => {
    if (plan.kind === 'request') {
      const calls = sender === 'peerOtherResource' && plan.action === 'session-initiate';
      return { ...plan, from: sender, action: calls ? 'session-accept' : plan.action };
    }
    const verb = plan.verb === 'propose' ? 'proceed' : plan.verb;
    return { ...plan, verb, from: 'stranger', carbonOf: plan.carbonOf === 'none' ? 'none' : 'stranger' };
  });

interface Intrusion {
  readonly before: number;
  readonly at: 'juliet' | 'romeo';
  readonly plan: Plan;
}

const intrusion: fc.Arbitrary<Intrusion> = fc.record({
  before: fc.constantFrom(...USUAL_CALL.keys(), USUAL_CALL.length),
  at: fc.constantFrom('juliet', 'romeo'),
  plan: foreignPlan,
});

/** Plays the commands, with the intruder's stanzas before the steps they are for; hands each to `intrude`. */
async function play(
  commands: readonly Command[],
  intrusions: readonly Intrusion[],
  intrude: (stage: Stage, intruded: Intrusion) => Promise<void>,
): Promise<Stage> {
  const stage = await createStage(USUAL);
  for (const [index, command] of [...commands, undefined].entries()) {
    for (const intruded of intrusions.filter(({ before }) => before === index)) await intrude(stage, intruded);
    if (command !== undefined) await stage.perform(command);
  }
  await stage.end();
  return stage;
}

/**
 * What a core without any call sends when it is handed the stanza, which nobody can call without a proposal. Whose core
 * it is cannot be seen in an answer.
 */
async function sentByIdle(stanza: string): Promise<readonly string[]> {
  const { juliet } = await idle({ directCalls: 'refuse' });
  juliet.receive(stanza);
  return juliet.sent.map((sent) => serializeXml(sent, 'jabber:client'));
}

const disturbedUsers = fc
  .array(fc.tuple(fc.nat(USUAL_CALL.length - 1), userCommand), { maxLength: 2 })
  .map((extra) =>
    USUAL_CALL.flatMap((step, index) => [...extra.flatMap(([at, own]) => (at === index ? [own] : [])), step]),
  );

describe('whoever is not the peer', () => {
  test(
    'C14 E27: changes nothing that can be observed, and gets what an unknown session gets, to the byte',
    () =>
      fc.assert(
        fc.asyncProperty(
          disturbedUsers,
          fc.array(intrusion, { minLength: 1, maxLength: 12 }),
          async (commands, intrusions) => {
            const replies: string[] = [];
            const disturbed = await play(commands, intrusions, async ({ pair, attacker }, { at, plan }) => {
              const party = pair[at];
              const stanza = await plant(pair, attacker, party, plan);
              const before = party.sent.length;
              party.receive(stanza);
              const answers = party.sent.slice(before).map((sent) => serializeXml(sent, 'jabber:client'));
              expect(answers, 'C14: the answer of an unknown session').toEqual(await sentByIdle(stanza));
              replies.push(...answers);
            });
            const undisturbed = await play(commands, [], () => Promise.resolve());
            for (const who of ['romeo', 'juliet'] as const) {
              const [seen, expected] = [
                observed(disturbed.pair, disturbed.pair[who]),
                observed(undisturbed.pair, undisturbed.pair[who]),
              ];
              expect(withoutReplies(seen, replies), 'C14: nothing observable').toEqual(expected);
            }
          },
        ),
        fuzzing(80),
      ),
    FUZZ_TIMEOUT_MS,
  );

  test('meets a call in every state that a usual one has', async () => {
    const stage = await play(USUAL_CALL, [], () => Promise.resolve());
    expect(stage.pair.romeo.reports.map(({ kind }) => kind)).toContain('connected');
  });
});

function withoutReplies(seen: unknown, replies: readonly string[]): unknown {
  const { sent, ...rest } = seen as { readonly sent: readonly string[] };
  const left = [...replies];
  const own = sent.filter((xml) => {
    const index = left.indexOf(xml);
    if (index !== -1) left.splice(index, 1);
    return index === -1;
  });
  return { ...rest, sent: own };
}
