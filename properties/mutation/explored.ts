/**
 * The product explorer as a judge of machines: a few small systems, each to its end or to a bound. It sees a mutant
 * where a rule is broken, or where something that has to be possible no longer is.
 */
import type { CallInput, Policy } from '../../machines/context.ts';
import type { AutomatonOptions } from '../model/automaton.ts';
import type { Running } from '../model/call-slot.ts';
import { createSystem, Explorer } from '../model/explorer.ts';
import { CALL_WITNESSES, CROSSING_WITNESSES, DIRECT_WITNESSES, happenedIn, PLAIN_WITNESS } from '../model/features.ts';
import { exactlyOneCallRuns, neverTwoRun, nobodyIsAskedAgain, oneCalleeDevice } from '../model/joint.ts';
import type { Questions } from '../model/joint.ts';
import { KNOWLEDGE, reordering, SETTINGS } from '../model/systems.ts';
import type { Network } from '../model/system.ts';
import type { Setting } from '../model/wire.ts';

interface Exploration {
  readonly setting: Setting;
  readonly network: Network;
  readonly options?: AutomatonOptions;
  readonly questions: Questions;
}

/** Three times what the largest of them has. A mutant with more is judged by what was found until then. */
const MOST_STATES = 70_000;
/** More messages are never under way in a crossing call: see crossing.exploration.ts. */
const ROOM = 12;

function oneCall(policy: Policy): Exploration {
  const witnesses = policy === 'opportunistic' ? { ...CALL_WITNESSES, ...PLAIN_WITNESS } : CALL_WITNESSES;
  const setting = SETTINGS['one-call']({ policy, callees: 2 });
  return { setting, network: KNOWLEDGE, questions: { invariants: [oneCalleeDevice], witnesses } };
}

function crossing(policy: Policy, media: Setting['media']): Exploration {
  const setting = { ...SETTINGS.crossing({ policy, callees: 1 }), media };
  const invariants = media === 'covered' ? [neverTwoRun, nobodyIsAskedAgain] : [neverTwoRun];
  const questions = { invariants, witnesses: CROSSING_WITNESSES, terminal: exactlyOneCallRuns };
  return { setting, network: reordering(ROOM), options: { cooperative: true }, questions };
}

function direct(policy: Policy): Exploration {
  const invariants = [neverTwoRun, nobodyIsAskedAgain];
  const questions = { invariants, witnesses: DIRECT_WITNESSES, terminal: exactlyOneCallRuns };
  return {
    setting: SETTINGS.direct({ policy, callees: 1 }),
    network: reordering(ROOM),
    options: { cooperative: true },
    questions,
  };
}

/** The cheap ones first. */
const EXPLORATIONS: readonly Exploration[] = [
  direct('opportunistic'),
  {
    setting: SETTINGS.direct({ policy: 'opportunistic', callees: 1 }),
    network: KNOWLEDGE,
    questions: { invariants: [neverTwoRun], witnesses: {} },
  },
  crossing('require', 'covered'),
  crossing('opportunistic', 'more'),
  oneCall('require'),
  oneCall('expect'),
  {
    setting: SETTINGS.crossing({ policy: 'require', callees: 1 }),
    network: KNOWLEDGE,
    questions: { invariants: [neverTwoRun], witnesses: {} },
  },
  oneCall('opportunistic'),
  {
    setting: SETTINGS['two-calls']({ policy: 'require', callees: 1 }),
    network: KNOWLEDGE,
    questions: { invariants: [oneCalleeDevice], witnesses: {} },
  },
];

/** What the machines as they are do in each of them, worked out once. */
const usual = new Map<Exploration, ReadonlySet<string>>();

/**
 * What an exploration finds wrong first; undefined where it finds nothing.
 *
 * @param differing  the inputs that lead to anything new: a system that begins with none of them is as it was
 */
export function explorationFault(running: Running, differing: readonly CallInput[]): string | undefined {
  for (const exploration of EXPLORATIONS) {
    if (!differing.some((input) => isOf(exploration, input))) continue;
    const explorer = explore(exploration, running);
    const [violation] = explorer.violations.keys();
    if (violation !== undefined) return violation;
    if (!explorer.isComplete) continue;
    const impossible = Object.keys(exploration.questions.witnesses).find((name) => !explorer.witnesses.has(name));
    if (impossible !== undefined) return `I9: never is it so that ${impossible}`;
    const happened = happenedIn(explorer);
    const missed = [...usualIn(exploration)].find((act) => !happened.has(act));
    if (missed !== undefined) return `I9: nothing ever comes of ${missed}`;
  }
  return undefined;
}

/** The model's calls have OMEMO, and callers may see who is there. */
function isOf({ setting }: Exploration, { policy, omemo, presence, occasion }: CallInput): boolean {
  const isDirect = occasion === 'direct' || occasion === 'directReplacement';
  const hasDirect = setting.calls.some(({ direct: each }) => each === true);
  return policy === setting.policy && omemo === 'enabled' && presence === 'shared' && isDirect === hasDirect;
}

function explore({ setting, network, options, questions }: Exploration, running?: Running): Explorer {
  const system = createSystem(setting, network, { ...options, ...running });
  return new Explorer(system, questions).finish({ mostStates: MOST_STATES, untilViolation: true });
}

function usualIn(exploration: Exploration): ReadonlySet<string> {
  const known = usual.get(exploration);
  if (known !== undefined) return known;
  const happened = happenedIn(explore(exploration));
  usual.set(exploration, happened);
  return happened;
}
