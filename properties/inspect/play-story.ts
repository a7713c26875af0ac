/** A counterexample of the explorer, played with real cores, and looked at meanwhile. */
import { stanzaMessage } from '../../src/inspect/inspection.ts';
import type { InspectMessage } from '../../src/inspect/message.ts';
import { summarize } from '../../src/inspect/stanza-summary.ts';
import { NS_CLIENT } from '../../src/xml/namespaces.ts';
import type { XmlElement } from '../../src/xml/element.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { attribute } from '../../src/xml/read.ts';
import { serializeXml } from '../../src/xml/serialize.ts';
import { descendants, fingerprintsIn } from '../../test/support/hostile.ts';
import { resourceOf } from '../../test/support/replay-devices.ts';
import { Replay } from '../../test/support/replay.ts';
import { comesAtOnce } from '../model/eager.ts';
import type { StoryFile } from '../model/story.ts';

/** Tells of the story as far as it goes. Rejects where it goes no further. */
export async function playStory({ setting, steps }: StoryFile, tell: (message: InspectMessage) => void): Promise<void> {
  const sent = new Set<string>();
  const replay = await Replay.open(setting, {
    traced: (party, trace) => tell({ party, trace }),
    sent: (device, stanza) => sent.add(whatItSays(stanza, resourceOf(device))),
    delivered: (at, xml) => {
      const parsed = parseXml(xml, { defaultNamespace: NS_CLIENT });
      if (!parsed.ok) return;
      // Between the cores there is nobody but the server: what nobody has sent, it has made.
      const forged = !sent.has(whatItSays(parsed.value, attribute(parsed.value, 'from') ?? ''));
      const message = stanzaMessage(parsed.value, { forged, to: resourceOf(at) });
      if (message !== undefined) tell(message);
    },
  });
  for (const step of steps) if (!comesAtOnce(step)) await replay.take(step);
}

/** Who says what of which call, with which certificates: alike of a stanza that is sent and of the same delivered. */
function whatItSays(stanza: XmlElement, sender: string): string {
  const sessionId = descendants(stanza)
    .map((element) => attribute(element, 'sid') ?? attribute(element, 'id'))
    .find((id) => id?.startsWith('call-') === true);
  const certificates = fingerprintsIn(stanza).map((element) => serializeXml(element));
  return JSON.stringify([sender, sessionId, summarize(stanza), certificates]);
}
