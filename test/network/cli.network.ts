/** Accounts and keys of the command line on a real server. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { callJuliet, deviceIn, keyIn, useCliAccounts } from './cli-accounts.ts';
import { PASSWORD } from './server.ts';

const cli = useCliAccounts();

describe('login', () => {
  test('stores account, password and keys for the user only, and keeps the keys the next time', async () => {
    const first = await cli.login();
    expect(first).toMatchObject({ exitCode: 0, err: '' });
    expect(keyIn(first.out)).toMatch(/^([0-9a-f]{8} ?){8}$/);
    const file = join(cli.folder, 'account.json');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(join(cli.folder, 'omemo'))).mode & 0o777).toBe(0o700);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
      account: 'mercutio@localhost',
      password: PASSWORD,
    });
    const second = await cli.login(['--no-store-password']);
    expect([deviceIn(second.out), keyIn(second.out)]).toEqual([deviceIn(first.out), keyIn(first.out)]);
    expect(await readFile(file, 'utf8')).not.toContain(PASSWORD);
  });

  test('refuses a certificate of an unknown authority, and takes it with --ca', async () => {
    const strict = { NODE_EXTRA_CA_CERTS: undefined };
    const refused = await cli.login([], strict);
    expect(refused).toMatchObject({ exitCode: 1, out: '' });
    expect(refused.err).toContain('the certificate of localhost is refused');
    expect(refused.err).toContain('--ca FILE');
    const taken = await cli.login(['--ca', join(inject('certificates'), 'ca.crt')], strict);
    expect(taken).toMatchObject({ exitCode: 0, err: '' });
  });

  test('says what is wrong, and stores nothing', async () => {
    const wrong = await cli.login([], { OMEMO_CALLS_PASSWORD: 'by any other name' });
    expect(wrong).toMatchObject({ exitCode: 1, out: '' });
    expect(wrong.err).toContain('mercutio@localhost or its password is wrong');
    const nobody = await cli.login(['--server', 'xmpp://127.0.0.1:9']);
    expect(nobody).toMatchObject({ exitCode: 1, out: '' });
    expect(nobody.err).toContain('cannot be reached (ECONNREFUSED)');
    const none = await cli.login([], { OMEMO_CALLS_PASSWORD: undefined });
    expect(none).toMatchObject({ exitCode: 1, out: '' });
    expect(none.err).toContain('OMEMO_CALLS_PASSWORD');
    expect(await readdir(cli.folder)).toEqual([]);
  });
});

describe('devices and trust', () => {
  test('show what is known of a key; what is decided, the next call tells', async () => {
    const { juliet } = cli.devices;
    const bot = await cli.echoBot();
    const shown = await cli.run('romeo', ['devices', 'juliet@localhost']);
    expect(shown).toMatchObject({ exitCode: 0, err: '' });
    expect(shown.out).toContain(`device ${juliet}: `);
    const digits = keyIn(shown.out).replaceAll(' ', '');
    expect(shown.out).toContain(`xmpp:juliet@localhost?omemo-sid-${juliet}=${digits}\n`);
    // A row of the code.
    expect(shown.out).toMatch(/^█{20,}$/m);

    const decided = await cli.run('romeo', ['trust', 'juliet@localhost', juliet, 'verified', '--key', digits]);
    expect(decided).toMatchObject({ exitCode: 0, err: '' });
    expect(keyIn(decided.out)).toBe(keyIn(shown.out));
    const verified = await cli.run('romeo', callJuliet('--for', '0.1', '--policy', 'require'));
    expect(verified).toMatchObject({ exitCode: 0, err: '' });
    expect(verified.out).toContain('verified: the user has compared the key');
    const known = await cli.run('romeo', ['devices', 'juliet@localhost', '--offline', '--no-qr']);
    expect(known.out).toContain(`device ${juliet}: verified`);

    await cli.run('romeo', ['trust', 'juliet@localhost', juliet, 'distrusted']);
    const refused = await cli.run('romeo', callJuliet('--policy', 'require'));
    expect(refused).toMatchObject({ exitCode: 1, err: '' });
    expect(refused.out).toContain('the key of the other device is distrusted');
    expect(refused.out).not.toContain('media runs');
    expect(bot.err()).toBe('');
  });

  test('know no device that was never seen, and no user that there is not', async () => {
    const device = await cli.run('romeo', ['trust', 'juliet@localhost', '7', 'verified']);
    expect(device).toMatchObject({ exitCode: 1, out: '' });
    expect(device.err).toContain('there is no such device');
    const user = await cli.run('romeo', ['devices', 'nobody@localhost']);
    expect(user).toMatchObject({ exitCode: 1, out: '' });
    expect(user.err).toContain('there is no such user');
  });
});
