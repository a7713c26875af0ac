/** The demonstration: which calls are staged, what is said around them, and whether they came out as they had to. */
import type { CliIo } from '../io.ts';
import type { StageMedia } from '../../stage/stage-media.ts';
import type { ExitCode } from '../run.ts';
import type { Attack } from '../../stage/attacks/attack.ts';
import { swapFingerprint } from '../../stage/attacks/swap-fingerprint.ts';
import { createCurtain, tellVerdicts } from './curtain.ts';
import type { Curtain } from './curtain.ts';
import { createJsonLines, resultLine } from './json-lines.ts';
import { createLanes } from './lanes.ts';
import { outcomeOf } from './outcome.ts';
import { PACES } from './pace.ts';
import { createPaint } from './paint.ts';
import type { Paint } from './paint.ts';
import { JULIET, ROMEO } from '../../stage/party.ts';
import { stageCall } from './stage.ts';
import type { CallPlan, Staged } from './stage.ts';
import type { Observe } from '../../stage/stage-events.ts';
import { createStory } from './story.ts';
import { POLICY_WORDS } from '../../stage/words.ts';

/**
 * Shows one call as JSON, or as a picture; without an attack the picture is of two, with an honest and a hostile
 * server.
 */
export async function runDemo(
  plan: CallPlan,
  form: 'json' | 'story',
  io: CliIo,
  media: StageMedia,
  watch: Observe = () => {},
): Promise<ExitCode> {
  const theatre = { io, media, watch };
  const exitCode = form === 'json' ? await showJson(plan, theatre) : await showStory(plan, theatre);
  if (!io.signal.aborted) return exitCode;
  io.err('stopped\n');
  return 130;
}

interface Theatre {
  readonly io: CliIo;
  readonly media: StageMedia;
  /** Sees everything too. */
  readonly watch: Observe;
}

async function showJson(plan: CallPlan, { io, media, watch }: Theatre): Promise<ExitCode> {
  const observe = both(createJsonLines(io.out), watch);
  const staged = await stageCall(plan, { media, pace: PACES.fast, signal: io.signal, observe });
  if (io.signal.aborted) return 130;
  io.out(`${JSON.stringify(resultLine(staged, outcomeOf(staged.records)))}\n`);
  return isAsExpected(staged) ? 0 : 1;
}

async function showStory(plan: CallPlan, theatre: Theatre): Promise<ExitCode> {
  const { io } = theatre;
  const paint = createPaint(io.colours);
  const curtain = createCurtain(io.out, paint);
  curtain.title('romeo calls juliet');
  curtain.paragraph(INTRODUCTION);
  if (plan.attack !== undefined) {
    const isExpected = await showCall(plan, theatre, curtain, paint);
    if (!io.signal.aborted) tellWhatNext(curtain, plan.attack, io.out);
    return isExpected ? 0 : 1;
  }
  const isHonestExpected = await showCall(plan, theatre, curtain, paint);
  if (io.signal.aborted) return 130;
  const isSwapExpected = await showCall({ ...plan, attack: swapFingerprint }, theatre, curtain, paint);
  if (!io.signal.aborted) tellWhatNext(curtain, undefined, io.out);
  return isHonestExpected && isSwapExpected ? 0 : 1;
}

const INTRODUCTION =
  'What their phones say to each other before a call goes through a server. The call itself does not: it runs ' +
  "between the phones, encrypted by DTLS, and each has to know the other's certificate. A server that swaps the " +
  'certificates on the way can listen. So each phone sends the fingerprint of its certificate through OMEMO: ' +
  'encrypted for one device of the other.';

/** Stages one call and tells of it; whether it came out as it had to. */
async function showCall(plan: CallPlan, theatre: Theatre, curtain: Curtain, paint: Paint): Promise<boolean> {
  const { io, media, watch } = theatre;
  const { attack, policy } = plan;
  io.out('\n');
  curtain.title(attack === undefined ? 'An honest server' : `A hostile server: ${attack.name}`);
  if (attack !== undefined) curtain.paragraph(attack.summary);
  curtain.paragraph(`(policy ${policy}: ${POLICY_WORDS[policy]})`, 'faint');
  io.out('\n');

  const lanes = createLanes(io.out, paint);
  lanes.head({ romeo: `OMEMO device ${ROMEO.deviceId}`, juliet: `OMEMO device ${JULIET.deviceId}` });
  const observe = both(createStory(lanes), watch);
  const staged = await stageCall(plan, { media, pace: PACES[io.pace], signal: io.signal, observe });
  if (io.signal.aborted) return false;

  io.out('\n');
  const outcome = outcomeOf(staged.records);
  tellVerdicts(curtain, staged, outcome);
  if (attack !== undefined) {
    io.out('\n');
    curtain.paragraph(attack.lesson);
  }
  const isExpected = isAsExpected(staged);
  if (!isExpected) {
    io.out('\n');
    curtain.paragraph(`This is not as it should be: expected ${expectedOf(plan)}, got ${outcome.result}.`, 'bad');
  }
  return isExpected;
}

function both(first: Observe, second: Observe): Observe {
  return (event) => {
    first(event);
    second(event);
  };
}

function expectedOf({ attack, policy }: CallPlan): string {
  return attack === undefined ? 'authenticated' : attack.expected[policy];
}

function isAsExpected(staged: Staged): boolean {
  return outcomeOf(staged.records).result === expectedOf(staged.plan);
}

function tellWhatNext({ title }: Curtain, shown: Attack | undefined, out: CliIo['out']): void {
  const wiretap =
    shown?.name === 'strip-device'
      ? ['refused', '--attack strip-device --policy require']
      : ['listened to', '--attack strip-device'];
  const hints = [
    wiretap,
    ['every attack', '--help'],
    ['for programs', '--json'],
    ['a real client', '--replay test/interop/dino-0.4.2-prekey-audio.json'],
  ];
  out('\n');
  title('Try next');
  for (const [label = '', words = ''] of hints) out(`${label.padEnd(16)}npm start -- ${words}\n`);
}
