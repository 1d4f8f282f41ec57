// Which effects play, and when: one full-screen effect at a time, dearest first, of at most twenty that wait; three small
// ones at once. A combo that grows is one small effect that counts on.

const FULL_SCREEN_MAX = 20;
const SMALL_AT_ONCE = 3;
const SMALL_MAX = 30;

export class EffectQueue {
  #full = [];
  #small = [];
  #lanes = new Map();
  #order = 0;

  /** @param {{playFull: (effect) => Promise, playSmall: (effect) => {grow: (effect) => void, ended: Promise}}} stage */
  constructor(stage) {
    this.stage = stage;
    this.playing = null;
  }

  /** How many full-screen effects wait. */
  get waiting() {
    return this.#full.length;
  }

  /** How many small ones are on the screen. */
  get lanes() {
    return this.#lanes.size;
  }

  /** @param {{kind: string, coins: number, key: string, count: number}} effect */
  offer(effect) {
    if (effect.kind === 'full_screen') this.#offerFull(effect);
    this.#offerSmall(effect);
  }

  /** A combo is known to be longer than what was offered of it. */
  grow(key, count) {
    this.#lanes.get(key)?.grow({count});
    const waiting = this.#small.find((other) => other.key === key);
    if (waiting) waiting.count = Math.max(waiting.count, count);
  }

  #offerFull(effect) {
    this.#full.push({...effect, order: this.#order++});
    this.#full.sort((a, b) => b.coins - a.coins || a.order - b.order);
    // The cheapest has no place; its small effect is shown all the same.
    if (this.#full.length > FULL_SCREEN_MAX) this.#full.pop();
    this.#next();
  }

  async #next() {
    if (this.playing) return;
    const effect = this.#full.shift();
    if (!effect) return;
    this.playing = effect;
    try {
      await this.stage.playFull(effect);
    } finally {
      this.playing = null;
      this.#next();
    }
  }

  #offerSmall(effect) {
    const lane = this.#lanes.get(effect.key);
    if (lane) {
      lane.grow(effect);
      return;
    }
    const waiting = this.#small.find((other) => other.key === effect.key);
    if (waiting) {
      waiting.count = Math.max(waiting.count, effect.count);
      return;
    }
    this.#small.push({...effect, order: this.#order++});
    this.#small.sort((a, b) => b.coins - a.coins || a.order - b.order);
    if (this.#small.length > SMALL_MAX) this.#small.pop();
    this.#fill();
  }

  #fill() {
    while (this.#lanes.size < SMALL_AT_ONCE && this.#small.length > 0) {
      const effect = this.#small.shift();
      const lane = this.stage.playSmall(effect);
      this.#lanes.set(effect.key, lane);
      lane.ended.then(() => {
        this.#lanes.delete(effect.key);
        this.#fill();
      });
    }
  }
}
