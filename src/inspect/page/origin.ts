/**
 * Whether a page that opened this one, or holds it in a frame, is listened to. Any site can do either with an address
 * of this machine, and what it then tells would stand where people look for what is so.
 */

/** `ask`: the user, first. */
export type Hearing = 'ask' | 'listen' | 'refuse';

/**
 * @param origin  as the browser says it; `null` of a page that has none, such as a file
 * @param own  the origin of this page
 * @param showsProgram  whether this page shows what a program tells, for which it has the token
 */
export function hearingOf(origin: string, own: string, showsProgram: boolean): Hearing {
  if (origin === own || isOfThisMachine(origin)) return 'listen';
  // Nobody shall take the words of a site for those of the program.
  return showsProgram ? 'refuse' : 'ask';
}

const HOSTS_OF_THIS_MACHINE = /^(?:127(?:\.\d{1,3}){3}|\[::1\]|(?:[a-z0-9-]+\.)*localhost)$/;

/** Browsers look up none of these names elsewhere. */
function isOfThisMachine(origin: string): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, hostname } = new URL(origin);
  return (protocol === 'http:' || protocol === 'https:') && HOSTS_OF_THIS_MACHINE.test(hostname);
}
