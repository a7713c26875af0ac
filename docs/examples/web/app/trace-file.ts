/** What calls did, for a report of somebody whose call went wrong: see docs/guides/reading-a-trace.md. */
import type { TraceEntry } from 'omemo-calls';

/** A call has about 40 of them. */
const MOST_ENTRIES = 10_000;

export class TraceFile {
  readonly #entries: TraceEntry[] = [];

  add(entry: TraceEntry): void {
    this.#entries.push(entry);
    if (this.#entries.length > MOST_ENTRIES) this.#entries.shift();
  }

  /**
   * Has the browser save it, one entry a line. There is no key in it, and of what others wrote no more than addresses
   * and session ids.
   */
  save(): void {
    const lines = this.#entries.map((entry) => `${JSON.stringify(entry)}\n`);
    const address = URL.createObjectURL(new Blob(lines, { type: 'application/jsonl' }));
    const link = Object.assign(document.createElement('a'), { href: address, download: 'calls.jsonl' });
    link.click();
    // The download begins some time after the click.
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  }
}
