/** What `omemo-calls/testing` offers works from the outside: our own readers take what it makes, and the rest runs. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { startCall, stepCall } from '../../machines/step.ts';
import * as testing from '../../src/testing/entry.ts';
import { readStanza } from '../../src/stanzas/stanza.ts';
import { NS_CLIENT } from '../../src/xml/namespaces.ts';
import { parseXml } from '../../src/xml/parse.ts';

describe('omemo-calls/testing', () => {
  test('makes stanzas that a strict reader takes, and says the same as text and as elements', () => {
    fc.assert(
      fc.property(testing.stanzaText, (text) => {
        const parsed = parseXml(text, { defaultNamespace: NS_CLIENT });
        expect(parsed.ok && readStanza(parsed.value).ok).toBe(true);
      }),
    );
  });

  test('offers an arbitrary under every name that is none of the others', () => {
    const others = [
      /^(MONITORS|isViolation|watchMoments|validateTrace|describeTraceFault)$/,
      /^(omemoConformance|OmemoCheckError|create\w+|jingleWith|iceTransport)$/,
    ];
    for (const [name, value] of Object.entries(testing)) {
      if (others.some((other) => other.test(name))) continue;
      const values = fc.sample(value as fc.Arbitrary<unknown>, { numRuns: 3, seed: 1 });
      expect({ name, values: values.length }).toEqual({ name, values: 3 });
    }
  });

  test('tells which rule a trace breaks, and by which step', () => {
    const call = {
      role: 'caller',
      input: { policy: 'require', omemo: 'enabled', presence: 'shared', occasion: 'call' },
    } as const;
    const start = startCall(call.role, call.input);
    const event = { type: 'peer.proceed', device: 'device' } as const;
    const { snapshot, effects } = stepCall(start.snapshot, event);
    const moments = [
      { kind: 'start', to: start.snapshot.state, effects: start.effects },
      { kind: 'step', from: start.snapshot.state, event, to: snapshot.state, effects },
    ] as const;
    expect(testing.watchMoments(testing.MONITORS, call, moments)).toBeUndefined();
    const broken = [moments[0], { ...moments[1], effects: effects.filter(({ kind }) => kind !== 'pinDevice') }];
    expect(testing.watchMoments(testing.MONITORS, call, broken)).toMatchObject({ rule: 'C15' });
  });
});
