// What a page knows of a room. Frames may be lost, doubled and come in any order; whatever comes, whenever, it ends with
// the same: a gift counts once by its id, a combo is as large as the largest count that was seen, and the totals are
// those of the newest snapshot and of what was seen since and is not in it; so are the coins of challenges.

const FEED_MAX = 60;
const SEEN_MAX = 20000;
const RECENT_MAX = 30;

/** What was missed so long ago, by the server's clock, is not worth showing any more. */
const MISSED_MS = 60_000;

/** After so long a gift that no snapshot names is in its totals, or will never be. */
const PENDING_MS = 120_000;

const time = (gift) => Date.parse(gift.at) || 0;

export class Room extends EventTarget {
  #seen = new Set();
  #pending = new Map();
  #combos = new Map();
  #snapshot = {as_of: '', gifts: 0, coins: 0, recent: [], combos: [], board: [], challenges: []};
  #feed = [];

  /** The newest gifts, newest first. */
  get feed() {
    return this.#feed;
  }

  /** Gifts that no snapshot has yet. */
  get unconfirmed() {
    return this.#pending.size;
  }

  get board() {
    return this.#snapshot.board;
  }

  /** How great a fan gave something: what its frame says may be a minute old, and the board newer. */
  badge({sender, badge = 0}) {
    return Math.max(badge, this.board.find((row) => row.viewer === sender)?.badge ?? 0);
  }

  /** How far today's challenges are. */
  get challenges() {
    return this.#snapshot.challenges.map((challenge) => {
      let {coins} = challenge;
      for (const {gift, paid} of this.#pending.values()) {
        if (gift.creator === challenge.creator && time(gift) < Date.parse(challenge.ends_at)) coins += paid;
      }
      return {...challenge, coins, reached: coins >= challenge.goal_coins};
    });
  }

  /** How many gifts there were in the room, and what they cost. */
  get totals() {
    const totals = {gifts: this.#snapshot.gifts, coins: this.#snapshot.coins};
    for (const {gift} of this.#pending.values()) {
      totals.gifts += 1;
      totals.coins += gift.coins;
    }
    return totals;
  }

  /** How many units a combo has so far. */
  count(id) {
    return this.#combos.get(id)?.count ?? 0;
  }

  /** Takes a frame in. @returns {boolean} whether gifts are missing in it */
  frame(frame) {
    for (const gift of frame.gifts ?? []) this.gift(gift);
    return Boolean(frame.left_out);
  }

  /** Takes a gift in, from a frame or from the answer to whoever sent it. */
  gift(gift) {
    this.#grow(gift);
    if (!this.#remember(gift.id)) {
      this.#learn(gift);
      return;
    }
    this.#pending.set(gift.id, {gift, paid: gift.paid_coins ?? 0, since: Date.now()});
    this.#show(gift);
    this.dispatchEvent(new CustomEvent('gift', {detail: gift}));
    this.#changed();
  }

  /** Takes a snapshot in; one that is older than what is known changes nothing. */
  snapshot(snapshot) {
    if (snapshot.gifts < this.#snapshot.gifts) return;
    const first = this.#snapshot.as_of === '';
    this.#snapshot = {...this.#snapshot, ...snapshot};
    const recent = snapshot.recent ?? [];
    const ids = new Set(recent.map((gift) => gift.id));
    const oldest = recent.length >= RECENT_MAX ? Math.min(...recent.map(time)) : -Infinity;
    for (const [id, {gift, since}] of this.#pending) {
      if (ids.has(id) || time(gift) < oldest || Date.now() - since > PENDING_MS) this.#pending.delete(id);
    }
    for (const combo of snapshot.combos ?? []) this.#grow({combo, coins: 0});
    for (const gift of [...recent].reverse()) {
      this.#grow(gift);
      if (!this.#remember(gift.id)) continue;
      this.#show(gift);
      // What was missed a moment ago is still worth showing; the past of a room that one enters or comes back to is not.
      if (!first && Date.parse(snapshot.as_of) - time(gift) < MISSED_MS) this.dispatchEvent(new CustomEvent('gift', {detail: gift}));
    }
    this.#changed();
  }

  /** Whoever sent a gift knows of it before its frame says what of it counts for challenges. */
  #learn({id, paid_coins: paid}) {
    const pending = this.#pending.get(id);
    if (!pending || pending.paid || !paid) return;
    pending.paid = paid;
    this.#changed();
  }

  #remember(id) {
    if (this.#seen.has(id)) return false;
    this.#seen.add(id);
    if (this.#seen.size > SEEN_MAX) this.#seen.delete(this.#seen.values().next().value);
    return true;
  }

  #grow(gift) {
    const combo = gift.combo;
    if (!combo) return;
    const known = this.#combos.get(combo.id);
    if (known && known.count >= combo.count) return;
    this.#combos.delete(combo.id);
    this.#combos.set(combo.id, {count: combo.count});
    if (this.#combos.size > SEEN_MAX) this.#combos.delete(this.#combos.keys().next().value);
    this.dispatchEvent(new CustomEvent('combo', {detail: combo}));
  }

  #show(gift) {
    this.#feed = [gift, ...this.#feed].sort((a, b) => time(b) - time(a)).slice(0, FEED_MAX);
  }

  #changed() {
    this.dispatchEvent(new Event('change'));
  }
}
