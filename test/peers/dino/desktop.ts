/** What a desktop program needs around it: a screen, a bus, and a sound card that hums. */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from './eventually.ts';
import type { Processes } from './processes.ts';

/** Starts them, and gives the environment of a program that is to use them. All state is in the folder. */
export async function startDesktop(processes: Processes, folder: string): Promise<NodeJS.ProcessEnv> {
  const at = (name: string) => join(folder, name);
  const [bus, sound] = [at('bus'), at('sound')];
  const env: NodeJS.ProcessEnv = {
    PATH: process.env['PATH'],
    HOME: at('home'),
    XDG_DATA_HOME: at('data'),
    XDG_CONFIG_HOME: at('config'),
    XDG_CACHE_HOME: at('cache'),
    XDG_STATE_HOME: at('xdg-state'),
    XDG_RUNTIME_DIR: at('runtime'),
    DBUS_SESSION_BUS_ADDRESS: `unix:path=${bus}`,
    PULSE_SERVER: `unix:${sound}`,
    DISPLAY: ':1',
    GDK_BACKEND: 'x11',
    GSK_RENDERER: 'cairo',
    GSETTINGS_BACKEND: 'memory',
    GTK_A11Y: 'atspi',
    LIBGL_ALWAYS_SOFTWARE: '1',
    LANG: 'C.UTF-8',
    TZ: 'UTC',
  };
  for (const name of ['HOME', 'XDG_DATA_HOME', 'XDG_CONFIG_HOME', 'XDG_CACHE_HOME', 'XDG_STATE_HOME'] as const) {
    await mkdir(env[name]!, { recursive: true });
  }
  await mkdir(at('runtime'), { mode: 0o700 });
  // The socket has a name in the kernel only, of this network: no file is left, and every display is free.
  const screen = ['Xvfb', ':1', '-screen', '0', '1280x800x24', '-nolock', '-nolisten', 'unix', '-listen', 'local'];
  processes.start('screen', [...screen, '-nolisten', 'tcp', '-noreset'], env);
  processes.start('bus', ['dbus-daemon', '--session', '--nofork', '--nopidfile', `--address=unix:path=${bus}`], env);
  const modules = [
    'module-null-sink sink_name=nowhere',
    'module-null-sink sink_name=line',
    'module-sine sink=line frequency=440',
    // A source of its own kind: Dino does not take what a sink plays for a microphone.
    'module-remap-source master=line.monitor source_name=microphone',
    `module-native-protocol-unix auth-anonymous=1 socket=${sound}`,
  ];
  const quietly = ['--daemonize=no', '--exit-idle-time=-1', '--use-pid-file=no', '--disable-shm=yes', '--system=no'];
  processes.start('sound', ['pulseaudio', '-n', ...quietly, ...modules.flatMap((each) => ['-L', each])], env);
  await eventually('there are a bus and a sound card', () => existsSync(bus) && existsSync(sound));
  return env;
}
