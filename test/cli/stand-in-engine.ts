/**
 * Media for demonstrations under test: stand-in engines that find each other by their ICE credentials, as real ones do,
 * and then report the certificate of the one they found. Three packets count as a conversation.
 */
import type { StageMedia } from '../../src/stage/stage-media.ts';
import type { SessionDescription } from '../../src/media/port.ts';
import { createStandInMedia } from '../../src/media/scripted.ts';
import type { DtlsFingerprintValue } from '../../src/stanzas/dtls.ts';

interface End {
  readonly certificate: DtlsFingerprintValue;
  local: SessionDescription | undefined;
  remote: SessionDescription | undefined;
  readonly connect: (used: DtlsFingerprintValue) => void;
}

const PACKETS = 3;

/**
 * @param used  what DTLS is said to have seen: the certificate of the other end, or one that nobody described
 */
export function createConnectedStandIns(used: 'another' | 'described' = 'described'): StageMedia {
  const ends: End[] = [];
  return {
    open(report, _call, onRtp = () => undefined) {
      const certificate = certificateOf(ends.length + 1);
      const media = createStandInMedia({ seed: ends.length + 1, dtlsFingerprint: certificate });
      let isOpen = true;
      const end: End = {
        certificate,
        local: undefined,
        remote: undefined,
        connect: (described) =>
          queueMicrotask(() => {
            if (!isOpen) return;
            const value = used === 'another' ? certificateOf(0xff) : described;
            report({ kind: 'connected', usedFingerprint: { hash: 'sha-256', value } });
            for (let packet = 0; packet < PACKETS; packet += 1) onRtp();
          }),
      };
      ends.push(end);
      const opened = media.open(report);
      return {
        ...opened,
        async createOffer(kinds) {
          const offer = await opened.createOffer(kinds);
          if (offer.ok) end.local = offer.value;
          return offer;
        },
        async createAnswer(offer) {
          const answer = await opened.createAnswer(offer);
          end.remote = offer;
          if (answer.ok) end.local = answer.value;
          return answer;
        },
        async setRemote(answer) {
          end.remote = answer;
          const applied = await opened.setRemote(answer);
          connectPair(ends, end);
          return applied;
        },
        close() {
          isOpen = false;
          opened.close();
        },
        receivedPackets: () => 0,
      };
    },
  };
}

/** The answering side has both descriptions before the offering one, which therefore connects the two. */
function connectPair(ends: readonly End[], end: End): void {
  const other = ends.find((each) => isNamedBy(each.local, end.remote) && isNamedBy(end.local, each.remote));
  other?.connect(end.certificate);
  if (other !== undefined) end.connect(other.certificate);
}

function isNamedBy(one: SessionDescription | undefined, other: SessionDescription | undefined): boolean {
  const [mine, theirs] = [one, other].map((each) => each?.contents[0]?.transport.credentials.ufrag);
  return mine !== undefined && mine === theirs;
}

function certificateOf(number: number): DtlsFingerprintValue {
  const pair = number.toString(16).toUpperCase().padStart(2, '0');
  return Array.from({ length: 32 }, () => pair).join(':') as DtlsFingerprintValue;
}
