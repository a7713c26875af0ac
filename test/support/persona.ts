/**
 * A scripted peer that behaves as one of the real clients does, stanza by stanza: what it announces, sends, refuses and
 * leaves out is said by its traits. It shares nothing with the core but the OMEMO library and the XML reader, so that
 * a misunderstanding of ours does not meet its own twin.
 */
import type { OmemoAccount } from '../../src/omemo/create.ts';
import type { DtlsSetup } from '../../src/stanzas/dtls.ts';
import { readOmemoMessage } from '../../src/stanzas/omemo.ts';
import type { DeviceId } from '../../src/stanzas/omemo.ts';
import type { XmlElement } from '../../src/xml/element.ts';
import { attribute, childElements } from '../../src/xml/read.ts';
import { serializeXml } from '../../src/xml/serialize.ts';
import { descendants, encryptedFingerprint } from './hostile.ts';
import { openAccount } from './omemo-accounts.ts';
import { PersonaChanges } from './persona-changes.ts';
import type { Identity } from './parties.ts';
import { CANDIDATE, ice, mediaIn, personaContent, reasonIn } from './persona-stanzas.ts';
import type { Traits } from './persona-traits.ts';
import { device, fingerprint, iqError, propose, reason, result, word } from './stanzas.ts';
import type { World } from './world.ts';
import { asPassing, parse } from './world.ts';

export interface Persona extends Identity {
  /** What became of its call. */
  readonly outcome: () => 'authenticated' | 'ended' | 'none' | 'plain';
  /** Why it ended, as it was told or told itself. */
  readonly endReason: () => string | undefined;
  readonly call: (contact: Identity, media: readonly string[]) => void;
  /** Takes the call that rings. */
  readonly answer: () => Promise<void>;
  readonly hangUp: () => void;
  /** Turns the camera on. */
  readonly add: () => Promise<void>;
  /** Looks for addresses anew. */
  readonly restart: () => void;
  /** What the call has, by name. */
  readonly contents: () => readonly string[];
  readonly settled: () => Promise<void>;
}

export async function createPersona(world: World, identity: Identity, traits: Traits): Promise<Persona> {
  const omemo = traits.encrypts ? (await openAccount(identity, 'acquainted')).omemo : undefined;
  const client = new ScriptedClient(world, identity, traits, omemo);
  return {
    ...identity,
    outcome: () => client.outcome,
    endReason: () => client.endReason,
    call: (contact, media) => client.call(contact, media),
    answer: () => client.answer(),
    hangUp: () => client.hangUp(),
    add: () => client.changes.add(),
    restart: () => client.changes.restart(),
    contents: () => client.contents,
    settled: () => client.settled(),
  };
}

const PERSONAS_CALL = 'persona-call';
const NS_VERIFICATION = 'http://gultsch.de/xmpp/drafts/omemo/dlts-srtp-verification';

class ScriptedClient {
  outcome: ReturnType<Persona['outcome']> = 'none';
  endReason: string | undefined;
  readonly #identity: Identity;
  readonly #traits: Traits;
  readonly #omemo: OmemoAccount | undefined;
  readonly #send: (xml: string) => void;
  #peer = '';
  #sessionId = PERSONAS_CALL;
  #media: readonly string[] = [];
  /** Of the call that runs. */
  readonly contents: string[] = [];
  readonly changes: PersonaChanges;
  /** The device that it encrypts for; undefined in a plain call. */
  #device: number | undefined;
  #role: 'initiator' | 'responder' = 'responder';
  #work: Promise<void> = Promise.resolve();
  #requests = 0;

