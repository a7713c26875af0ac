/** Names kept for a while: of more than it has room for, the oldest is forgotten. */
export class RecentKeys {
  /** A set keeps the order in which its values were added. */
  readonly #keys: Set<string>;
  readonly #room: number;

  constructor(room: number, keys: readonly string[] = []) {
    this.#room = room;
    this.#keys = new Set(keys);
  }

  /** All of them, the oldest first. */
  write(): readonly string[] {
    return [...this.#keys];
  }

  get size(): number {
    return this.#keys.size;
  }

  has(key: string): boolean {
    return this.#keys.has(key);
  }

  delete(key: string): void {
    this.#keys.delete(key);
  }

  add(key: string): void {
    this.#keys.add(key);
    if (this.#keys.size <= this.#room) return;
    const [oldest] = this.#keys;
    if (oldest !== undefined) this.#keys.delete(oldest);
  }
}
