/** Everything that can be seen in the playground, in order: what the page draws is made from it. */
import type { CallReport } from '../../../src/call/reports.ts';
import type { TraceEntry } from '../../../src/call/trace.ts';
import type { StageEvent, StanzaEvent } from '../../../src/stage/stage-events.ts';
import type { DtlsFingerprint } from '../../../src/stanzas/dtls.ts';

/** Who sits somewhere: the tablet is Juliet's other device. */
export type SeatName = 'juliet' | 'romeo' | 'tablet';

export type WorldEvent =
  | StanzaEvent
  | Extract<StageEvent, { kind: 'deed' }>
  | { readonly kind: 'placed'; readonly seat: SeatName }
  | { readonly kind: 'report'; readonly seat: SeatName; readonly report: CallReport }
  | { readonly kind: 'trace'; readonly seat: SeatName; readonly entry: TraceEntry }
  /** A certificate as a media engine meets it: its own, the one that was described to it, the one that DTLS saw. */
  | {
      readonly kind: 'certificate';
      readonly seat: SeatName;
      readonly which: 'described' | 'own' | 'used';
      readonly value: DtlsFingerprint['value'];
    };
