/**
 * Makes our OMEMO device known, and keeps it known: the bundle in its node, and the device in the account's list beside
 * those already there. The list is put right where another client has left us out, or named a device twice.
 *
 * Nothing waits for it. A list that cannot be read is left alone: publishing over it would make our other devices
 * unreachable.
 *
 * Spec: XEP-0384 0.3.0 #usecases-announcing, #usecases-discovering; XEP-0163 1.2.2 for PEP; XEP-0060 1.30.0
 * #publisher-publish-options.
 */
import { assertNever } from '../base/errors.ts';
import { jsonBoolean, jsonObject } from '../base/json.ts';
import type { JsonReader, JsonValue } from '../base/json.ts';
import type { Omemo } from '../omemo/port.ts';
import { DEVICE_LIST_REPAIRS } from '../base/limits.ts';
import type { DeviceId } from '../stanzas/omemo.ts';
import type { Message } from '../stanzas/stanza.ts';
import type { XmlElement } from '../xml/element.ts';
import type { CallEnvironment } from './environment.ts';
import { readDeviceId } from './json-readers.ts';
import {
  isDeviceListEvent,
  isOtherwiseConfigured,
  readDeviceListEvent,
  readDeviceListResult,
  writeBundleConfiguration,
  writeBundlePublish,
  writeDeviceListConfiguration,
  writeDeviceListPublish,
  writeDeviceListRequest,
} from './pep.ts';
import type { Access, PublishedDeviceList } from './pep.ts';
import type { OwnDeviceStep, RequestPurpose } from './request-purpose.ts';
import type { RequestOutcome } from './requests.ts';

export interface OwnDeviceState {
  /** The calls were promised this one: another could not go on with them. */
  readonly deviceId: DeviceId;
  readonly isUnpublished: boolean;
}

export const readOwnDevice: JsonReader<OwnDeviceState> = jsonObject({
  deviceId: readDeviceId,
  isUnpublished: jsonBoolean,
});

export class OwnDevice {
  readonly #environment: CallEnvironment;
  readonly #omemo: Omemo;
  readonly #isStale: (deviceId: DeviceId) => boolean;
  /** The server did not take the newest bundle, or did not say so: a used prekey may still be on offer. */
  #isUnpublished: boolean;
  /** Whether the application has asked for it. Whoever publishes a device without us keeps its list as well. */
  #isKeptUp = false;
  /** When the list was last put right because of what the server told, in milliseconds from 1970. */
  #repairs: readonly number[] = [];

  constructor(
    environment: CallEnvironment,
    omemo: Omemo,
    isStale: (deviceId: DeviceId) => boolean,
    state?: OwnDeviceState,
  ) {
    this.#environment = environment;
    this.#omemo = omemo;
    this.#isStale = isStale;
    this.#isUnpublished = state?.isUnpublished ?? false;
  }

  write(): JsonValue {
    return { deviceId: this.#omemo.ownDevice.deviceId, isUnpublished: this.#isUnpublished };
  }

  /** The bundle first: once the list names the device, others will ask for it. */
  publish(): void {
    this.#isKeptUp = true;
    this.#publishBundle('bundle');
    this.#requestList('deviceList');
  }

  /** Goes on with the answer to one of our requests. */
  settle(step: OwnDeviceStep, outcome: RequestOutcome): void {
    const isRefused = isOtherwiseConfigured(outcome);
    switch (step) {
      case 'bundle':
        if (isRefused) this.#request('set', writeBundleConfiguration(this.#deviceId), 'configuredBundle');
        else this.#noteUnlessTaken(outcome);
        return;
      // Whether it could be configured or not: it is then published without asking for more.
      case 'configuredBundle':
        return this.#publishBundle('bundleAgain');
      case 'bundleAgain':
        return this.#noteUnlessTaken(outcome);
      case 'deviceList':
      case 'deviceListAgain':
        return this.#putRight(readDeviceListResult(outcome), step === 'deviceList' ? 'open' : 'asItIs');
      case 'publishedList':
        if (isRefused) this.#request('set', writeDeviceListConfiguration(), 'configuredList');
        return;
      // Asked for again: it may have changed meanwhile.
      case 'configuredList':
        return this.#requestList('deviceListAgain');
      case 'publishedListAgain':
        return;
      default:
        assertNever(step);
    }
  }

  /**
   * Takes a message that may tell of the account's list. Only our own account's word counts.
   *
   * Another client that removes us each time is not fought for ever: past a few repairs an hour the list stays as it is
   * until the next change or start.
   */
  hear(message: Message): void {
    const { from } = message;
    if (!this.#isKeptUp || message.type === 'error' || !isDeviceListEvent(message)) return;
    if (from !== undefined && from !== this.#omemo.ownDevice.account) return;
    const list = readDeviceListEvent(message);
    if (list !== undefined && this.#wanted(list) === undefined) return;
    const now = this.#environment.clock.now();
    const recent = this.#repairs.filter((atMs) => Math.abs(now - atMs) < DEVICE_LIST_REPAIRS.withinMs);
    if (recent.length >= DEVICE_LIST_REPAIRS.most) return;
    this.#repairs = [...recent, now];
    // Not from the message: what the server has by now is what is to be put right.
    this.#requestList('deviceList');
  }

  /**
   * Publishes the bundle again if a prekey in it has been used since, or if the server did not take it the last time.
   */
  publishBundleIfChanged(): void {
    if (this.#isUnpublished || this.#omemo.bundleChanged()) this.#publishBundle('bundle');
  }

  get #deviceId(): DeviceId {
    return this.#omemo.ownDevice.deviceId;
  }

  #publishBundle(step: 'bundle' | 'bundleAgain'): void {
    const { track } = this.#environment;
    track(
      this.#omemo.ownBundle().then((bundle) => {
        // A store that fails now fails the next call's encryption too, and that is where the user hears of it.
        if (!bundle.ok) return;
        this.#isUnpublished = false;
        const publish = writeBundlePublish(this.#deviceId, bundle.value, step === 'bundle' ? 'open' : 'asItIs');
        this.#request('set', publish, step);
      }),
    );
  }

  #noteUnlessTaken(outcome: RequestOutcome): void {
    if (outcome.kind !== 'result') this.#isUnpublished = true;
  }

  #requestList(step: 'deviceList' | 'deviceListAgain'): void {
    this.#request('get', writeDeviceListRequest(), step);
  }

  #putRight(list: PublishedDeviceList | undefined, access: Access): void {
    const deviceIds = list === undefined ? undefined : this.#wanted(list);
    if (list === undefined || deviceIds === undefined) return;
    const publish = writeDeviceListPublish({ deviceIds, extensions: list.extensions }, access);
    this.#request('set', publish, access === 'open' ? 'publishedList' : 'publishedListAgain');
  }

  /** What the list should name; undefined where it does. Order and everything else that is there stay. */
  #wanted({ deviceIds, isUntidy }: PublishedDeviceList): readonly DeviceId[] | undefined {
    const kept = deviceIds.filter((deviceId) => deviceId === this.#deviceId || !this.#isStale(deviceId));
    const wanted = kept.includes(this.#deviceId) ? kept : [...kept, this.#deviceId];
    const isRight = !isUntidy && kept.length === deviceIds.length && wanted.length === kept.length;
    return isRight ? undefined : wanted;
  }

  #request(type: 'get' | 'set', payload: XmlElement, step: OwnDeviceStep): void {
    const { requests, deadlines } = this.#environment;
    const purpose: RequestPurpose = { for: 'ownDevice', step };
    requests.send({ type, to: undefined, payload, deadlineMs: deadlines.requestMs, purpose });
  }
}
