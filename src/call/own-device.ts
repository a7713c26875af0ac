/**
 * Makes our OMEMO device known: the bundle in its node, and the device in the account's list beside those already
 * there.
 *
 * Nothing waits for it. A list that cannot be read is left alone: publishing over it would make our other devices
 * unreachable.
 *
 * Spec: XEP-0384 0.3.0 #usecases-announcing; XEP-0163 1.2.2 for PEP; XEP-0060 1.30.0 #publisher-publish-options.
 */
import { jsonBoolean, jsonObject } from '../base/json.ts';
import type { JsonReader, JsonValue } from '../base/json.ts';
import type { Omemo } from '../omemo/port.ts';
import type { DeviceId } from '../stanzas/omemo.ts';
import type { XmlElement } from '../xml/element.ts';
import type { CallEnvironment } from './environment.ts';
import { readDeviceId } from './json-readers.ts';
import { readDeviceListResult, writeBundlePublish, writeDeviceListPublish, writeDeviceListRequest } from './pep.ts';
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
  /** The server did not take the newest bundle, or did not say so: a used prekey may still be on offer. */
  #isUnpublished: boolean;

  constructor(environment: CallEnvironment, omemo: Omemo, state?: OwnDeviceState) {
    this.#environment = environment;
    this.#omemo = omemo;
    this.#isUnpublished = state?.isUnpublished ?? false;
  }

  write(): JsonValue {
    return { deviceId: this.#omemo.ownDevice.deviceId, isUnpublished: this.#isUnpublished };
  }

  /** The bundle first: once the list names the device, others will ask for it. */
  publish(): void {
    this.#publishBundle();
    this.#request('get', writeDeviceListRequest(), { for: 'ownDevice', step: 'deviceList' });
  }

  /** Goes on with the answer to one of our requests. */
  settle(step: OwnDeviceStep, outcome: RequestOutcome): void {
    if (step === 'deviceList') this.#addToList(outcome);
    if (step === 'bundle' && outcome.kind !== 'result') this.#isUnpublished = true;
  }

  /**
   * Publishes the bundle again if a prekey in it has been used since, or if the server did not take it the last time.
   */
  publishBundleIfChanged(): void {
    if (this.#isUnpublished || this.#omemo.bundleChanged()) this.#publishBundle();
  }

  #publishBundle(): void {
    const { track } = this.#environment;
    track(
      this.#omemo.ownBundle().then((bundle) => {
        // A store that fails now fails the next call's encryption too, and that is where the user hears of it.
        if (!bundle.ok) return;
        this.#isUnpublished = false;
        const publish = writeBundlePublish(this.#omemo.ownDevice.deviceId, bundle.value);
        this.#request('set', publish, { for: 'ownDevice', step: 'bundle' });
      }),
    );
  }

  #addToList(outcome: RequestOutcome): void {
    const listed = readDeviceListResult(outcome);
    const { deviceId } = this.#omemo.ownDevice;
    if (listed === undefined || listed.includes(deviceId)) return;
    const publish = writeDeviceListPublish([...listed, deviceId] satisfies readonly DeviceId[]);
    this.#request('set', publish, { for: 'ownDevice', step: 'publishedList' });
  }

  #request(type: 'get' | 'set', payload: XmlElement, purpose: RequestPurpose): void {
    const { requests, deadlines } = this.#environment;
    requests.send({ type, to: undefined, payload, deadlineMs: deadlines.requestMs, purpose });
  }
}
