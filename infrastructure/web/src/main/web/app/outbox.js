// Gifts that were tapped and are not answered: each with its key, kept in the browser until the server has said what
// became of it, or until it expires and the server would refuse it. Sending one again with its key never sends two.

/** How long a tap is worth sending. */
export const LIFE_MS = 30_000;
const RETRY_MS = [300, 1000, 2000, 4000, 8000];
const MAX = 200;

export class Outbox {
  #name;
  #busy = false;

  /**
   * @param {string} user whose it is
   * @param {(entry) => Promise<{done: boolean, problem?: object}>} send says whether there is an answer
   * @param {Storage} storage
   */
  constructor(user, send, storage = localStorage) {
    this.#name = `giftledger.outbox.${user}`;
    this.send = send;
    this.storage = storage;
  }

  /** What waits, oldest first. */
  get entries() {
    try {
      const kept = JSON.parse(this.storage.getItem(this.#name) ?? '[]');
      return Array.isArray(kept) ? kept : [];
    } catch {
      return [];
    }
  }

  #keep(entries) {
    this.storage.setItem(this.#name, JSON.stringify(entries.slice(-MAX)));
  }

  #forget(key) {
    this.#keep(this.entries.filter((entry) => entry.key !== key));
  }

  /** Keeps a gift and sends it as soon as those before it are answered. */
  add(gift) {
    const expires = new Date(Date.now() + LIFE_MS).toISOString();
    const entry = {key: crypto.randomUUID(), gift: {...gift, expires_at: expires}, expires};
    this.#keep([...this.entries, entry]);
    this.flush();
    return entry;
  }

  /** Sends what waits, one after another, for a combo is in the order of its taps. */
  async flush() {
    if (this.#busy) return;
    this.#busy = true;
    try {
      for (let attempt = 0; ; ) {
        const entry = this.entries[0];
        if (!entry) return;
        if (Date.parse(entry.expires) < Date.now()) {
          this.#forget(entry.key);
          continue;
        }
        if (await this.send(entry)) {
          this.#forget(entry.key);
          attempt = 0;
        } else {
          const pause = RETRY_MS[Math.min(attempt++, RETRY_MS.length - 1)];
          await new Promise((resume) => setTimeout(resume, pause));
        }
      }
    } finally {
      this.#busy = false;
    }
  }
}
