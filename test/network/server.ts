/** What the tests ask of a server, whichever it is, and what those on this machine have in common. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** The name of the server; its address is 127.0.0.1 whatever it is called. */
export const DOMAIN = 'localhost';
export const PASSWORD = 'a rose by any other name';
/** What each server tells its users of (XEP-0215): STUN and TURN that nobody serves, at an address of documentation. */
export const TURN = { host: '192.0.2.9', port: 3478, secret: 'sweet' };

export interface XmppServer {
  /** For TCP with STARTTLS: `xmpp://127.0.0.1:5222`. */
  readonly xmpp: string;
  /** For WebSockets, in the clear on loopback. */
  readonly websocket: string;
  /** Ends the process and begins another, with the same data and addresses. */
  readonly restart: () => Promise<void>;
  /** Ends the process; `start` begins another. */
  readonly stop: () => Promise<void>;
  readonly start: () => Promise<void>;
  /** What the server has written about itself. */
  readonly log: () => Promise<string>;
  /** Ends it, and removes all that it has left. */
  readonly close: () => Promise<void>;
}

export interface ServerOptions {
  /** The local parts of the accounts. All have the same password, and are contacts of one another. */
  readonly accounts: readonly string[];
  /** Accounts that are nobody's contact. */
  readonly strangers?: readonly string[];
  /** Certificate and key, in one folder: see certificate.ts. */
  readonly certificates: string;
}

export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
  /** Beside what this process has. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What is open once the server serves. */
  readonly ports: readonly number[];
  readonly logFile: string;
}

/** A server that can be ended and begun again. It does not run yet. */
export function serverProcess(server: ServerCommand): Pick<XmppServer, 'log' | 'restart' | 'start' | 'stop'> {
  const log = () => readFile(server.logFile, 'utf8').catch(() => '(nothing was logged)');
  let child: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    const env = { ...process.env, ...server.environment };
    const begun = spawn(server.command, server.args, { stdio: 'ignore', env });
    child = begun;
    for (const port of server.ports) await untilOpen(port, begun, log);
  };
  const stop = async (): Promise<void> => {
    const running = child;
    child = undefined;
    if (running === undefined || hasEnded(running)) return;
    const over = new Promise((resolve) => void running.once('exit', resolve));
    running.kill('SIGTERM');
    await over;
  };
  const restart = async (): Promise<void> => {
    await stop();
    await start();
  };
  return { start, stop, restart, log };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => void server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('a port has no number');
  return address.port;
}

async function untilOpen(port: number, child: ChildProcess, log: () => Promise<string>): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (hasEnded(child)) throw new Error(`${child.spawnfile} ended:\n${await log()}`);
    if (await isOpen(port)) return;
    await sleep(50);
  }
  throw new Error(`${child.spawnfile} does not listen on port ${port}:\n${await log()}`);
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (open: boolean): void => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}
