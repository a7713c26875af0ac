/** Offences against the rules of order: who may take a call over, and what keeps it up. */
import type { CallEvent } from '../../machines/events.ts';
import { hearsOnlyThePeer } from '../../properties/monitors/c14-other-resources.ts';
import { latchesOnce } from '../../properties/monitors/c15-one-peer.ts';
import { actsOnConsent } from '../../properties/monitors/c16-consent.ts';
import { migratesWhenTold } from '../../properties/monitors/c16-migration.ts';
import { keepsToTheMedia } from '../../properties/monitors/c17-media.ts';
import { waitsForTheirs } from '../../properties/monitors/c19-tie-break.ts';
import { answersEachRequestOnce } from '../../properties/monitors/d20-one-answer.ts';
import { refusesRepeatedDescriptions } from '../../properties/monitors/d21-repeated-description.ts';
import { alwaysHasADeadline } from '../../properties/monitors/d22-deadlines.ts';
import { tellsTheEnd } from '../../properties/monitors/d22-last-word.ts';
import { endsOnce } from '../../properties/monitors/d22-one-end.ts';
import { dropsLateResults } from '../../properties/monitors/d25-late-results.ts';
import { movesCandidatesInOrder } from '../../properties/monitors/e27-candidates.ts';
import { hidesPresence } from '../../properties/monitors/e27-presence.ts';
import { stopsRingingAtOnce } from '../../properties/monitors/i10-answered-elsewhere.ts';
import { begins, ends, fromTo, initiate, on, outOfOrder, proceeds, timer } from './moments.ts';
import type { Offence } from './moments.ts';
import { answer, offer, proceed } from './tell.ts';

const hangUp: CallEvent = { type: 'local.hangUp' };
const ready: CallEvent = { type: 'omemo.ready' };
const described: CallEvent = { type: 'media.described' };
const candidate: CallEvent = { type: 'media.candidate' };
const tieBreak: CallEvent = { type: 'peer.reject', sender: 'latched', outcome: 'tieBreak' };
const transportInfo: CallEvent = { type: 'peer.transportInfo' };

const finish = (sender: 'latched' | 'other'): CallEvent => ({ type: 'peer.finish', sender, outcome: 'migrated' });