  constructor(world: World, identity: Identity, traits: Traits, omemo: OmemoAccount | undefined) {
    this.#identity = identity;
    this.#traits = traits;
    this.#omemo = omemo;
    const connection = world.server.connect(identity.account, (xml) => this.#hear(parse(xml)));
    this.#send = (xml) => connection.send(asPassing(xml).stanza);
    this.changes = new PersonaChanges({
      traits,
      role: () => this.#role,
      contents: this.contents,
      request: (action, inside) => this.#request(action, inside),
      terminate: (condition) => this.#terminate(condition),
      open: (jingle) => this.#open(jingle),
      fingerprints: async (count, setup) => (await this.#fingerprints(this.#device, setup, count))?.of ?? [],
    });
  }

  async settled(): Promise<void> {
    await this.#work;
  }

  call(contact: Identity, media: readonly string[]): void {
    this.#role = 'initiator';
    this.#media = media;
    this.#peer = this.#traits.callsDirectly ? contact.account : contact.contact;
    if (this.#traits.callsDirectly) {
      this.#work = this.#work.then(() => this.#offer(contact.deviceId));
      return;
    }
    const named = this.#traits.announces === 'propose' ? device(this.#identity.deviceId.toString()) : '';
    const stanza = propose(this.#identity.account, contact.contact, this.#sessionId, media);
    this.#send(stanza.replace('</propose>', `${named}</propose>`));
  }

  async answer(): Promise<void> {
    const { account, contact, deviceId } = this.#identity;
    const { announces, sendsLegacyAccept } = this.#traits;
    if (sendsLegacyAccept) this.#send(word(account, contact, 'accept', this.#sessionId));
    const named = announces === 'never' ? '' : device(deviceId.toString());
    this.#send(word(account, this.#peer, 'proceed', this.#sessionId, named));
    await this.settled();
  }

  hangUp(): void {
    this.#request('session-terminate', reason('success'));
    this.#end('success');
  }

  #hear(stanza: XmlElement): void {
    this.#work = this.#work.then(() => this.#take(stanza));
  }

  async #take(stanza: XmlElement): Promise<void> {
    const [payload] = childElements(stanza);
    if (stanza.name === 'message' && payload !== undefined) return this.#takeWord(stanza, payload);
    if (attribute(stanza, 'type') !== 'set' || payload === undefined) return;
    const action = attribute(payload, 'action') ?? '';
    const [from, id] = [attribute(stanza, 'from') ?? '', attribute(stanza, 'id') ?? ''];
    const isKnown = ['session-accept', 'session-initiate', 'session-terminate', 'session-info'].includes(action);
    const said = isKnown ? 'ok' : this.changes.say(action, payload);
    if (said !== 'ok') {
      this.#send(iqError(this.#identity.account, from, id, this.#traits.refusesWith));
      return;
    }
    this.#send(result(this.#identity.account, from, id));
    if (!isKnown) return this.changes.act(action, payload);
    if (action !== 'session-info') this.changes.described(payload);
    if (action === 'session-terminate') this.#end(reasonIn(payload));
    if (action === 'session-initiate') {
      // Whoever is called without a proposal hears of it here.
      this.#peer = from;
      this.#sessionId = attribute(payload, 'sid') ?? '';
      await this.#takeOffer(payload);
    }
    if (action === 'session-accept') await this.#takeAnswer(payload);
  }

  async #takeWord(message: XmlElement, payload: XmlElement): Promise<void> {
    const from = attribute(message, 'from') ?? '';
    switch (payload.name) {
      case 'propose': {
        this.#peer = from;
        this.#sessionId = attribute(payload, 'id') ?? '';
        const { media } = this.#traits;
        if (!mediaIn(payload).every((kind) => (media as readonly string[]).includes(kind))) {
          this.#send(word(this.#identity.account, from, 'reject', this.#sessionId, reason('media-error')));
          this.#end('media-error');
        } else if (this.#traits.rings) {
          this.#send(word(this.#identity.account, from, 'ringing', this.#sessionId));
        }
        return;
      }
      case 'proceed': {
        this.#peer = from;
        const [announced] = descendants(payload).filter(({ namespace }) => namespace === NS_VERIFICATION);
        return this.#offer(announced === undefined ? undefined : Number(attribute(announced, 'id')));
      }
      case 'reject':
      case 'retract':
      case 'finish':
        return this.#end(reasonIn(payload));
    }
  }

