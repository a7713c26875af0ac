/** A call in which one thing goes wrong with one stanza: it is lost, comes twice, comes late, or comes as another. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keyWith, told } from '../../test/support/pair.ts';
import type { Command, Stage } from '../../test/support/stage.ts';
import { A_WHILE_MS, USUAL, createStage } from '../../test/support/stage.ts';
import { FUZZ_TIMEOUT_MS, fuzzing } from '../../test/support/fuzz.ts';
import { expectAllTruths } from '../../test/support/truths.ts';
import { someStanzaChanges } from '../arbitraries/stanza-change.ts';

/** A whole call has so many stanzas, answers included. */
const STANZAS = 11;
const anyStanza = fc.constantFrom(...Array.from({ length: STANZAS }, (_, index) => index));

/** Romeo calls, juliet accepts, media is up or is not, romeo hangs up if there is something to hang up. */
async function call(place: number, disturbance: Command): Promise<Stage> {
  const stage = await createStage(USUAL);
  const { romeo, juliet, advance } = stage.pair;
  for (let passed = 0; passed < place; passed += 1) await stage.perform({ do: 'pass' });
  await stage.perform(disturbance);
  const { sessionId } = romeo.manager.placeCall({ to: juliet.contact, media: ['audio', 'video'] });
  await advance(A_WHILE_MS);
  await stage.perform({ do: 'answer', by: 'juliet', how: 'accept' });
  await advance(A_WHILE_MS);
  await stage.seeMedia();
  await advance(50_000);
  await stage.seeMedia();
  if (romeo.manager.stats().calls > 0) romeo.manager.hangUp(keyWith(juliet, sessionId));
  await advance(A_WHILE_MS);
  // Juliet does nothing: what has become of her engine, and her deadlines, have to do.
  await stage.seeMedia();
  await advance(600_000);
  return stage;
}

describe('one disturbance', () => {
  test('has a call to disturb', async () => {
    const stage = await call(STANZAS, { do: 'pass' });
    const aboutCalls = stage.pair.delivered.filter(({ from }) => from.includes('/'));
    expect(aboutCalls).toHaveLength(STANZAS);
    expectAllTruths(stage);
  });

  test(
    'A5 D22: a stanza that is lost, late or another ends in no wrong verdict, and both cores end by themselves',
    () =>
      fc.assert(
        fc.asyncProperty(
          anyStanza,
          fc.oneof(
            { weight: 1, arbitrary: fc.constant<Command>({ do: 'drop' }) },
            { weight: 2, arbitrary: fc.record({ do: fc.constant('delay' as const), ms: fc.nat(60_000) }) },
            { weight: 6, arbitrary: fc.record({ do: fc.constant('rewrite' as const), changes: someStanzaChanges }) },
          ),
          async (place, disturbance) => expectAllTruths(await call(place, disturbance)),
        ),
        fuzzing(150),
      ),
    FUZZ_TIMEOUT_MS,
  );

  test('D21: a stanza that comes twice changes nothing', async () => {
    for (let place = 0; place < STANZAS; place += 1) {
      const stage = await call(place, { do: 'double' });
      expectAllTruths(stage);
      const { romeo, juliet } = stage.pair;
      expect(told(romeo).filter((word) => word !== 'ringing')).toEqual([
        'accepted',
        'authenticated (blind)',
        'connected',
        'ended by local: success',
      ]);
      expect(told(juliet).at(-1)).toBe('ended by peer: success');
    }
  });

  test('D22: a stanza that is a little late, and so overtaken by the next, ends no call', async () => {
    for (let place = 0; place < STANZAS; place += 1) {
      const stage = await call(place, { do: 'delay', ms: 3 });
      expectAllTruths(stage);
      expect(told(stage.pair.romeo)).toContain('connected');
      expect(told(stage.pair.juliet)).toContain('connected');
    }
  });
});
