// Which effects play, and when: one full-screen effect at a time, dearest first, of at most twenty that wait; three small
// ones at once. A combo that grows is one small effect that counts on; its gifts may come in any order, late and one by one
// after all of them together, and what was shown of it is never shown again as less.

const FULL_SCREEN_MAX = 20;
const SMALL_AT_ONCE = 3;
const SMALL_MAX = 30;
const COMBOS_MAX = 5000;

export class EffectQueue {
  #full = [];
  #small = [];
  #lanes = new Map();
  #combos = new Map();
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

  /**
   * @param {{kind: string, coins: number, key: string, count: number}} effect
   * @returns {boolean} whether it is news: of its combo less was offered until now
   */
  offer(effect) {
    const combo = this.#combo(effect.key, effect.count);
    if (effect.count <= combo.offered) return false;
    combo.offered = effect.count;
    if (effect.kind === 'full_screen') this.#offerFull(effect);
    this.grow(effect.key, effect.count);
    if (combo.count > combo.shown) {
      combo.shown = combo.count;
      this.#offerSmall({...effect, count: combo.count});
    }
    return true;
  }

  /** A combo is known to be longer than what was offered of it. */
  grow(key, count) {
    const combo = this.#combo(key, count);
    const lane = this.#lanes.get(key);
    const waiting = this.#small.find((other) => other.key === key);
    if (!lane && !waiting) return;
    combo.shown = combo.count;
    lane?.grow({count: combo.count});
    if (waiting) waiting.count = combo.count;
  }

  /** How many units a combo has, and how many of them were offered, and are or were shown in a lane. */
  #combo(key, count) {
    const known = this.#combos.get(key) ?? {count: 0, offered: 0, shown: 0};
    known.count = Math.max(known.count, count);
    this.#combos.delete(key);
    this.#combos.set(key, known);
    if (this.#combos.size > COMBOS_MAX) this.#combos.delete(this.#combos.keys().next().value);
    return known;
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
