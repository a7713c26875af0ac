/** Why there is no connection to a server, in words and with what to do; from what @xmpp/client 0.14 throws. */
import type { BareJid } from '../../jid.ts';
import { domainOf } from '../../jid.ts';
import type { CliFault } from './fault.ts';

/** Thrown by us before a password would go over a stream that everybody can read. */
export class UnencryptedStream extends Error {
  override readonly name = 'UnencryptedStream';
}

/** Thrown by us when nothing has come of it in time. */
export class ConnectionTimeout extends Error {
  override readonly name = 'ConnectionTimeout';
}

export interface Target {
  readonly account: BareJid;
  readonly server: string | undefined;
}

export function describeConnectionFault(error: unknown, target: Target): CliFault {
  const { account, server } = target;
  const domain = domainOf(account);
  const facts = factsOf(error);
  const where = server ?? domain;
  if (facts.name === 'SASLError') return refusedLogin(facts.condition, account);
  if (facts.name === 'UnencryptedStream') {
    return {
      message: `${where} offers no encryption, so the password was not sent`,
      advice: 'The server has to offer STARTTLS; or name another way to it: --server xmpps://HOST:PORT.',
    };
  }
  if (facts.name === 'StreamError') return refusedStream(facts.condition, domain, where);
  if (CERTIFICATE_CODES.test(facts.code) || facts.isCertificate) return refusedCertificate(facts, domain);
  if (facts.code === 'ENOTFOUND' || facts.code === 'EAI_AGAIN' || facts.code === 'ESERVFAIL') {
    return {
      message: `there is no host ${facts.hostname ?? where}, or no network to ask for it`,
      advice: `See that ${domain} is spelled right and that you are online. ${NAME_A_SERVER}`,
    };
  }
  if (facts.name === 'TimeoutError' || facts.name === 'ConnectionTimeout' || facts.code === 'ETIMEDOUT') {
    return { message: `${where} does not answer`, advice: `${NETWORK} ${NAME_A_SERVER}` };
  }
  const reason = facts.code === '' ? '' : ` (${facts.code})`;
  return { message: `${where} cannot be reached${reason}`, advice: `${NETWORK} ${NAME_A_SERVER}` };
}

const NETWORK = 'See that you are online and that the server is up.';
const NAME_A_SERVER = 'Where DNS does not name it, --server xmpp://HOST:PORT does.';

/** Of OpenSSL's verification, and of Node's. */
const CERTIFICATE_CODES = /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY|DECRYPT|DECODE)|HOSTNAME_MISMATCH|INVALID_CA|CRL/;

interface Facts {
  readonly name: string;
  readonly code: string;
  readonly condition: string;
  readonly hostname: string | undefined;
  readonly isCertificate: boolean;
}

function factsOf(error: unknown): Facts {
  const given: Readonly<Record<string, unknown>> =
    typeof error === 'object' && error !== null ? (error as Readonly<Record<string, unknown>>) : {};
  const text = (key: string): string => (typeof given[key] === 'string' ? given[key] : '');
  return {
    name: text('name'),
    code: text('code'),
    condition: text('condition'),
    hostname: text('hostname') === '' ? undefined : text('hostname'),
    isCertificate: /certificate/i.test(text('message')),
  };
}

/** RFC 6120 #6.5. */
function refusedLogin(condition: string, account: BareJid): CliFault {
  switch (condition) {
    case 'not-authorized':
      return {
        message: `${account} or its password is wrong`,
        advice: `Try again: omemo-calls login ${account}`,
      };
    case 'account-disabled':
    case 'credentials-expired':
      return { message: `the server has closed ${account} (${condition})`, advice: 'Ask who runs the server.' };
    case 'temporary-auth-failure':
      return { message: 'the server cannot check passwords now', advice: 'Try again in a while.' };
    default:
      return {
        message: `the server refuses the login of ${account}${condition === '' ? '' : ` (${condition})`}`,
        advice: 'It may take none of the ways to log in that are known here (SCRAM-SHA-1, PLAIN).',
      };
  }
}

/** RFC 6120 #4.9.3. */
function refusedStream(condition: string, domain: string, where: string): CliFault {
  if (condition === 'host-unknown' || condition === 'host-gone') {
    return {
      message: `${where} is no server for ${domain}`,
      advice: 'See that the account is spelled right, or name another --server.',
    };
  }
  return { message: `the server closed the stream (${condition})`, advice: 'Try again in a while.' };
}

function refusedCertificate({ code }: Facts, domain: string): CliFault {
  const message = `the certificate of ${domain} is refused${code === '' ? '' : ` (${code})`}`;
  if (code.includes('EXPIRED')) return { message, advice: 'It has expired: who runs the server has to renew it.' };
  if (code.includes('ALTNAME') || code.includes('HOSTNAME')) {
    return {
      message,
      advice: `It is for another name than ${domain}: this is not the server, or it is set up wrongly.`,
    };
  }
  return {
    message,
    advice: 'Somebody may be listening; or the server has an authority of its own: name its certificate, --ca FILE.',
  };
}
