/** What these tests need that npm does not install: Debian's packages, and whether each is there. */
import { spawnSync } from 'node:child_process';

/** As Debian 12 names them. Dino recommends more; this is what its calls need. */
const PACKAGES: readonly string[] = [
  ...['dino-im', 'gstreamer1.0-nice', 'gstreamer1.0-pulseaudio', 'glib-networking'],
  ...['gstreamer1.0-plugins-base', 'gstreamer1.0-plugins-good', 'gstreamer1.0-plugins-bad'],
  // A screen, a sound card, and a way to press buttons without looking.
  ...['xvfb', 'pulseaudio', 'dbus', 'at-spi2-core', 'gir1.2-atspi-2.0', 'python3-gi', 'fonts-dejavu-core'],
  // The server, its certificate, and a network of its own.
  ...['prosody', 'lua-event', 'lua-sec', 'openssl', 'ca-certificates', 'iproute2', 'util-linux', 'mount'],
];

/** Those that are not installed. */
export function missingPackages(): readonly string[] {
  const shown = spawnSync('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\n', ...PACKAGES], {
    encoding: 'utf8',
  });
  const installed = new Set(shown.stdout?.split('\n').filter((line) => line.endsWith(' installed')) ?? []);
  return PACKAGES.filter((name) => !installed.has(`${name} installed`));
}

/** As its makers number it: without Debian's revision. */
export function versionOfDino(): string {
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f', '${Version}', 'dino-im'], { encoding: 'utf8' });
  return stdout.replace(/-[^-]*$/, '');
}

/** Installs packages by apt-get, and says so; undefined, or why that did not work. */
export function install(packages: readonly string[]): string | undefined {
  process.stdout.write(`Installing ${packages.join(' ')}\n`);
  const aptGet = (...words: readonly string[]) =>
    spawnSync('apt-get', [...words], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 'ignore', 'inherit'],
    }).status === 0;
  const asked = ['install', '--yes', '--no-install-recommends', ...packages];
  // The second time with the list of packages as it is now.
  if (aptGet(...asked) || (aptGet('update') && aptGet(...asked))) return undefined;
  return `apt-get could not install ${packages.join(' ')}`;
}
