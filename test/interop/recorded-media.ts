/**
 * A media engine that describes itself as one did in a recording: it offers and answers with the contents that our end
 * sent then, gathers the candidates that it told, and connects at once.
 */
import { ok } from '../../src/base/result.ts';
import type { DescribedContent, Media, MediaFact, SessionDescription } from '../../src/media/port.ts';
import type { JingleGroup, ReceivedJingle } from '../../src/stanzas/jingle.ts';
import { dtlsFingerprint } from '../support/parties.ts';

/** The certificate of our end: what was encrypted in the recording nobody can open. */
const OURS = dtlsFingerprint(64);

/** @param sent  what our end sent, every Jingle element in order */
export function recordedMedia(sent: readonly ReceivedJingle[]): Media {
  const described = sent.flatMap((jingle) => jingle.contents.flatMap((content) => describedContent(content) ?? []));
  /** The newest that are of these contents only. */
  const groupsOf = (names: readonly string[]): readonly JingleGroup[] =>
    sent.findLast(
      ({ groups }) =>
        groups.length > 0 && groups.every((group) => group.contentNames.every((each) => names.includes(each))),
    )?.groups ?? [];
  const gathered = sent
    .filter(({ action }) => action === 'transport-info')
    .flatMap(({ contents }) => contents)
    .flatMap(({ name, transport }) => (transport?.candidates ?? []).map((candidate) => ({ name, candidate })));

  return {
    open(report) {
      const reported = new Set<unknown>();
      let isConnected = false;
      /** After the method has settled, as an engine does. */
      const later = (fact: MediaFact) => void setImmediate(() => report(fact));
      const describe = (names: readonly string[]): SessionDescription => {
        for (const { name, candidate } of gathered) {
          if (!names.includes(name) || reported.has(candidate)) continue;
          reported.add(candidate);
          later({ kind: 'candidate', contentName: name, candidate });
        }
        return { contents: described.filter(({ name }) => names.includes(name)), groups: groupsOf(names) };
      };
      const connect = ({ contents: [first] }: SessionDescription) => {
        if (first === undefined || isConnected) return;
        isConnected = true;
        later({ kind: 'connected', usedFingerprint: first.transport.fingerprint });
      };
      const initiated = sent.find(({ action }) => action === 'session-initiate')?.contents ?? [];
      return {
        createOffer: () => Promise.resolve(ok(describe(initiated.map(({ name }) => name)))),
        createAnswer: (offer) => {
          connect(offer);
          return Promise.resolve(ok(describe(offer.contents.map(({ name }) => name))));
        },
        setRemote: (answer) => {
          connect(answer);
          return Promise.resolve(ok(undefined));
        },
        reoffer: () => Promise.resolve(ok(describe(described.map(({ name }) => name)))),
        rollBack: () => Promise.resolve(),
        removeContents: () => Promise.resolve(),
        addCandidates: () => Promise.resolve(),
        close: () => {},
      };
    },
  };
}

/** A content as the engine gave it, before the core had its fingerprint encrypted. */
function describedContent(content: ReceivedJingle['contents'][number]): DescribedContent | undefined {
  const { description, transport } = content;
  const [fingerprint] = transport?.fingerprint ?? [];
  if (description === undefined || transport?.credentials === undefined || fingerprint === undefined) return undefined;
  const own = { kind: 'plain', hash: 'sha-256', value: OURS, setup: fingerprint.setup } as const;
  return {
    ...content,
    description,
    transport: { ...transport, credentials: transport.credentials, candidates: [], fingerprint: own },
  };
}
