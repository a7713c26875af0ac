/** Cores and machines that are wrong on purpose: what fuzzing has to find. */
import { stepCall } from '../../machines/step.ts';
import type { Wire } from '../../src/call/ports.ts';
import type { OmemoAccount } from '../../src/omemo/create.ts';
import type { Omemo } from '../../src/omemo/port.ts';
import { attribute } from '../../src/xml/read.ts';
import type { XmlElement } from '../../src/xml/element.ts';
import { ROMEO } from '../support/parties.ts';
import type { BrokenPorts } from '../support/stage.ts';

function isReply(stanza: XmlElement): boolean {
  return stanza.name === 'iq' && ['result', 'error'].includes(attribute(stanza, 'type') ?? '');
}

/** Each reply leaves twice. */
export const REPLIES_TWICE: BrokenPorts = {
  wrapSending: (wire: Wire) => ({
    send(stanza) {
      wire.send(stanza);
      if (isReply(stanza)) wire.send(stanza);
    },
  }),
};

/** The first verdict on a key counts for every key: whoever decrypted is said to have the one that was expected. */
export const TAKES_ANY_KEY: BrokenPorts = {
  wrapOmemo: (omemo: OmemoAccount): Omemo => ({
    ...omemo,
    async decrypt(expected, message) {
      const decrypted = await omemo.decrypt({ ...expected, identityKey: undefined }, message);
      if (!decrypted.ok || expected.identityKey === undefined) return decrypted;
      return { ...decrypted, value: { ...decrypted.value, identityKey: expected.identityKey } };
    },
  }),
};

/** Juliet's OMEMO distrusts everybody, and does not say so before it is asked about the key of a call. */
export const DISTRUSTS_LATE: BrokenPorts = {
  wrapOmemo: (omemo: OmemoAccount): Omemo => ({
    ...omemo,
    trustOf: (device, key) => (device.account === ROMEO.contact ? 'distrusted' : omemo.trustOf(device, key)),
  }),
};

/** A caller that never stops a deadline. */
export const stepWithoutStops: typeof stepCall = (snapshot, event) => {
  const { snapshot: to, effects } = stepCall(snapshot, event);
  return { snapshot: to, effects: effects.filter(({ kind }) => kind !== 'stopTimer') };
};
