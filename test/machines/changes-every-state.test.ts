/** What changes in a running call, in every state and upon every event: as changes-said.ts tells it. */
import { expect, test } from 'vitest';
import { CHANGES_INPUTS } from '../../machines/changes.words.ts';
import type { ChangesContext } from '../../machines/changes.words.ts';
import { tabulateChanges } from '../../machines/table.ts';
import { describeEffects, describeEvent } from '../../machines/table-text.ts';
import { restartOf, saidUpon } from './changes-said.ts';

/** What coming to a state orders. */
const ENTERED: Readonly<Record<string, string>> = {
  'adding.describing': 'describeAddition',
  'adding.encrypting': 'encryptContents',
  'adding.waiting': 'moveCandidates',
  'adding.decrypting': 'decryptAnswer',
  'adding.applying': 'applyAnswer',
  'accepting.decrypting': 'decryptOffer',
  'accepting.describing': 'answerOffer',
  'accepting.encrypting': 'encryptContents',
  'restarting.describing': 'describeRestart',
  'restarting.asked': 'moveCandidates',
  'restarting.applying': 'applyAnswer',
};
const TIMED: Readonly<Record<string, string>> = { adding: 'addition', restarting: 'restart' };

/** What is to be done next where nothing is under way. */
function settled(context: ChangesContext): string {
  const { restart, offer, offered } = context;
  if (restart === 'wanted') return restartOf(context);
  if (offer === 'accepted') return offered === 'encrypted' ? 'accepting.decrypting' : 'accepting.describing';
  return offer === 'asking' ? 'offered' : 'idle';
}

function crossed(from: string, to: string): readonly [leaving: readonly string[], entering: readonly string[]] {
  const [left = '', entered = ''] = [from, to].map((state) => state.split('.')[0] ?? '');
  const isNew = left !== entered;
  const leaving = isNew && TIMED[left] !== undefined ? [`stopTimer ${TIMED[left]}`] : [];
  const timer = isNew && TIMED[entered] !== undefined ? [`startTimer ${TIMED[entered]}`] : [];
  return [leaving, [...timer, ...(ENTERED[to] === undefined ? [] : [ENTERED[to]])]];
}

test.each(CHANGES_INPUTS)('of $side, sent $sent, received $received: is what is said of it', (input) => {
  const { states, events, next, output, outputs } = tabulateChanges(input);
  expect(states.length).toBeGreaterThan(20);
  const faults: string[] = [];
  for (const [row, from] of states.entries()) {
    for (const [column, event] of events.entries()) {
      const cell = row * events.length + column;
      const { orders, to, facts } = saidUpon(from, event);
      const known = { ...from.context, ...facts };
      const place = to === 'settled' ? settled(known) : (to ?? from.state);
      const isBegun = place === 'restarting.describing' || place === 'restarting.owing';
      const context = isBegun && to !== undefined ? { ...known, restart: 'none' } : known;
      const [leaving, entering] = to === undefined ? [[], []] : crossed(from.state, place);
      const expected = [[...leaving, ...orders, ...entering].join(', '), place, JSON.stringify(context)];
      const { [next[cell]!]: came } = states;
      const found = [describeEffects(outputs[output[cell]!]!), came!.state, JSON.stringify(came!.context)];
      if (found.join(' | ') === expected.join(' | ')) continue;
      const where = `${from.state} ${JSON.stringify(from.context)}, ${describeEvent(event)}`;
      faults.push([where, found.join(' | '), expected.join(' | ')].join('\n'));
    }
  }
  expect(faults.slice(0, 5)).toEqual([]);
});
