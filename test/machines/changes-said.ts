/**
 * What is said and done in a running call upon each event, told event by event: what changes.machine.ts has state by
 * state. Written from docs/protocol.md and XEP-0166, so that a mistake has to be made twice.
 */
import type { ChangesSnapshot } from '../../machines/changes.step.ts';
import type { ChangesContext, ChangesEvent } from '../../machines/changes.words.ts';

export interface Said {
  /** In order, without what leaving and entering states brings. */
  readonly orders: readonly string[];
  /** `settled`: to whatever is to be done next. Undefined: it stays. */
  readonly to?: string;
  readonly facts?: Partial<ChangesContext>;
}

type EventOf<Type extends ChangesEvent['type']> = Extract<ChangesEvent, { readonly type: Type }>;

const say = (...orders: readonly string[]): Said => ({ orders });
const OUT_OF_ORDER = say('refuse out-of-order');
const UNKNOWN = say('refuse item-not-found');
const TIE = say('refuse tie-break');
const NO_OFFER = { offer: 'none', offered: 'plain' } as const;
const GONE = ['stopTimer offer', 'dropOffer'];

/** Our addition is over; the peer is told where it knows of it and has not ended it. */
function notAdded(reason: string, told: 'told' | 'untold', ...first: readonly string[]): Said {
  const removal = told === 'told' ? [`sendContentRemove added ${reason}`] : [];
  return { orders: [...first, ...removal, 'rollBack', `reportContentRejected added ${reason}`], to: 'settled' };
}

/** We say no to the peer's offer. Where the engine has it, it leaves the engine; and what is next is done. */
function declined({ state }: ChangesSnapshot, reason: string): Said {
  const removal = state.startsWith('accepting.') ? ['removeMedia offered'] : [];
  const orders = [
    ...removal,
    `sendContentReject pending ${reason}`,
    ...GONE,
    `reportContentRejected offered ${reason}`,
  ];
  const isDue = removal.length > 0 || state === 'offered';
  return { orders, facts: NO_OFFER, ...(isDue ? { to: 'settled' } : {}) };
}

function accepted(protection: string): Said {
  const orders = [
    `sendContentAccept ${protection}`,
    'stopTimer offer',
    'reportContentAccepted offered',
    'moveCandidates',
  ];
  return { orders, facts: NO_OFFER, to: 'settled' };
}

function isInKind(
  { received }: ChangesContext,
  { protection, device }: EventOf<'peer.contentAdd' | 'peer.contentAccept'>,
) {
  if (protection === 'stub') return true;
  return protection === 'encrypted' ? received === 'encrypted' && device === 'pinned' : protection === received;
}

function onContentAdd({ state, context }: ChangesSnapshot, event: EventOf<'peer.contentAdd'>): Said {
  const turnDown = (reason: string) => say('acknowledge', `sendContentReject arrived ${reason}`);
  const crosses = ['adding.describing', 'adding.encrypting', 'adding.waiting'].includes(state);
  if (crosses && context.side === 'initiator') return TIE;
  if (context.offer !== 'none') return turnDown('busy');
  if (event.contents === 'unusable') return turnDown('unsupported-applications');
  if (!isInKind(context, event)) return turnDown('security-error');
  const isConsented = crosses && event.contents === 'covered';
  const held = ['acknowledge', 'holdOffer', 'startTimer offer'];
  const asks = isConsented ? [] : ['reportContentOffered'];
  const { protection } = event;
  const offered = protection === 'encrypted' || protection === 'stub' ? protection : 'plain';
  const facts = { offer: isConsented ? 'accepted' : 'asking', offered } as const;
  if (!crosses) return { orders: [...held, ...asks], facts, ...(state === 'idle' ? { to: 'offered' } : {}) };
  return { orders: ['rollBack', ...held, 'reportContentRejected added expired', ...asks], facts, to: 'settled' };
}

function onContentAccept({ state, context }: ChangesSnapshot, event: EventOf<'peer.contentAccept'>): Said {
  if (state !== 'adding.waiting') return OUT_OF_ORDER;
  if (event.contents === 'unknown') return UNKNOWN;
  if (event.contents !== 'agreed' || !isInKind(context, event))
    return notAdded('security-error', 'told', 'acknowledge');
  const to = event.protection === 'encrypted' ? 'adding.decrypting' : 'adding.applying';
  return { orders: ['acknowledge', 'holdAnswer'], to };
}

