/**
 * Gives the integers of Z3's answer names, in the order they come up, so that its derivation reads as a story.
 */
import { valueOf } from './formula.ts';
import type { Term, Values } from './formula.ts';
import { CALLER } from './terms.ts';
import type { DeviceTerm, EndTerm } from './terms.ts';

/** Names what terms stand for in one step. */
export interface Speaker {
  account(term: Term): string;
  device(device: DeviceTerm): string;
  /** An end's call, by its session id. */
  call(end: EndTerm): string;
  /** The fingerprint of an end's certificate. `by`: whose sentence it is. */
  fingerprint(end: EndTerm, by?: DeviceTerm): string;
  /** A fingerprint, encrypted. `content` is told where a story has several of one certificate. */
  ciphertext(from: DeviceTerm, certificate: EndTerm, content: Term): string;
  /** That an end encrypts its fingerprint for the device it is bound to. */
  encrypts(end: EndTerm, content: Term): string;
  /** What the user of an end is shown. */
  shows(end: EndTerm): string;
  /** That the header names the announced device although another encrypted. */
  headed(end: EndTerm, sender: DeviceTerm): string;
}

/** Something a step can tell, in the names it is given. */
export interface Tellable {
  readonly values: Values;
  readonly tell: ((see: Speaker) => string) | undefined;
}

const HONEST = ['Romeo', 'Juliet', 'Benvolio', 'Rosaline', 'Mercutio'] as const;
const HOSTILE = ['Tybalt', 'Iago', 'Edmund'] as const;

/** The story of these steps, a sentence or two for each that has something to tell. */
export function tellStory(steps: readonly Tellable[]): readonly string[] {
  // Told twice: who is hostile in this story, and what has to be told apart, is known only at its end.
  const listener = new Names(new Set(), false);
  listener.tell(steps);
  return new Names(listener.hostileAccounts, listener.contentCount > 1).tell(steps);
}

class Names {
  readonly #withHonestDevices = new Set<number>();
  readonly #withAttackersDevices = new Set<number>();
  /** Accounts that list a device of somebody else's who is honest. */
  readonly #impostors = new Set<number>();
  readonly #hostile: ReadonlySet<number>;
  readonly #accounts = new Map<number, string>();
  readonly #devices = new Map<string, string>();
  readonly #sessionIds = new Map<number, string>();
  readonly #contents = new Map<number, string>();
  readonly #tellsContents: boolean;

  constructor(hostile: ReadonlySet<number>, tellsContents: boolean) {
    this.#hostile = hostile;
    this.#tellsContents = tellsContents;
  }

  /** Once everything has been told. An account with honest devices is not hostile because one was stolen. */
  get hostileAccounts(): ReadonlySet<number> {
    const suspects = new Set([...this.#withAttackersDevices, ...this.#impostors]);
    return new Set([...suspects].filter((account) => !this.#withHonestDevices.has(account)));
  }

  get contentCount(): number {
    return this.#contents.size;
  }

  tell(steps: readonly Tellable[]): readonly string[] {
    return steps.flatMap(({ tell, values }) => (tell === undefined ? [] : [capitalized(tell(this.#in(values)))]));
  }

  #in(values: Values): Speaker {
    const at = (term: Term): number => valueOf(term, values);
    const account = (term: Term): string => this.#account(at(term));
    const device = ({ account: owner, number }: DeviceTerm): string => this.#device(at(owner), at(number));
    const call = ({ sessionId }: EndTerm): string => `call ${this.#sessionId(at(sessionId))}`;
    const isSame = (one: DeviceTerm, two: DeviceTerm | undefined): boolean =>
      two !== undefined && at(one.account) === at(two.account) && at(one.number) === at(two.number);
    const fingerprint = (end: EndTerm, by?: DeviceTerm): string => {
      const whose = isSame(end.device, by) ? 'its fingerprint' : `the fingerprint of ${device(end.device)}`;
      if (at(end.device.number) < 0) return whose;
      const preposition = at(end.role) === CALLER ? 'to' : 'from';
      return `${whose} for ${call(end)} ${preposition} ${account(end.contact)}`;
    };
    const ofContent = (content: Term): string => this.#content(at(content));
    return {
      account,
      device,
      call,
      fingerprint,
      ciphertext: (from, certificate, content) =>
        `${fingerprint(certificate)}, encrypted by ${device(from)}${ofContent(content)}`,
      encrypts: (end, content) =>
        `${device(end.device)} encrypts ${fingerprint(end, end.device)} for ${device(end.peer)}${ofContent(content)}`,
      shows: (end) => {
        if (at(end.peer.number) >= 0 && at(end.peer.account) !== at(end.contact)) this.#impostors.add(at(end.contact));
        const who = capitalized(device(end.device));
        return `${who} shows ${call(end)} with ${account(end.contact)} as authenticated, by ${device(end.peer)}`;
      },
      headed: (end, sender) =>
        isSame(end.peer, sender) ? '' : `, under a header that names ${device(end.peer)}'s number`,
    };
  }

  #account(value: number): string {
    const isHostile = this.#hostile.has(value);
    return named(this.#accounts, value, () => {
      const taken = new Set(this.#accounts.values());
      const free = (isHostile ? HOSTILE : HONEST).find((name) => !taken.has(name));
      return free ?? `account ${taken.size}`;
    });
  }

  #device(account: number, number: number): string {
    (number >= 0 ? this.#withHonestDevices : this.#withAttackersDevices).add(account);
    const owner = this.#account(account);
    const kind = number < 0 && !this.#hostile.has(account) ? `${owner}'s stolen device` : `${owner}'s phone`;
    return named(this.#devices, `${account}/${number}`, () => {
      const count = [...this.#devices.values()].filter((name) => name.startsWith(kind)).length;
      return count === 0 ? kind : `${kind} no. ${count + 1}`;
    });
  }

  #content(value: number): string {
    const name = named(this.#contents, value, (index) => ` (content ${index + 1})`);
    return this.#tellsContents ? name : '';
  }

  #sessionId(value: number): string {
    return named(this.#sessionIds, value, (index) => String.fromCodePoint(65 + index));
  }
}

function named<Key>(names: Map<Key, string>, key: Key, make: (index: number) => string): string {
  const known = names.get(key);
  if (known !== undefined) return known;
  const name = make(names.size);
  names.set(key, name);
  return name;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
