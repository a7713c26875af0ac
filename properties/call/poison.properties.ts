/**
 * Whatever a peer writes that a line of SDP could not hold does not get there, and what a peer writes anywhere gets
 * into no stanza of ours, no trace and no error.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { writeSdp } from '../../src/media/sdp-write.ts';
import { attribute } from '../../src/xml/read.ts';
import { serializeXml } from '../../src/xml/serialize.ts';
import { FUZZ_TIMEOUT_MS, fuzzing } from '../../test/support/fuzz.ts';
import type { Change } from '../../test/support/mutation.ts';
import type { Stage } from '../../test/support/stage.ts';
import { A_WHILE_MS, USUAL, createStage } from '../../test/support/stage.ts';
import { expectAllTruths } from '../../test/support/truths.ts';
import type { Party } from '../../test/support/world.ts';

const MARK = 'P0IS0N';
/** None of these is of any grammar but that of a text for people, and of what clients write into parameters. */
const POISONS = [
  `\r\na=${MARK}`,
  `\na=${MARK}`,
  `\ra=${MARK}`,
  `\u0085${MARK}`,
  `\u2028a=${MARK}`,
  ` ${MARK}`,
  `\t${MARK}`,
  `" ${MARK}`,
  ` <${MARK}/>`,
  `&#10; a=${MARK}`,
];
const PLACES = ['fingerprint', 'transport', 'content', 'description', 'payload-type', 'parameter', 'jingle', 'group'];

const poison: fc.Arbitrary<Change> = fc.record({
  kind: fc.constant('append' as const),
  at: fc.oneof(fc.constantFrom(...PLACES), fc.noBias(fc.nat(30))),
  nth: fc.nat(12),
  value: fc.constantFrom(...POISONS),
});

/** A call in which the stanza of that place is poisoned. */
async function poisoned(place: number, changes: readonly Change[], omemo: 'disabled' | 'enabled'): Promise<Stage> {
  const stage = await createStage(USUAL);
  for (let passed = 0; passed < place; passed += 1) await stage.perform({ do: 'pass' });
  await stage.perform({ do: 'rewrite', changes });
  await stage.perform({ do: 'call', by: 'romeo', media: ['audio', 'video'], omemo });
  await stage.perform({ do: 'wait', ms: A_WHILE_MS });
  await stage.perform({ do: 'answer', by: 'juliet', how: 'accept' });
  await stage.perform({ do: 'wait', ms: A_WHILE_MS });
  await stage.seeMedia();
  await stage.end();
  return stage;
}

function expectCleanEngines({ media }: Party): void {
  for (const { orders } of media.engines) {
    for (const order of orders) {
      if (!('description' in order)) continue;
      const sdp = writeSdp(order.description, order.order === 'setRemote' ? 'responder' : 'initiator');
      if (!sdp.ok) continue;
      expect(
        sdp.value.split('\r\n').filter((line) => !/^(?:[a-z]=[^\r\n]+)?$/.test(line)),
        'D23: lines',
      ).toEqual([]);
      expect(sdp.value, 'D23: no line of the peer’s own').not.toMatch(new RegExp(`^a=${MARK}`, 'mu'));
      expect(JSON.stringify(order.description), 'D23: no control characters').not.toMatch(/\\[rnt]|\\u00[01]|\u0085/u);
    }
  }
}

function expectCleanWords({ sent, trace }: Party): void {
  for (const stanza of sent) {
    // The one word of a peer that goes back as it came: the id under which an answer is awaited.
    const isReply = ['error', 'result'].includes(attribute(stanza, 'type') ?? '');
    const own = serializeXml(isReply ? { ...stanza, attributes: new Map() } : stanza, 'jabber:client');
    expect(own, 'D23: nothing of the peer’s in our stanzas').not.toContain(MARK);
  }
  expect(JSON.stringify(trace), 'E28: nothing of the peer’s in a trace').not.toContain(MARK);
}

describe('what a peer writes where it must not', () => {
  test(
    'D23 E28: reaches neither SDP nor a stanza of ours nor a trace',
    () =>
      fc.assert(
        fc.asyncProperty(
          fc.constantFrom(0, 1, 2, 3, 3, 3, 4, 5, 5, 5, 6, 7, 8),
          fc.array(poison, { minLength: 1, maxLength: 3 }),
          fc.constantFrom('disabled', 'enabled'),
          async (place, changes, omemo) => {
            const stage = await poisoned(place, changes, omemo);
            expectAllTruths(stage);
            for (const party of stage.pair.parties) {
              expectCleanEngines(party);
              expectCleanWords(party);
            }
          },
        ),
        fuzzing(150),
      ),
    FUZZ_TIMEOUT_MS,
  );
});
