/** `login`, `call`, `answer`, `devices`, `trust`: their options. Each loads the rest only when it starts. */
import { Argument, InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import type { BareJid, Jid } from '../../jid.ts';
import type { TrustLevel } from '../../omemo/port.ts';
import type { DeviceId } from '../../stanzas/omemo.ts';
import type { CliIo } from '../io.ts';
import type { ExitCode } from '../run.ts';
import {
  addressesOption,
  audioOption,
  dataOption,
  mediaOption,
  parseAccount,
  parseCallee,
  parseDevice,
  parseKey,
  parseServer,
  policyOption,
  videoOption,
} from './account-options.ts';
import type { DevicesOptions } from './devices.ts';
import type { LoginOptions } from './login.ts';
import type { PhoneOptions } from './phone.ts';
import type { TrustOptions } from './trust.ts';

type Done = (exitCode: ExitCode) => void;

/** The commands that go out to a server. */
export function addNetworkCommands(program: Command, io: CliIo, done: Done): void {
  addLogin(program, io, done);
  addCall(program, io, done);
  addAnswer(program, io, done);
  addDevices(program, io, done);
  addTrust(program, io, done);
}

const LOGIN_HELP = `
The password is asked for, or taken from the variable OMEMO_CALLS_PASSWORD;
there is no option for it, because every user of a machine can read command
lines. It is kept in the account file in the clear, readable by you only,
unless --no-store-password. One folder holds one account, and one process at a
time uses its keys: take another --data for a second account or device.`;

function addLogin(program: Command, io: CliIo, done: Done): void {
  program
    .command('login')
    .description('Tries an account on its server, makes an OMEMO device for it, and stores both.')
    .argument('<jid>', 'your account, such as romeo@montague.example', parseAccount)
    .addOption(new Option('--server <url>', 'connect to this, not to what DNS says').argParser(parseServer))
    .option('--ca <file>', 'believe the certificates in this file, too (PEM)')
    .option('--no-store-password', 'ask for the password each time')
    .addOption(dataOption())
    .addHelpText('after', LOGIN_HELP)
    .action(async (account: BareJid, options: LoginOptions) => {
      const { runLogin } = await import('./login.ts');
      done(await runLogin(account, options, io));
    });
}

interface CallFlags extends PhoneOptions {
  readonly for?: number;
}

const FILES = `
Files are WebM, Matroska, Ogg or MP4 with Opus and VP8, and are sent as they
are. To make one: ffmpeg -i FILE -c:v libvpx -b:v 1M -c:a libopus NEW.webm
`;

const EXIT_CODES = `
Exit codes: 0 media ran and the call ended, 1 it did not, 2 the command line is
wrong, 130 Ctrl-C, which hangs up first; a second one ends at once.`;

function addCall(program: Command, io: CliIo, done: Done): void {
  program
    .command('call')
    .description('Calls a contact, and tells who it is that answers.')
    .argument('<jid>', 'an account, such as juliet@capulet.example, or one resource of it', parseCallee)
    .addOption(new Option('--for <seconds>', 'hang up after this long').argParser(parseSeconds))
    .addOption(audioOption())
    .addOption(videoOption())
    .addOption(mediaOption())
    .addOption(policyOption())
    .addOption(addressesOption())
    .option('--inspect', 'show its calls in the inspector, too, until Ctrl-C')
    .addOption(dataOption())
    .addHelpText('after', FILES + EXIT_CODES)
    .action(async (callee: Jid, { for: seconds, ...options }: CallFlags) => {
      const { runCall } = await import('./call.ts');
      const durationMs = seconds === undefined ? undefined : seconds * 1_000;
      done(await runCall(callee, { ...options, durationMs }, io));
    });
}

interface AnswerFlags extends PhoneOptions {
  readonly echo?: true;
  readonly once?: true;
}

function addAnswer(program: Command, io: CliIo, done: Done): void {
  program
    .command('answer')
    .description('Waits, and takes every call, of anybody.')
    .option('--echo', 'send back what is received: somebody to call for a test')
    .option('--once', 'end with the first call')
    .addOption(audioOption())
    .addOption(videoOption())
    .addOption(mediaOption())
    .addOption(policyOption())
    .addOption(addressesOption())
    .option('--inspect', 'show its calls in the inspector, too, until Ctrl-C')
    .addOption(dataOption())
    .addHelpText('after', FILES + EXIT_CODES)
    .action(async ({ echo, once, ...options }: AnswerFlags) => {
      const { runAnswer } = await import('./answer.ts');
      done(await runAnswer({ ...options, echoes: echo === true, once: once === true }, io));
    });
}

function addDevices(program: Command, io: CliIo, done: Done): void {
  program
    .command('devices')
    .description('Shows the OMEMO keys of a contact with your trust in each, and a QR code of them.')
    .argument('[jid]', 'the contact; your own account if left out', parseAccount)
    .option('--offline', 'only what was seen before, without asking the server')
    .addOption(new Option('--device <number>', 'only this device').argParser(parseDevice))
    .option('--no-qr', 'no QR code')
    .addOption(dataOption())
    .action(async (contact: BareJid | undefined, options: DevicesOptions) => {
      const { runDevices } = await import('./devices.ts');
      done(await runDevices(contact, options, io));
    });
}

const TRUST_HELP = `
verified    you have compared the key: calls say so, and further devices of the
            contact are not trusted blindly any more
blind       you take it without comparing
undecided   nothing is decided
distrusted  nothing is encrypted for it: calls are not authenticated, or refused`;

function addTrust(program: Command, io: CliIo, done: Done): void {
  program
    .command('trust')
    .description('Records what you think of the key of a device.')
    .argument('<jid>', 'the contact', parseAccount)
    .argument('<device>', 'the number of the device', parseDevice)
    .addArgument(new Argument('<level>', 'your decision').choices(TRUST_LEVELS))
    .addOption(new Option('--key <hex>', 'the key that you compared, where several were seen').argParser(parseKey))
    .addOption(dataOption())
    .addHelpText('after', TRUST_HELP)
    .action(async (account: BareJid, deviceId: DeviceId, level: TrustLevel, options: TrustOptions) => {
      const { runTrust } = await import('./trust.ts');
      done(await runTrust({ account, deviceId, level }, options, io));
    });
}

const TRUST_LEVELS: readonly TrustLevel[] = ['verified', 'blind', 'undecided', 'distrusted'];

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || seconds > 86_400) throw new InvalidArgumentError('Seconds are 0 to 86400.');
  return seconds;
}
