/** STUN and TURN servers as the own server names them. */
import { describe, expect, test } from 'vitest';
import type { ExternalService } from '../../src/stanzas/external-services.ts';
import {
  readExternalServices,
  writeCredentialsRequest,
  writeExternalServicesRequest,
} from '../../src/stanzas/external-services.ts';
import { serializeXml } from '../../src/xml/serialize.ts';
import { elementOf } from './cases.ts';

const NS = "xmlns='urn:xmpp:extdisco:2'";
const services = (inside: string, name = 'services') => elementOf(`<${name} ${NS}>${inside}</${name}>`);
const TURN: ExternalService = {
  type: 'turn',
  host: 'relay.capulet.example',
  port: 3478,
  transport: 'udp',
  username: 'u',
  password: 'p',
  expiresMs: Date.UTC(2026, 0, 2),
  restricted: true,
};
const TURN_XML =
  "<service type='turn' host='relay.capulet.example' port='3478' transport='udp' username='u' password='p' " +
  "expires='2026-01-02T00:00:00Z' restricted='1'/>";

describe('readExternalServices', () => {
  test.each(['services', 'credentials'])('reads all that is said of a service in <%s/> [XEP-0215 #all]', (name) => {
    expect(readExternalServices(services(TURN_XML, name))).toEqual({ ok: true, value: [TURN] });
  });

  test('reads one of which only the least is said', () => {
    expect(readExternalServices(services("<service type='stun' host='192.0.2.1'/>"))).toEqual({
      ok: true,
      value: [
        {
          type: 'stun',
          host: '192.0.2.1',
          port: undefined,
          transport: undefined,
          username: undefined,
          password: undefined,
          expiresMs: undefined,
          restricted: false,
        },
      ],
    });
  });

  test.each([
    ['another kind of service', "type='ftp' host='h'"],
    ['no host', "type='stun'"],
    ['a host that ends its URI', "type='stun' host='h:1?transport=tcp'"],
    ['a host with a line end', "type='stun' host='h&#10;x'"],
    ['an empty host', "type='stun' host=''"],
    ['a host that is too long', `type='stun' host='${'h'.repeat(256)}'`],
    ['port 0', "type='stun' host='h' port='0'"],
    ['a port that is none', "type='stun' host='h' port='65536'"],
    ['another transport', "type='turn' host='h' transport='sctp'"],
    ['an expiry that is no time', "type='turn' host='h' expires='soon'"],
    ['a password with a control character', "type='turn' host='h' password='&#127;'"],
  ])('leaves out %s, and keeps the others', (_name, attributes) => {
    const read = readExternalServices(services(`<service ${attributes}/>${TURN_XML}`));
    expect(read).toEqual({ ok: true, value: [TURN] });
  });

  test('takes an IPv6 address', () => {
    const read = readExternalServices(services("<service type='stun' host='2001:db8::1'/>"));
    expect(read).toMatchObject({ ok: true, value: [{ host: '2001:db8::1' }] });
  });

  test('refuses too many, and what is no answer', () => {
    expect(readExternalServices(services(TURN_XML.repeat(65)))).toMatchObject({
      ok: false,
      error: { kind: 'tooMany' },
    });
    expect(readExternalServices(elementOf("<services xmlns='urn:xmpp:extdisco:1'/>"))).toMatchObject({ ok: false });
    expect(readExternalServices(elementOf(`<service ${NS}/>`))).toMatchObject({ ok: false });
  });
});

describe('requests', () => {
  test('ask for all services, and for a password for one [XEP-0215 #credentials]', () => {
    expect(serializeXml(writeExternalServicesRequest())).toBe('<services xmlns="urn:xmpp:extdisco:2"/>');
    const service = '<service type="turn" host="relay.capulet.example" port="3478"/>';
    expect(serializeXml(writeCredentialsRequest(TURN))).toBe(
      `<credentials xmlns="urn:xmpp:extdisco:2">${service}</credentials>`,
    );
  });
});
