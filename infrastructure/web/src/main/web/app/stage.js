// Where gifts appear: small ones in three lanes, great ones over everything, drawn on one canvas.

import {html, render} from './lit/lit-element.js';
import {file, isFilm} from './assets.js';
import {called, hue, number} from './format.js';
import {effectOf, icon, tone} from './gifts.js';
import {EffectQueue} from './queue.js';

const MILESTONES = [10, 66, 99, 520, 1314];
const DURATION_MS_MAX = 10_000;
const PARTICLES_MAX = 600;

/** Where a frame takes longer, fewer particles fly: no effect is worth a page that stutters. */
const FRAME_MS_MAX = 28;
const ANNOUNCE_MS = 2500;

/** So long an effect's file may take to come; then the gift's picture is shown. */
const LOADING_MS = 3000;

const calm = matchMedia('(prefers-reduced-motion: reduce)');
const pause = (ms) => new Promise((resume) => setTimeout(resume, ms));

class Stage extends HTMLElement {
  #particles = [];
  #frame = 0;
  #last = 0;
  #most = PARTICLES_MAX;
  #said = 0;
  #saying = null;

  constructor() {
    super();
    this.size = {width: 0, height: 0, scale: 1};
    this.queue = new EffectQueue({playFull: (e) => this.#playFull(e), playSmall: (e) => this.#playSmall(e)});
    /** Frames drawn, for whoever measures. */
    this.drawn = 0;
  }

  connectedCallback() {
    if (this.canvas) return;
    this.canvas = document.createElement('canvas');
    this.full = part('full');
    this.lanes = part('lanes');
    this.voice = part('unseen');
    this.voice.setAttribute('aria-live', 'polite');
    this.canvas.setAttribute('aria-hidden', 'true');
    this.full.setAttribute('aria-hidden', 'true');
    this.lanes.setAttribute('aria-hidden', 'true');
    this.append(this.canvas, this.full, this.lanes, this.voice);
    // Asked for in each frame it would have the browser lay out the page there and then.
    new ResizeObserver(([{contentRect: {width, height}}]) => {
      this.size = {width, height, scale: Math.min(devicePixelRatio, 2)};
      this.canvas.width = Math.round(width * this.size.scale);
      this.canvas.height = Math.round(height * this.size.scale);
    }).observe(this);
  }

  disconnectedCallback() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  /** Shows a gift. @param shown as in a frame @param catalogue the gift in the catalogue, if it is known there */
  show(shown, catalogue) {
    // Nobody is to come back to a queue of what has long been over.
    if (document.hidden) return;
    const effect = effectOf(catalogue, shown.coins);
    const news = this.queue.offer({
      ...effect, shown, coins: shown.coins, name: catalogue?.name ?? shown.gift,
      key: shown.combo?.id ?? shown.id, count: shown.combo?.count ?? shown.quantity,
    });
    if (news) this.#announce(shown, catalogue?.name ?? shown.gift);
  }

  /** A combo has grown further than its gifts that came. */
  grow(combo) {
    this.queue.grow(combo.id, combo.count);
  }

  #announce(shown, name) {
    if (this.#saying && this.#saying.coins > shown.coins) return;
    this.#saying = {coins: shown.coins, text: `${called(shown)}: ${name} × ${shown.combo?.count ?? shown.quantity}`};
    const wait = Math.max(0, this.#said + ANNOUNCE_MS - Date.now());
    clearTimeout(this.speaking);
    this.speaking = setTimeout(() => {
      this.voice.textContent = this.#saying?.text ?? '';
      this.#saying = null;
      this.#said = Date.now();
    }, wait);
  }

  #playSmall(effect) {
    const lane = part(`lane ${effect.kind}`);
    lane.style.setProperty('--tone', tone(effect.shown.gift));
    lane.style.setProperty('--face', hue(effect.shown.sender));
    let count = effect.count;
    const draw = () => render(html`
      <span class="face">${[...called(effect.shown)][0]}</span>
      <span class="who"><b><bdi>${called(effect.shown)}</bdi></b><small>sent <bdi>${effect.name}</bdi></small></span>
      ${icon(effect.shown.gift)}
      <span class="count">×${number(count)}</span>`, lane);
    draw();
    this.lanes.append(lane);
    if (!calm.matches) {
      lane.animate([{transform: 'translateX(-110%)', opacity: 0}, {transform: 'none', opacity: 1}],
        {duration: 320, easing: 'cubic-bezier(.2,1.3,.4,1)'});
    }
    const stays = Math.min(effect.duration_ms ?? 3500, DURATION_MS_MAX);
    let until = performance.now() + stays;
    const ended = (async () => {
      while (performance.now() < until) await pause(Math.max(16, until - performance.now()));
      if (!calm.matches) await lane.animate({opacity: [1, 0], transform: ['none', 'translateY(-1.5rem)']}, 240).finished;
      lane.remove();
    })();
    return {
      ended,
      grow: (more) => {
        if (more.count <= count) return;
        const great = MILESTONES.some((milestone) => count < milestone && milestone <= more.count);
        count = more.count;
        until = performance.now() + stays;
        draw();
        if (calm.matches) return;
        lane.querySelector('.count').animate(
          [{transform: `scale(${great ? 2.6 : 1.7}) rotate(-6deg)`}, {transform: 'none'}],
          {duration: great ? 600 : 260, easing: 'cubic-bezier(.2,1.6,.4,1)'});
        if (great) this.#burst(lane, tone(effect.shown.gift));
      },
    };
  }

  async #playFull(effect) {
    if (document.hidden || !this.isConnected) return;
    const duration = Math.min(effect.duration_ms ?? 4000, DURATION_MS_MAX);
    const card = part('card');
    card.style.setProperty('--tone', tone(effect.shown.gift));
    const fallback = () => render(html`${icon(effect.shown.gift)}${caption(effect)}`, card);
    const source = effect.url && await Promise.race([file(effect.url, effect.sha256).catch(() => ''), pause(LOADING_MS)]);
    if (!this.isConnected) return;
    if (source) {
      render(html`${asset(source, isFilm(effect.url), fallback)}${caption(effect)}`, card);
    } else {
      fallback();
    }
    this.full.replaceChildren(card);
    if (calm.matches) {
      await pause(Math.min(duration, 2500));
    } else {
      this.#rain(effect, duration);
      await card.animate([
        {transform: 'scale(.2) rotate(-12deg)', opacity: 0, offset: 0},
        {transform: 'scale(1.1) rotate(2deg)', opacity: 1, offset: 0.12},
        {transform: 'scale(1)', opacity: 1, offset: 0.2},
        {transform: 'scale(1.04)', opacity: 1, offset: 0.85},
        {transform: 'scale(1.5)', opacity: 0, offset: 1},
      ], {duration, easing: 'ease-out', fill: 'forwards'}).finished;
    }
    card.remove();
  }

  // ---- The canvas ------------------------------------------------------------------------------------------------------

  #burst(near, color) {
    const from = near.getBoundingClientRect();
    const here = this.getBoundingClientRect();
    this.#spray(from.right - here.left, from.top - here.top + from.height / 2, 40, color, 260);
  }