  async #offer(deviceId: number | undefined): Promise<void> {
    const fingerprints = await this.#fingerprints(deviceId, 'actpass');
    if (fingerprints === undefined) {
      this.#send(word(this.#identity.account, this.#peer, 'finish', this.#sessionId, reason('security-error')));
      return this.#end('security-error');
    }
    this.#describe('session-initiate', fingerprints);
  }

  async #takeOffer(jingle: XmlElement): Promise<void> {
    const taken = await this.#open(jingle);
    if (taken === undefined) return this.#terminate('security-error');
    if (mediaIn(jingle).some((kind) => !(this.#traits.media as readonly string[]).includes(kind))) {
      return this.#terminate('unsupported-applications');
    }
    this.#media = mediaIn(jingle);
    this.contents.push(...this.#media);
    const fingerprints = await this.#fingerprints(taken.from, 'active');
    if (fingerprints === undefined) return this.#terminate('security-error');
    this.#describe('session-accept', fingerprints);
    this.outcome = taken.from === undefined || fingerprints.isPlain ? 'plain' : 'authenticated';
  }

  async #takeAnswer(jingle: XmlElement): Promise<void> {
    const taken = await this.#open(jingle);
    if (taken === undefined) return this.#terminate('security-error');
    this.outcome = taken.from === undefined ? 'plain' : 'authenticated';
    this.contents.push(...this.#media);
    if (this.#traits.candidates === 'afterBoth') this.#trickle();
  }

  /** The device whose fingerprints were opened; `from` undefined in a plain description; undefined if refused. */
  async #open(jingle: XmlElement): Promise<{ readonly from: number | undefined } | undefined> {
    const encrypted = descendants(jingle).filter(
      ({ name, namespace }) => name === 'fingerprint' && namespace === NS_VERIFICATION,
    );
    if (encrypted.length === 0) return this.#traits.insistsOnOmemo ? undefined : { from: undefined };
    // A client that never encrypts reads what it cannot open as if there were no fingerprint: it answers all the same.
    if (this.#omemo === undefined) return { from: undefined };
    let from: DeviceId | undefined;
    for (const element of encrypted) {
      const [inside] = childElements(element);
      const message = inside === undefined ? undefined : readOmemoMessage(inside);
      if (message?.ok !== true) return undefined;
      const { senderDeviceId: deviceId } = message.value;
      const account = this.#peer.split('/')[0] as Identity['contact'];
      const opened = await this.#omemo.decrypt({ account, deviceId, identityKey: undefined }, message.value);
      if (!opened.ok) return undefined;
      from = deviceId;
    }
    return { from };
  }

  /** One for each content; undefined where this client would rather have no call. */
  async #fingerprints(deviceId: number | undefined, setup: DtlsSetup, count = this.#media.length) {
    this.#device = deviceId;
    const each = Array.from({ length: count });
    const { dtlsFingerprint } = this.#identity;
    const account = this.#peer.split('/')[0] as Identity['contact'];
    if (deviceId === undefined || this.#omemo === undefined) {
      if (this.#traits.insistsOnOmemo) return undefined;
      return { isPlain: true, of: each.map(() => fingerprint(dtlsFingerprint, setup)) };
    }
    const of: string[] = [];
    for (const _ of each) {
      const recipient = { account, deviceId: deviceId as DeviceId };
      of.push(serializeXml(await encryptedFingerprint(this.#omemo, recipient, dtlsFingerprint, setup)));
    }
    return { isPlain: false, of };
  }

  #describe(action: string, { of }: { readonly of: readonly string[] }): void {
    const { bundles, candidates } = this.#traits;
    const contents = this.#media.map((media, index) =>
      personaContent(this.#traits, media, of[index] ?? '', bundles ? 0 : index),
    );
    const names = this.#media.map((media) => `<content name='${media}'/>`).join('');
    const group = bundles ? `<group xmlns='urn:xmpp:jingle:apps:grouping:0' semantics='BUNDLE'>${names}</group>` : '';
    this.#request(action, `${contents.join('')}${group}`);
    if (candidates === 'afterOwn' || (candidates === 'afterBoth' && this.#role === 'responder')) this.#trickle();
  }

  #trickle(): void {
    const [media] = this.#media;
    this.#request('transport-info', `<content creator='initiator' name='${media}'>${ice(0, CANDIDATE)}</content>`);
  }

  #request(action: string, inside: string): void {
    this.#requests += 1;
    const { account } = this.#identity;
    const attributes = `action='${action}' sid='${this.#sessionId}' ${this.#role}='${account}'`;
    const jingle = `<jingle xmlns='urn:xmpp:jingle:1' ${attributes}>${inside}</jingle>`;
    this.#send(`<iq type='set' id='p${this.#requests}' from='${account}' to='${this.#peer}'>${jingle}</iq>`);
  }

  #terminate(condition: string): void {
    this.#request('session-terminate', reason(condition));
    this.#end(condition);
  }

  #end(condition: string): void {
    if (this.outcome === 'ended') return;
    this.outcome = 'ended';
    this.endReason = condition;
    const { account } = this.#identity;
    if (this.#traits.finishes) this.#send(word(account, this.#peer, 'finish', this.#sessionId, reason(condition)));
  }
}