export const TAKE_OVER: readonly Offence[] = [
  [
    'ends upon a word of another resource',
    hearsOnlyThePeer,
    'caller',
    [
      fromTo('proposed.ringing', proceed('none'), 'preparing', 'latchPeer'),
      fromTo(
        'preparing',
        { type: 'peer.reject', sender: 'other', outcome: 'declined' },
        'ended',
        ends('cancel', 'peer'),
      ),
    ],
  ],
  [
    'is missed upon a retract of another resource',
    hearsOnlyThePeer,
    'callee',
    [on({ type: 'peer.retract', sender: 'other' }, 'reportMissed')],
  ],
  [
    'is latched a second time',
    latchesOnce,
    'caller',
    [fromTo('proposed.ringing', proceed('none'), 'preparing', 'latchPeer'), on(proceed('none'), 'latchPeer')],
  ],
  ['lets the first proceed pass', latchesOnce, 'caller', [fromTo('proposed.ringing', proceed('none'), 'preparing')]],
  [
    'pins a device that a later proceed announces',
    latchesOnce,
    'caller',
    [fromTo('proposed.ringing', proceed('none'), 'preparing', 'latchPeer'), on(proceed('device'), 'pinDevice')],
  ],
  ['describes itself to nobody', latchesOnce, 'caller', [on(ready, 'createOffer')]],
  ['describes itself before anybody agreed', actsOnConsent, 'callee', [on(offer('plain'), 'createAnswer')]],
  ['proceeds by itself', actsOnConsent, 'callee', [on({ type: 'timer.ring' }, proceeds('own'))]],
  [
    'announces a device the user did not want',
    actsOnConsent,
    'callee',
    [on({ type: 'local.accept', omemo: 'disabled' }, proceeds('own'))],
  ],
  [
    'decrypts in a call taken without OMEMO',
    actsOnConsent,
    'callee',
    [
      on({ type: 'local.accept', omemo: 'disabled' }, proceeds('none')),
      on(offer('encrypted'), 'acknowledge', 'decryptFingerprints'),
    ],
  ],
  [
    'proceeds with an offer to migrate as if it rang',
    actsOnConsent,
    'callee',
    [on({ type: 'local.accept', omemo: 'enabled' }, proceeds('own'))],
    { occasion: 'migration' },
  ],
  [
    'announces more than was agreed to in the call it replaces',
    actsOnConsent,
    'callee',
    [begins(proceeds('own'))],
    { occasion: 'replacement', omemo: 'disabled' },
  ],
  [
    'is migrated for a word of another resource',
    migratesWhenTold,
    'caller',
    [fromTo('waiting', finish('other'), 'ended', 'closeMedia', ends('migrated', 'peer'))],
  ],
  [
    'is migrated, and does not tell the peer',
    migratesWhenTold,
    'caller',
    [fromTo('waiting', { type: 'between.migrated' }, 'ended', 'closeMedia', ends('migrated', 'local'))],
  ],
  [
    'takes a tie-break for a no',
    waitsForTheirs,
    'caller',
    [fromTo('proposed.ringing', tieBreak, 'ended', 'closeMedia', ends('cancel', 'peer'))],
  ],
  ['tells of a tie-break', waitsForTheirs, 'caller', [on(tieBreak, 'reportRinging')]],
  [
    'is replaced after it was taken',
    waitsForTheirs,
    'caller',
    [
      fromTo('proposed.ringing', proceed('none'), 'preparing', 'latchPeer'),
      fromTo('preparing', { type: 'between.replaced' }, 'ended', 'closeMedia', ends('expired')),
    ],
  ],
  ['is replaced and goes on', waitsForTheirs, 'caller', [on({ type: 'between.replaced' })]],
  [
    'rings on, and another device has answered',
    stopsRingingAtOnce,
    'callee',
    [on({ type: 'own.proceed' }, 'noteOutOfOrder')],
  ],
  [
    'ends for another device after it was taken here',
    stopsRingingAtOnce,
    'callee',
    [
      on({ type: 'local.accept', omemo: 'enabled' }, proceeds('own')),
      fromTo('accepted', { type: 'own.reject' }, 'ended'),
    ],
  ],
  ['takes other media', keepsToTheMedia, 'callee', [on(offer('plain', 'other'), 'acknowledge')]],
  [
    'decrypts an offer of other media',
    keepsToTheMedia,
    'callee',
    [on(offer('encrypted', 'other'), outOfOrder, 'decryptFingerprints')],
  ],
];

