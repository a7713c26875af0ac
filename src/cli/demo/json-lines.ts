/** A staged call as JSON, one object a line: what was seen, then the result. */
import type { Attack } from '../../stage/attacks/attack.ts';
import type { Outcome } from './outcome.ts';
import { JULIET, ROMEO } from '../../stage/party.ts';
import type { Role } from '../../stage/party.ts';
import type { Staged } from './stage.ts';
import type { Observe, StageEvent } from '../../stage/stage-events.ts';
import { summarize } from '../../inspect/stanza-summary.ts';

/** An observer that writes a line for each thing it sees. Acknowledgements are left out. */
export function createJsonLines(out: (text: string) => void): Observe {
  return (event) => {
    const line = lineOf(event);
    if (line !== undefined) out(`${JSON.stringify(line)}\n`);
  };
}

function lineOf(event: StageEvent): object | undefined {
  switch (event.kind) {
    case 'stanza': {
      const { leg, forged, from, to, stanza } = event;
      const summary = summarize(stanza);
      return summary && { stanza: { from, to, leg, forged, ...summary } };
    }
    case 'trace':
      return { party: event.party, trace: event.entry };
    case 'report':
      return { party: event.party, report: event.report };
    case 'certificate':
      return { party: event.party, certificate: { which: event.which, value: event.value } };
    case 'deed':
      return { server: event.words };
    case 'call':
      return { call: event.number };
  }
}

/** The last line. */
export function resultLine(staged: Staged, outcome: Outcome): object {
  const { plan, records, heard } = staged;
  const { attack, policy, media } = plan;
  const checks = [records.romeo.certificate, records.juliet.certificate];
  return {
    ...outcome,
    certificate: checks.includes('differs') ? 'differs' : checks.includes('unchecked') ? 'unchecked' : 'match',
    attack: nameOf(attack),
    policy,
    media,
    romeo: partyLine(staged, ROMEO),
    juliet: partyLine(staged, JULIET),
    ...(heard && { serverHeardPackets: heard }),
  };
}

function nameOf(attack: Attack | undefined): string | null {
  return attack?.name ?? null;
}

function partyLine({ records, identityKeys }: Staged, { name, resource, deviceId }: Role): object {
  const { verdict, certificate, connected, ended, refusal, receivedPackets } = records[name];
  return {
    resource,
    deviceId,
    identityKey: identityKeys[name],
    verdict: verdict ?? null,
    certificate,
    connected,
    receivedPackets,
    ended: ended ?? null,
    ...(refusal && { refusal }),
  };
}
