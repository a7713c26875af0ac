/** What a persona does to a running call, and what it makes of what our side does to it. */
import type { XmlElement } from '../../src/xml/element.ts';
import { attribute, childElements } from '../../src/xml/read.ts';
import { descendants } from './hostile.ts';
import { addedContent, CANDIDATE, ice, mediaIn } from './persona-stanzas.ts';
import { bundle } from './stanzas.ts';

/** What tells one client from another in it. */
export interface ChangeTraits {
  /** How it adds contents, and takes what is added; `no`: it has no use for requests about contents. */
  readonly adds: 'no' | 'stub' | 'whole';
  /** What a restart of ICE by our side comes to. `ignores`: it acknowledges, and goes on as before. */
  readonly onRestart: 'answers' | 'ends' | 'ignores' | 'refuses';
  readonly onRemove: 'refuses' | 'takes';
}

/** The client whose call it is. */
export interface ChangingClient {
  readonly traits: ChangeTraits;
  readonly role: () => 'initiator' | 'responder';
  /** The contents of the call, by name. */
  readonly contents: string[];
  readonly request: (action: string, inside: string) => void;
  readonly terminate: (condition: string) => void;
  /** Whether the fingerprints in it are of the other end of the call; `undefined` from what it cannot open. */
  readonly open: (jingle: XmlElement) => Promise<{ readonly from: number | undefined } | undefined>;
  /** One for each, as the call's own travelled. */
  readonly fingerprints: (count: number, setup: 'active' | 'actpass' | 'passive') => Promise<readonly string[]>;
}

/** What it says to a request: `not mine` is for whoever asked to answer. */
export type Said = 'not mine' | 'ok' | 'refused';

const NEW_ICE = 7;
const ADDED_ICE = 5;

export class PersonaChanges {
  readonly #client: ChangingClient;
  /** Of our side's transport, as it was told first. */
  #ufrag: string | undefined;
  #hasRestarted = false;

  constructor(client: ChangingClient) {
    this.#client = client;
  }

  /** Notes the ICE session that a description of our side begins. */
  described(jingle: XmlElement): void {
    this.#ufrag = ufragIn(jingle);
  }

  /** Its user turns the camera on. */
  async add(): Promise<void> {
    const { traits, request, contents } = this.#client;
    const name = 'camera';
    const inside = traits.adds === 'stub' ? '' : await this.#transportInside('actpass');
    const transport = traits.adds === 'stub' ? undefined : ice(ADDED_ICE, inside + CANDIDATE);
    const group = traits.adds === 'stub' ? bundle([...contents, name]) : '';
    request('content-add', addedContent(name, this.#client.role(), transport) + group);
  }

  /** Its network changes. */
  restart(): void {
    const { contents, request } = this.#client;
    this.#hasRestarted = true;
    request('transport-info', contents.map((name) => transportOf(name, ice(NEW_ICE, ''))).join(''));
  }

  /** What it says to a request of our side; what it does then, it does in `act`. */
  say(action: string, jingle: XmlElement): Said {
    const { traits } = this.#client;
    switch (action) {
      case 'content-add':
      case 'content-accept':
      case 'content-reject':
        return traits.adds === 'no' ? 'refused' : 'ok';
      case 'content-remove':
        return traits.onRemove === 'takes' ? 'ok' : 'refused';
      case 'transport-info':
        return this.#isRestart(jingle) && traits.onRestart === 'refuses' ? 'refused' : 'ok';
      default:
        return 'not mine';
    }
  }

  async act(action: string, jingle: XmlElement): Promise<void> {
    if (action === 'content-add') return this.#accept(jingle);
    if (action === 'content-accept') return this.#accepted(jingle);
    if (action === 'content-remove') return this.#removed(jingle);
    if (action === 'transport-info' && this.#isRestart(jingle)) this.#restarted(jingle);
  }

  async #accept(jingle: XmlElement): Promise<void> {
    const { request, contents, open, role } = this.#client;
    const isStub = ufragIn(jingle) === undefined;
    if (!isStub && (await open(jingle)) === undefined) return request('content-reject', namesOnly(jingle));
    const setup = role() === 'responder' ? 'active' : 'passive';
    const creator = role() === 'responder' ? 'initiator' : 'responder';
    const parts: string[] = [];
    for (const name of namesIn(jingle)) {
      const transport = isStub ? undefined : ice(0, await this.#transportInside(setup));
      parts.push(addedContent(name, creator, transport));
      contents.push(name);
    }
    request('content-accept', parts.join('') + (isBundled(jingle) ? bundle(contents) : ''));
  }

  async #accepted(jingle: XmlElement): Promise<void> {
    const { contents, open, request } = this.#client;
    const isStub = ufragIn(jingle) === undefined;
    if (!isStub && (await open(jingle)) === undefined) return request('content-remove', namesOnly(jingle));
    contents.push(...namesIn(jingle));
  }

  #removed(jingle: XmlElement): void {
    const { contents } = this.#client;
    for (const name of namesIn(jingle)) contents.splice(contents.indexOf(name), 1);
  }

  #restarted(jingle: XmlElement): void {
    const { traits, request, terminate, contents } = this.#client;
    this.#ufrag = ufragIn(jingle);
    if (traits.onRestart === 'ends') return terminate('failed-transport');
    if (traits.onRestart !== 'answers' || this.#hasRestarted) return;
    const [first, ...others] = contents.map((name, index) =>
      transportOf(name, ice(NEW_ICE, index === 0 ? CANDIDATE : '')),
    );
    request('transport-info', [first, ...others].join(''));
  }

  #isRestart(jingle: XmlElement): boolean {
    const ufrag = ufragIn(jingle);
    return this.#ufrag !== undefined && ufrag !== undefined && ufrag !== this.#ufrag;
  }

  async #transportInside(setup: 'active' | 'actpass' | 'passive'): Promise<string> {
    return (await this.#client.fingerprints(1, setup)).join('');
  }
}

function transportOf(name: string, transport: string): string {
  return `<content creator='initiator' name='${name}'>${transport}</content>`;
}

function ufragIn(jingle: XmlElement): string | undefined {
  return descendants(jingle)
    .map((found) => attribute(found, 'ufrag'))
    .find((ufrag) => ufrag !== undefined);
}

function namesIn(jingle: XmlElement): readonly string[] {
  return childElements(jingle).flatMap((child) => (child.name === 'content' ? [attribute(child, 'name') ?? ''] : []));
}

function namesOnly(jingle: XmlElement): string {
  return namesIn(jingle)
    .map((name) => `<content creator='initiator' name='${name}'/>`)
    .join('');
}

function isBundled(jingle: XmlElement): boolean {
  return mediaIn(jingle).length > 0 && descendants(jingle).some(({ name }) => name === 'group');
}