function onContentRemove(snapshot: ChangesSnapshot, { contents }: EventOf<'peer.contentRemove'>): Said {
  const { state, context } = snapshot;
  if (contents === 'some') return say('acknowledge', 'removeMedia named', 'reportContentRemoved peer');
  if (contents === 'all') return say('acknowledge', 'endCall');
  if (contents === 'offered' && context.offer !== 'none') {
    const removal = state.startsWith('accepting.') ? ['removeMedia offered'] : [];
    const isDue = removal.length > 0 || state === 'offered';
    const orders = [...removal, 'acknowledge', ...GONE, 'reportContentRejected offered given'];
    return { orders, facts: NO_OFFER, ...(isDue ? { to: 'settled' } : {}) };
  }
  const isKnown = ['adding.waiting', 'adding.decrypting', 'adding.applying'].includes(state);
  return contents === 'added' && isKnown ? notAdded('given', 'untold', 'acknowledge') : UNKNOWN;
}

const RESTARTED = { restartAnswer: 'due' } as const;

function onNewCredentials({ state, context }: ChangesSnapshot, { candidates }: EventOf<'peer.newCredentials'>): Said {
  const isRestart = candidates === 'none';
  const answered = ['acknowledge', 'answerRestart', 'reportIceRestarted peer'];
  const isAnswer: Said = { orders: ['acknowledge', 'holdAnswer', 'takeCandidates'], to: 'restarting.applying' };
  if (state === 'restarting.granted' || (state === 'restarting.asked' && !isRestart)) return isAnswer;
  if (state === 'restarting.asked' || (state === 'restarting.describing' && isRestart)) {
    return context.side === 'initiator' ? TIE : { orders: ['rollBack', ...answered], to: 'settled', facts: RESTARTED };
  }
  // The engine has an offer of ours open.
  if (state.startsWith('adding.') && state !== 'adding.applying') return isRestart ? TIE : say('acknowledge');
  return isRestart ? { orders: answered, facts: RESTARTED } : say('acknowledge', 'takeCandidates');
}

/** Our restart waits until the peer has heard what we answer to its own. */
export function restartOf({ restartAnswer }: ChangesContext): string {
  return restartAnswer === 'due' ? 'restarting.owing' : 'restarting.describing';
}

function onLocal(snapshot: ChangesSnapshot, event: ChangesEvent): Said {
  const { state, context } = snapshot;
  const [phase = ''] = state.split('.');
  const unusable = say('noteUnusable');
  const isBusy = phase === 'adding' || phase === 'restarting';
  switch (event.type) {
    case 'local.addContent':
      return state === 'idle' ? { orders: [], to: 'adding.describing' } : unusable;
    case 'local.acceptContent': {
      if (state !== 'offered' && !(isBusy && context.offer === 'asking')) return unusable;
      return { orders: [], facts: { offer: 'accepted' }, ...(state === 'offered' ? { to: 'settled' } : {}) };
    }
    case 'local.rejectContent':
      return state === 'offered' || (isBusy && context.offer === 'asking') ? declined(snapshot, 'decline') : unusable;
    case 'local.restartIce':
      if (state === 'idle' || state === 'offered') return { orders: [], to: restartOf(context) };
      return phase === 'restarting' ? say() : { orders: [], facts: { restart: 'wanted' } };
    case 'local.removeContent': {
      if (event.contents === 'added' && phase === 'adding') {
        return notAdded('cancel', state === 'adding.describing' || state === 'adding.encrypting' ? 'untold' : 'told');
      }
      if (event.contents === 'added' || (state !== 'idle' && state !== 'offered')) return unusable;
      return say('sendContentRemove named cancel', 'removeMedia named', 'reportContentRemoved local');
    }
    default:
      return say();
  }
}