export const STAYING_UP: readonly Offence[] = [
  ['leaves a request unanswered', answersEachRequestOnce, 'caller', [on(transportInfo, 'holdRemoteCandidates')]],
  ['answers a request twice', answersEachRequestOnce, 'caller', [on(transportInfo, 'acknowledge', outOfOrder)]],
  ['answers what is no request', answersEachRequestOnce, 'caller', [on({ type: 'peer.ringing' }, 'acknowledge')]],
  [
    'takes a second answer',
    refusesRepeatedDescriptions,
    'caller',
    [on(answer('plain'), 'acknowledge'), on(answer('plain'), 'acknowledge')],
  ],
  [
    'ends upon a second answer',
    refusesRepeatedDescriptions,
    'caller',
    [on(answer('plain'), 'acknowledge'), fromTo('waiting', answer('plain'), 'ended', outOfOrder)],
  ],
  ['takes an offer as the caller', refusesRepeatedDescriptions, 'caller', [on(offer('plain'), 'acknowledge')]],
  [
    'does something after the end',
    endsOnce,
    'caller',
    [
      fromTo('waiting', hangUp, 'ended', 'closeMedia', ends('cancel', 'local')),
      fromTo('ended', candidate, 'ended', 'sendLocalCandidates'),
    ],
  ],
  ['ends without telling', endsOnce, 'caller', [fromTo('waiting', hangUp, 'ended', 'closeMedia')]],
  ['leaves media open', endsOnce, 'caller', [fromTo('waiting', hangUp, 'ended', ends('cancel', 'local'))]],
  ['tells the end and goes on', endsOnce, 'caller', [on(hangUp, 'closeMedia', ends('cancel', 'local'))]],
  [
    'says that somebody else ended it',
    endsOnce,
    'caller',
    [fromTo('waiting', hangUp, 'ended', 'closeMedia', ends('cancel', 'peer'))],
  ],
  ['waits for ever', alwaysHasADeadline, 'caller', [on(ready)]],
  [
    'leaves a deadline running',
    alwaysHasADeadline,
    'caller',
    [on(ready, timer('startTimer', 'ring')), fromTo('waiting', hangUp, 'ended')],
  ],
  [
    'starts a running deadline',
    alwaysHasADeadline,
    'caller',
    [on(ready, timer('startTimer', 'ring'), timer('startTimer', 'ring'))],
  ],
  [
    'stops one that does not run',
    alwaysHasADeadline,
    'caller',
    [on(ready, timer('startTimer', 'ring'), timer('stopTimer', 'accept'))],
  ],
  [
    'does not hear its deadline',
    alwaysHasADeadline,
    'caller',
    [on(ready, timer('startTimer', 'ring')), on({ type: 'timer.ring' })],
  ],
  [
    'hears one that does not run',
    alwaysHasADeadline,
    'caller',
    [on(ready, timer('startTimer', 'ring')), on({ type: 'timer.accept' }, 'reportRinging')],
  ],
  [
    'takes back what was already an offer',
    tellsTheEnd,
    'caller',
    [on(described, initiate('plain')), on(hangUp, { kind: 'sendRetract', reason: 'cancel' }, ends('cancel', 'local'))],
  ],
  [
    'tells the peer another reason',
    tellsTheEnd,
    'caller',
    [on(hangUp, { kind: 'sendRetract', reason: 'timeout' }, ends('cancel', 'local'))],
  ],
  ['ends without a word', tellsTheEnd, 'callee', [on(hangUp, ends('cancel', 'local'))]],
  ['says the last word and goes on', tellsTheEnd, 'callee', [on(hangUp, { kind: 'sendReject', reason: 'decline' })]],
  ['loses a tie-break without a word', tellsTheEnd, 'caller', [on({ type: 'between.replaced' }, ends('expired'))]],
  [
    'leaves a Jingle session behind when it migrates',
    tellsTheEnd,
    'caller',
    [
      on(described, initiate('plain')),
      on({ type: 'between.migrated' }, { kind: 'sendFinish', reason: 'migrated' }, ends('migrated', 'local')),
    ],
  ],
  [
    'rings where the user need not be asked',
    hidesPresence,
    'callee',
    [begins('sendRinging')],
    { occasion: 'replacement' },
  ],
  ['uses a result nobody waits for', dropsLateResults, 'caller', [on(described, 'encryptFingerprints')]],
  ['drops a result it waits for', dropsLateResults, 'caller', [begins('createOffer'), on(described)]],
  [
    'uses a result twice',
    dropsLateResults,
    'caller',
    [begins('createOffer'), on(described, initiate('plain')), on(described, initiate('plain'))],
  ],
  ['does not tell who may know that it rings', hidesPresence, 'callee', [begins('reportIncoming')]],
  ['tells a stranger that it rings', hidesPresence, 'callee', [begins('sendRinging')], { presence: 'hidden' }],
  ['sends candidates before its description', movesCandidatesInOrder, 'caller', [on(candidate, 'sendLocalCandidates')]],
  [
    'uses candidates before their description',
    movesCandidatesInOrder,
    'caller',
    [on(transportInfo, 'acknowledge', 'applyRemoteCandidates')],
  ],
  ['loses candidates of the peer', movesCandidatesInOrder, 'caller', [on(transportInfo, 'acknowledge')]],
  ['keeps candidates to itself', movesCandidatesInOrder, 'caller', [on(described, initiate('plain'))]],
];
