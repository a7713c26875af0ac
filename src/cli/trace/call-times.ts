/**
 * What calls spent the time on between the callee's yes and the first media: a trace tells when each order was given
 * and when its answer came.
 */
import type { CallEffect } from '../../../machines/effects.ts';
import type { CallEvent } from '../../../machines/events.ts';
import type { Role } from '../../../machines/step.ts';
import type { CallTraceEntry, TraceEntry } from '../../call/trace.ts';
import type { TracedCall } from '../../call/validate-trace.ts';
import { bareOf } from '../../jid.ts';
import type { Jid } from '../../jid.ts';
import type { SessionId } from '../../stanzas/identifiers.ts';

/** In milliseconds, together the whole time. */
export interface ConnectingTimes {
  /** Sessions secured, with the bundles that had to be fetched for it, and fingerprints encrypted and decrypted. */
  readonly omemoMs: number;
  /** Descriptions made and applied, ICE, DTLS. */
  readonly engineMs: number;
  /** Waiting for the other side. Stanzas on their way, being read and being written are in it. */
  readonly peerMs: number;
}

type Worker = 'engine' | 'omemo';

const ORDERS: Readonly<Partial<Record<CallEffect['kind'], Worker>>> = {
  secureSession: 'omemo',
  encryptFingerprints: 'omemo',
  decryptFingerprints: 'omemo',
  createOffer: 'engine',
  createAnswer: 'engine',
  applyAnswer: 'engine',
  startMedia: 'engine',
};

const ANSWERS: Readonly<Partial<Record<CallEvent['type'], Worker>>> = {
  'omemo.ready': 'omemo',
  'omemo.impossible': 'omemo',
  'omemo.encrypted': 'omemo',
  'omemo.decrypted': 'omemo',
  'omemo.refused': 'omemo',
  'media.described': 'engine',
  'media.applied': 'engine',
};

interface Connecting extends ConnectingTimes {
  readonly sinceMs: number;
  readonly at: readonly Worker[];
  readonly isConnected: boolean;
}

/** Takes a trace entry by entry. */
export class CallTimes {
  readonly #calls = new Map<string, Connecting>();

  next(entry: TraceEntry, source: string): void {
    if (entry.kind !== 'start' && entry.kind !== 'step') return;
    const key = keyOf(entry, source);
    // Another call of this name: what is told is told of the latest.
    if (entry.kind === 'start') this.#calls.delete(key);
    const before = this.#calls.get(key) ?? begun(entry);
    if (before === undefined || before.isConnected) return;
    const passedMs = Math.max(0, entry.atMs - before.sinceMs);
    const field = before.at.includes('omemo') ? 'omemoMs' : before.at.includes('engine') ? 'engineMs' : 'peerMs';
    const answered = entry.kind === 'step' ? ANSWERS[entry.event.type] : undefined;
    const ordered = entry.effects.flatMap(({ kind }) => ORDERS[kind] ?? []);
    this.#calls.set(key, {
      ...before,
      [field]: before[field] + passedMs,
      sinceMs: entry.atMs,
      at: [...new Set([...before.at.filter((worker) => worker !== answered), ...ordered])],
      isConnected: entry.effects.some(({ kind }) => kind === 'reportConnected'),
    });
  }

  /** Undefined of a call whose yes or whose media is not in the trace. */
  of(call: TracedCall): ConnectingTimes | undefined {
    const times = this.#calls.get(keyOf(call, call.source));
    return times?.isConnected === true ? times : undefined;
  }
}

function keyOf(call: { readonly role: Role; readonly peer: Jid; readonly sessionId: SessionId }, source: string) {
  return [source, call.role, bareOf(call.peer), call.sessionId].join('\n');
}

/** At the yes, as far as this side knows of it. */
function begun(entry: CallTraceEntry): Connecting | undefined {
  const type = entry.kind === 'step' ? entry.event.type : undefined;
  const yes = entry.role === 'callee' ? ['local.accept', 'local.migrate'] : ['peer.proceed'];
  if (type === undefined || !yes.includes(type)) return undefined;
  return { omemoMs: 0, engineMs: 0, peerMs: 0, sinceMs: entry.atMs, at: [], isConnected: false };
}

/** `connected 412 ms after the yes: OMEMO 9 ms, media engine 380 ms, the other side 23 ms`. */
export function timesWords({ omemoMs, engineMs, peerMs }: ConnectingTimes): string {
  const all = omemoMs + engineMs + peerMs;
  const parts = `OMEMO ${omemoMs} ms, media engine ${engineMs} ms, the other side ${peerMs} ms`;
  return `connected ${all} ms after the yes: ${parts}`;
}
