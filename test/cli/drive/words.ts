/** Commands with the stanzas of juliet, and of romeo's other resources, to a driven romeo. */
import { content, fingerprint } from '../../support/stanzas.ts';
import { JULIET, ROMEO } from './pair.ts';

const OWN = 'romeo@montague.example';

export const CALL = { do: 'call', to: 'juliet@capulet.example', media: ['audio'], sid: 'S1' };

export function stanza(xml: string): { readonly do: 'stanza'; readonly xml: string } {
  return { do: 'stanza', xml };
}

/** A Jingle message, as text. */
export function jmi(verb: string, sid = 'S1', inside = '', from = JULIET): string {
  const element = `<${verb} xmlns='urn:xmpp:jingle-message:0' id='${sid}'>${inside}</${verb}>`;
  return `<message from='${from}' to='${ROMEO}' type='chat'>${element}</message>`;
}

export function propose(sid = 'S1', from = JULIET): ReturnType<typeof stanza> {
  return stanza(jmi('propose', sid, "<description xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'/>", from));
}

export function reason(condition: string, text?: string): string {
  const words = text === undefined ? '' : `<text>${text}</text>`;
  return `<reason xmlns='urn:xmpp:jingle:1'><${condition}/>${words}</reason>`;
}

/** A content with a plain fingerprint. */
export const AUDIO = content({
  fingerprints: fingerprint(Array.from({ length: 32 }, () => 'AB').join(':')),
});

/** A Jingle request of juliet, as text. */
export function jingle(action: string, inside: string, sid = 'S1', from = JULIET): string {
  const element = `<jingle xmlns='urn:xmpp:jingle:1' action='${action}' sid='${sid}'>${inside}</jingle>`;
  return `<iq type='set' id='q-${action}' from='${from}' to='${ROMEO}'>${element}</iq>`;
}

/** A word of another resource of ours, to our own account. */
export function fromOwn(resource: string) {
  return (verb: string, sid = 'S1') =>
    stanza(jmi(verb, sid, '', `${OWN}/${resource}`).replace(`to='${ROMEO}'`, `to='${OWN}'`));
}

/** A carbon of what our tablet said to juliet. `from`: who is said to have forwarded it; absent where null. */
export function carbon(verb: string, from: string | null = OWN, sid = 'S1'): ReturnType<typeof stanza> {
  const said = jmi(verb, sid, '', `${OWN}/tablet`)
    .replace(`to='${ROMEO}'`, `to='${JULIET}'`)
    .replace('<message ', "<message xmlns='jabber:client' ");
  const copy = `<sent xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'>${said}</forwarded></sent>`;
  const address = from === null ? '' : ` from='${from}'`;
  return stanza(`<message${address} to='${ROMEO}' type='chat'>${copy}</message>`);
}