  async #rain(effect, duration) {
    const {width, height} = this.size;
    const color = tone(effect.shown.gift);
    const bursts = 3 + 3 * (effect.tier ?? 1);
    for (let i = 0; i < bursts && this.isConnected; i++) {
      this.#spray(width * (0.15 + 0.7 * Math.random()), height * (0.15 + 0.45 * Math.random()),
        50 + 25 * (effect.tier ?? 1), color, 420);
      await pause(duration / bursts * 0.8);
    }
  }

  #spray(x, y, number, color, speed) {
    for (let i = 0; i < number && this.#particles.length < this.#most; i++) {
      const angle = Math.random() * Math.PI * 2;
      const force = speed * (0.2 + Math.random());
      this.#particles.push({
        x, y, vx: Math.cos(angle) * force, vy: Math.sin(angle) * force - speed * 0.4,
        life: 1, fade: 0.5 + Math.random() * 0.6, size: 2 + Math.random() * 5, turn: Math.random() * 6,
        color: `hsl(${color + (Math.random() - 0.5) * 70} 95% ${58 + Math.random() * 25}%)`,
      });
    }
    if (!this.#frame) {
      this.#last = performance.now();
      this.#frame = requestAnimationFrame((now) => this.#draw(now));
    }
  }

  #draw(now) {
    const took = now - this.#last;
    const seconds = Math.min(took / 1000, 0.05);
    this.#last = now;
    this.drawn += 1;
    this.#most = took > FRAME_MS_MAX ? Math.max(60, this.#most * 0.9) : Math.min(PARTICLES_MAX, this.#most + 4);
    if (this.#particles.length > this.#most) this.#particles.length = Math.floor(this.#most);
    const {width, height, scale} = this.size;
    const context = this.canvas.getContext('2d');
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, width, height);
    for (const p of this.#particles) {
      p.life -= seconds * p.fade;
      p.vy += 420 * seconds;
      p.vx *= 1 - 0.9 * seconds;
      p.x += p.vx * seconds;
      p.y += p.vy * seconds;
      p.turn += seconds * 6;
      if (p.life <= 0) continue;
      context.globalAlpha = Math.min(1, p.life * 1.6);
      context.fillStyle = p.color;
      const flat = Math.abs(Math.cos(p.turn));
      context.fillRect(p.x - p.size / 2, p.y - p.size * flat / 2, p.size, Math.max(1, p.size * flat));
    }
    this.#particles = this.#particles.filter((p) => p.life > 0 && p.y < height + 20);
    this.#frame = this.#particles.length ? requestAnimationFrame((next) => this.#draw(next)) : 0;
    if (!this.#frame) context.clearRect(0, 0, width, height);
  }
}

function part(name) {
  const element = document.createElement('div');
  element.className = name;
  return element;
}

const caption = (effect) => html`
  <p><b><bdi>${called(effect.shown)}</bdi></b><span><bdi>${effect.name}</bdi>${effect.count > 1 ? ` × ${number(effect.count)}` : ''}</span></p>`;

/** What the catalogue names: a film, or a picture. */
const asset = (source, film, fallback) => (film
  ? html`<video class="asset" src=${source} autoplay muted playsinline @error=${fallback}></video>`
  : html`<img class="asset" src=${source} alt="" @error=${fallback}>`);

customElements.define('gl-stage', Stage);
