// One room, kept up to date: it subscribes first and then fetches the snapshot; and again after a cut, after a frame that
// left gifts out, and from time to time while gifts come.

import {Live} from './live.js';
import {Room} from './room.js';

const ACTIVE_MS = 4000;
const IDLE_MS = 30_000;
const QUIET_MS = 20_000;
const ABSENT_MS = 60_000;

export class Hub {
  #timer = 0;
  #lastGift = 0;
  #fetching = false;
  #again = false;
  #closed = false;

  /** @param {string} channel the room's, or the creator's own */
  constructor({api, config, session}, id, channel) {
    this.api = api;
    this.id = id;
    this.room = new Room();
    this.room.addEventListener('gift', () => {
      this.#lastGift = Date.now();
      this.#plan();
    });
    if (config.events) {
      this.live = new Live(config.events, channel, () => session.token);
      this.live.addEventListener('frame', ({detail: frame}) => {
        if (frame.room === id && this.room.frame(frame)) this.refresh();
      });
      this.live.addEventListener('subscribed', () => this.refresh());
    }
    this.visible = () => document.hidden || this.refresh();
    document.addEventListener('visibilitychange', this.visible);
    this.refresh();
  }

  get state() {
    return this.live?.state ?? 'polling';
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#timer);
    document.removeEventListener('visibilitychange', this.visible);
    this.live?.close();
  }

  /** Fetches the snapshot; once more if that is asked for meanwhile. */
  async refresh() {
    if (this.#fetching) {
      this.#again = true;
      return;
    }
    this.#fetching = true;
    clearTimeout(this.#timer);
    let absent = false;
    try {
      this.room.snapshot(await this.api.get(`/v1/rooms/${encodeURIComponent(this.id)}/snapshot`));
    } catch (problem) {
      absent = problem.status === 404 || problem.status === 401;
    }
    this.#fetching = false;
    if (this.#closed) return;
    if (this.#again && !absent) {
      this.#again = false;
      this.#timer = setTimeout(() => this.refresh(), 1000);
    } else {
      this.#timer = 0;
      this.#plan(absent ? ABSENT_MS : 0);
    }
  }

  #plan(least = 0) {
    if (this.#fetching || this.#closed) return;
    const active = this.room.unconfirmed > 0 || Date.now() - this.#lastGift < QUIET_MS;
    const wait = Math.max(least, active ? ACTIVE_MS : IDLE_MS) * (0.8 + 0.4 * Math.random());
    // A timer that rings soon enough is left: gifts that keep coming must not put it off for ever.
    if (this.#timer && (!active || this.due <= Date.now() + wait)) return;
    clearTimeout(this.#timer);
    this.due = Date.now() + wait;
    this.#timer = setTimeout(() => {
      this.#timer = 0;
      if (!document.hidden) this.refresh();
    }, wait);
  }
}