/** What OMEMO, the engine and the peer's answers to our requests bring, by state. */
function onResult(snapshot: ChangesSnapshot, { type }: ChangesEvent): Said | undefined {
  const { state, context } = snapshot;
  const isToEncrypt = context.sent === 'encrypted';
  const described: Readonly<Record<string, Said>> = {
    'adding.describing': isToEncrypt
      ? { orders: [], to: 'adding.encrypting' }
      : { orders: ['sendContentAdd plain'], to: 'adding.waiting' },
    'accepting.describing':
      context.offered === 'stub'
        ? accepted('stub')
        : isToEncrypt
          ? { orders: [], to: 'accepting.encrypting' }
          : accepted('plain'),
    'restarting.describing': { orders: ['sendNewCredentials'], to: 'restarting.asked' },
  };
  const noRestart: Said = { orders: ['rollBack'], to: 'settled' };
  const table: Readonly<Record<string, Readonly<Record<string, Said>>>> = {
    'media.described': described,
    'media.applied': {
      'adding.applying': { orders: ['reportContentAccepted added', 'moveCandidates'], to: 'settled' },
      'restarting.applying': { orders: ['moveCandidates', 'reportIceRestarted local'], to: 'settled' },
    },
    'media.refused': {
      'adding.describing': notAdded('failed-application', 'untold'),
      'adding.applying': notAdded('failed-application', 'told'),
      'accepting.describing': declined(snapshot, 'failed-application'),
      ...Object.fromEntries(
        ['describing', 'asked', 'granted', 'applying'].map((at) => [`restarting.${at}`, noRestart]),
      ),
    },
    'omemo.encrypted': {
      'adding.encrypting': { orders: ['sendContentAdd encrypted'], to: 'adding.waiting' },
      'accepting.encrypting': accepted('encrypted'),
    },
    'omemo.impossible': {
      'adding.encrypting': notAdded('security-error', 'untold'),
      'accepting.encrypting': declined(snapshot, 'security-error'),
    },
    'omemo.decrypted': {
      'adding.decrypting': { orders: [], to: 'adding.applying' },
      'accepting.decrypting': { orders: [], to: 'accepting.describing' },
    },
    'omemo.refused': {
      'adding.decrypting': notAdded('security-error', 'told'),
      'accepting.decrypting': declined(snapshot, 'security-error'),
    },
    'peer.addRefused': { 'adding.waiting': notAdded('given', 'untold') },
    'peer.restartAcknowledged': { 'restarting.asked': { orders: [], to: 'restarting.granted' } },
    'peer.restartRefused': { 'restarting.asked': noRestart, 'restarting.granted': noRestart },
  };
  return table[type]?.[state];
}

function onTimer(snapshot: ChangesSnapshot, { type }: ChangesEvent): Said {
  const { state, context } = snapshot;
  if (type === 'timer.offer') return context.offer === 'none' ? say() : declined(snapshot, 'timeout');
  if (type === 'timer.restart')
    return state.startsWith('restarting.')
      ? { orders: state === 'restarting.owing' ? [] : ['rollBack'], to: 'settled' }
      : say();
  if (!state.startsWith('adding.')) return say();
  return notAdded('timeout', state === 'adding.describing' || state === 'adding.encrypting' ? 'untold' : 'told');
}

export function saidUpon(snapshot: ChangesSnapshot, event: ChangesEvent): Said {
  switch (event.type) {
    case 'peer.contentAdd':
      return onContentAdd(snapshot, event);
    case 'peer.contentAccept':
      return onContentAccept(snapshot, event);
    case 'peer.contentReject':
      if (snapshot.state !== 'adding.waiting') return OUT_OF_ORDER;
      return event.contents === 'added' ? notAdded('given', 'untold', 'acknowledge') : UNKNOWN;
    case 'peer.contentRemove':
      return onContentRemove(snapshot, event);
    case 'peer.contentModify':
      return event.contents === 'some' ? say('acknowledge', 'reportContentModified') : UNKNOWN;
    case 'peer.newCredentials':
      return onNewCredentials(snapshot, event);
    case 'peer.acceptRefused':
      if (event.contents === 'all') return say('endCall');
      return event.contents === 'some' ? say('removeMedia named', 'reportContentRemoved peer') : say();
    case 'media.restartAnswered': {
      const isAwaited = snapshot.state === 'restarting.owing';
      return { orders: [], facts: { restartAnswer: 'told' }, ...(isAwaited ? { to: 'restarting.describing' } : {}) };
    }
    default: {
      if (event.type.startsWith('local.')) return onLocal(snapshot, event);
      if (event.type.startsWith('timer.')) return onTimer(snapshot, event);
      return onResult(snapshot, event) ?? (event.type.startsWith('peer.') ? say('noteOutOfOrder') : say());
    }
  }
}
