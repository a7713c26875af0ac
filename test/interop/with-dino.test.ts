/**
 * Calls between this core and Dino, recorded by `npm run test:dino`: the core still says what it said then, and tells
 * its user the same.
 */
import { expect, test } from 'vitest';
import { recordedStanzas } from './recordings.ts';
import type { RecordedStanza } from './recordings.ts';
import { replay } from './recorded-end.ts';
import type { RecordedSettings } from './recorded-end.ts';

interface Recorded extends RecordedSettings {
  readonly told: readonly string[];
}

const SURE = 'authenticated (blind)';
const RUNS = ['accepted', SURE, 'connected'];

const RECORDED: Readonly<Record<string, Recorded>> = {
  'called-audio': { told: [...RUNS, 'ended by local: success'] },
  'called-video': { told: [...RUNS, 'ended by peer: success'] },
  'called-plain': {
    omemo: 'disabled',
    told: ['accepted', 'unauthenticated (disabled)', 'connected', 'ended by local: success'],
  },
  'called-used-prekey': { told: ['ended by core: security-error'] },
  'called-declines': { told: ['ended by peer: decline'] },
  'called-retracted': { told: ['ended by local: cancel'] },
  'called-video-added': { told: [...RUNS, 'contentAccepted 1', 'ended by local: success'] },
  'called-video-removed': { told: [...RUNS, 'contentRemoved 1 by local', 'ended by local: success'] },
  'calls-audio': { told: ['incoming', ...RUNS, 'ended by peer: success'] },
  'calls-video': { told: ['incoming', ...RUNS, 'ended by local: success'] },
  'calls-plain': {
    told: ['incoming', 'accepted', 'unauthenticated (announcedNotUsed)', 'connected', 'ended by peer: success'],
  },
  'calls-plain-refused': { policy: 'require', told: ['incoming', 'ended by core: security-error'] },
  'calls-declined': { told: ['incoming', 'ended by local: decline'] },
  'calls-retracts': { told: ['incoming', 'missed', 'ended by peer: cancel'] },
  'calls-adds-video': {
    told: ['incoming', ...RUNS, 'contentOffered video', 'contentAccepted video', 'ended by peer: success'],
  },
  'calls-two-devices': { told: ['incoming', ...RUNS, 'ended by local: success'] },
};

/** Of two devices of ours, the one that takes the call. */
function clientIn(recording: readonly RecordedStanza[]): string {
  return (recording.find(({ xml }) => xml.includes('<proceed')) ?? recording[0]!).client;
}

test.each(Object.entries(RECORDED))('Dino 0.4.2, %s: is as it was', async (name, { told, ...settings }) => {
  const recording = recordedStanzas(`dino-0.4.2-${name}.jsonl`);
  const replayed = await replay(recording, clientIn(recording), settings);
  expect(replayed.says).toEqual(replayed.said);
  expect(replayed.told).toEqual(told);
});

test('Dino 0.4.2, calls-two-devices: the other device of ours stops ringing by the carbon', async () => {
  const recording = recordedStanzas('dino-0.4.2-calls-two-devices.jsonl');
  const other = recording.find(({ client }) => client !== clientIn(recording))!.client;
  const { says, said, told } = await replay(recording, other);
  expect(says).toEqual(said);
  expect(told).toEqual(['incoming', 'ended by ownResource: answeredElsewhere']);
});
