/** A staged call, told to an inspector: the same that the story is made from, without keys and fingerprints. */
import { stanzaMessage } from '../../inspect/inspection.ts';
import type { OpenInspector } from '../inspect/open-inspector.ts';
import type { Observe } from '../../stage/stage-events.ts';

export function watchStage(inspector: Pick<OpenInspector, 'of' | 'send'>): Observe {
  const parties = { romeo: inspector.of('romeo'), juliet: inspector.of('juliet') };
  return (event) => {
    switch (event.kind) {
      case 'trace':
        return parties[event.party].trace(event.entry);
      case 'report':
        return parties[event.party].report(event.report);
      case 'stanza': {
        const { stanza, leg, forged, from, to } = event;
        const message = stanzaMessage(stanza, { leg, forged, from, to });
        return message === undefined ? undefined : inspector.send(message);
      }
      case 'deed':
        return inspector.send({ server: event.words });
      case 'call':
        return inspector.send({ call: event.number });
      case 'certificate':
        // The very text that is encrypted: it is nobody else's to see.
        return undefined;
    }
  };
}
