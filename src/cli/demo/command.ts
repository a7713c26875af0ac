/** `demo`: its options, what is wrong with them, and what they start. Loads the rest only when it starts. */
import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { POLICIES } from '../../../machines/context.ts';
import type { Policy } from '../../../machines/context.ts';
import type { CliIo } from '../io.ts';
import type { CliParts } from '../parts.ts';
import type { ExitCode } from '../run.ts';
import { LINE_COLUMNS, wrapped } from '../text.ts';
import type { Attack } from '../../stage/attacks/attack.ts';
import { ATTACKS, attackNamed } from '../../stage/attacks/all.ts';

/** Of the list of attacks. */
const NAME_COLUMNS = 26;

interface DemoOptions {
  readonly attack?: Attack;
  readonly policy: Policy;
  readonly video?: true;
  readonly json?: true;
  readonly replay?: string;
  readonly inspect?: true;
}

export function addDemoCommand(program: Command, io: CliIo, parts: CliParts, done: (exitCode: ExitCode) => void): void {
  program
    .command('demo')
    .description(
      'A call between two parties in one process, over real stanzas, OMEMO and DTLS; and what hostile servers try.',
    )
    .addOption(new Option('--attack <name>', 'only this call, with a hostile server').argParser(parseAttack))
    .addOption(
      new Option('--policy <policy>', 'how much both sides insist on OMEMO').choices(POLICIES).default('opportunistic'),
    )
    .option('--video', 'audio and video')
    .option('--inspect', 'show it in the inspector as well: states, stanzas and verdicts, step by step')
    .option('--json', 'one call, one JSON object a line, the result last')
    .addOption(
      new Option('--replay <file>', 'instead: play a recorded caller into the core').conflicts([
        'attack',
        'video',
        'inspect',
      ]),
    )
    .addHelpText('after', `\n${attackList()}`)
    .action(async (options: DemoOptions) => {
      done(await start(options, io, parts));
    });
}

async function start(options: DemoOptions, io: CliIo, parts: CliParts): Promise<ExitCode> {
  const { attack, policy, video, json, replay, inspect } = options;
  const form = json === true ? 'json' : 'story';
  if (replay !== undefined) {
    const { runReplay } = await import('../replay/replay.ts');
    return runReplay({ path: replay, policy, form }, io);
  }
  const media = await parts.createMedia();
  if (!media.ok) {
    io.err(`${media.error.message}\n`);
    return 1;
  }
  const { runDemo } = await import('./demo.ts');
  const kinds = attack?.media ?? (video === true ? (['audio', 'video'] as const) : (['audio'] as const));
  const plan = { attack, policy, media: kinds };
  if (inspect !== true) return runDemo(plan, form, io, media.value);
  const { openInspector } = await import('../inspect/open-inspector.ts');
  const inspector = await openInspector(io, { title: attack?.name ?? 'demo' });
  if (inspector === undefined) return 1;
  const { watchStage } = await import('./watch-stage.ts');
  const exitCode = await runDemo(plan, form, io, media.value, watchStage(inspector));
  await inspector.untilSeen();
  return exitCode;
}

function parseAttack(name: string): Attack {
  const attack = attackNamed(name);
  if (attack === undefined) throw new InvalidArgumentError('There is no such attack; they are listed below.');
  return attack;
}

/** Every attack with its sentence, for the help. */
function attackList(): string {
  const lines = ATTACKS.flatMap(({ name, summary }) =>
    wrapped(summary, LINE_COLUMNS - NAME_COLUMNS).map(
      (line, index) => (index === 0 ? `  ${name}` : '').padEnd(NAME_COLUMNS) + line,
    ),
  );
  return ['Attacks:', ...lines].join('\n');
}
