// What gifts look like: drawn here, in two tones each, so that no page waits for a picture.

import {html, svg} from './lit/lit-element.js';
import {hue} from './format.js';

const art = {
  'rose': [345, svg`<path d="M24 26c-1 6-1 10-1 18" class="stem"/><path d="M23 38c-7 0-10-4-10-8 5-1 10 2 10 8zm1-3c6 0 9-3 9-7-5-1-9 2-9 7z" class="leaf"/><path d="M24 4c7 2 11 6 11 12 0 7-5 11-11 11s-11-4-11-11C13 10 17 6 24 4z"/><path d="M24 9c4 2 6 4 6 7 0 4-3 6-6 6s-6-2-6-6c0-3 2-5 6-7z" class="tint"/>`],
  'ice-cream-cone': [28, svg`<path d="M15 22l9 23 9-23z" class="warm"/><path d="M24 4c6 0 10 4 10 9 3 0 4 3 4 5 0 3-2 5-5 5H15c-3 0-5-2-5-5 0-2 1-5 4-5 0-5 4-9 10-9z"/><circle cx="20" cy="12" r="2.4" class="tint"/><circle cx="28" cy="15" r="2" class="tint"/>`],
  'panda': [210, svg`<circle cx="12" cy="13" r="7" class="dark"/><circle cx="36" cy="13" r="7" class="dark"/><circle cx="24" cy="26" r="17" class="white"/><ellipse cx="17" cy="24" rx="4.5" ry="5.5" class="dark"/><ellipse cx="31" cy="24" rx="4.5" ry="5.5" class="dark"/><circle cx="18" cy="24" r="1.6" class="white"/><circle cx="30" cy="24" r="1.6" class="white"/><path d="M21 31h6l-3 4z" class="dark"/>`],
  'italian-hand': [32, svg`<path d="M24 5c3 0 4 3 4 6l1 12 6 3c3 1 4 3 3 6l-3 10H17l-5-12c-1-3 1-5 4-4l3 2 1-17c0-3 1-6 4-6z"/><path d="M24 5l1 21M20 28l5-2" class="line"/>`],
  'love-bang': [338, svg`<path d="M24 43C10 33 5 26 5 18 5 11 10 7 15 7c4 0 7 2 9 6 2-4 5-6 9-6 5 0 10 4 10 11 0 8-5 15-19 25z"/><path d="M27 13l-8 12h7l-4 11 10-14h-7z" class="tint"/>`],
  'sun-cream': [44, svg`<rect x="14" y="15" width="20" height="29" rx="6"/><rect x="18" y="6" width="12" height="9" rx="3" class="tint"/><circle cx="24" cy="29" r="5" class="tint"/><path d="M24 20v2M24 36v2M15.5 29h2M30.5 29h2M18 23l1.4 1.4M28.6 33.6L30 35M18 35l1.4-1.4M28.6 24.4L30 23" class="ray"/>`],
  'rainbow-puke': [280, svg`<path d="M5 38a19 19 0 0 1 38 0" fill="none" stroke="#ff5d73" stroke-width="5"/><path d="M10 38a14 14 0 0 1 28 0" fill="none" stroke="#ffc34d" stroke-width="5"/><path d="M15 38a9 9 0 0 1 18 0" fill="none" stroke="#45d6a0" stroke-width="5"/><path d="M20 38a4 4 0 0 1 8 0" fill="none" stroke="#5aa8ff" stroke-width="5"/><circle cx="9" cy="40" r="5" class="white"/><circle cx="39" cy="40" r="5" class="white"/><circle cx="14" cy="42" r="4" class="white"/><circle cx="34" cy="42" r="4" class="white"/>`],
  'concert': [262, svg`<circle cx="31" cy="15" r="10"/><path d="M24 11l14 8M28 6l6 18" class="line"/><path d="M25 23l-14 19c-2 2-5 0-4-3l12-20z" class="warm"/><path d="M9 12l1.5 3.5L14 17l-3.5 1.5L9 22l-1.5-3.5L4 17l3.5-1.5z" class="tint"/>`],
  'im-very-rich': [152, svg`<rect x="4" y="14" width="40" height="22" rx="4"/><circle cx="24" cy="25" r="7" class="tint"/><path d="M24 20v10M26.5 22.5c-4-2-6 2-2.5 2.5s2 4.5-2.5 2.5" class="line"/><path d="M9 19h3M36 31h3" class="line"/>`],
  'drama-queen': [316, svg`<path d="M6 36L3 14l11 9L24 8l10 15 11-9-3 22z"/><rect x="6" y="37" width="36" height="6" rx="2" class="warm"/><circle cx="24" cy="28" r="3.5" class="tint"/><circle cx="14" cy="30" r="2" class="tint"/><circle cx="34" cy="30" r="2" class="tint"/>`],
  'interstellar': [228, svg`<path d="M24 3c8 6 10 14 9 25H15C14 17 16 9 24 3z" class="white"/><circle cx="24" cy="17" r="4.5"/><path d="M15 22l-7 9v7l8-5zm18 0l7 9v7l-8-5z"/><path d="M19 31h10l-5 14z" class="warm"/>`],
  'planet': [18, svg`<circle cx="24" cy="24" r="13"/><path d="M13 19c8 3 14 3 22 0M14 30c8 2 14 1 20-1" class="line"/><ellipse cx="24" cy="25" rx="22" ry="6" fill="none" stroke="#ffd98a" stroke-width="3" transform="rotate(-18 24 25)"/>`],
  'castle-fantasy': [250, svg`<path d="M8 44V22h4v-4h4v4h4v-6h8v6h4v-4h4v4h4v22z"/><path d="M24 4l7 12H17zM12 8l4 8H8zm24 0l4 8h-8z" class="warm"/><path d="M20 44v-8a4 4 0 0 1 8 0v8z" class="dark"/><circle cx="24" cy="25" r="2.5" class="tint"/>`],
  'lion': [36, svg`<path d="M24 3l6 4 7-1 2 7 6 4-2 7 2 7-6 4-2 7-7-1-6 4-6-4-7 1-2-7-6-4 2-7-2-7 6-4 2-7 7 1z" class="warm"/><circle cx="24" cy="24" r="13"/><circle cx="19" cy="21" r="2" class="dark"/><circle cx="29" cy="21" r="2" class="dark"/><path d="M21 26h6l-3 3zM24 29v2m0 0c-2 2-4 2-5 1m5-1c2 2 4 2 5 1" class="line"/>`],
  'universe': [270, svg`<circle cx="24" cy="24" r="20" class="dark"/><path d="M24 24c3-6 12-4 11 3-1 8-14 11-20 3-6-9 3-20 14-18" class="arm"/><path d="M24 24c-3 6-12 4-11-3" class="arm"/><circle cx="24" cy="24" r="4.5" class="white"/><circle cx="12" cy="14" r="1.2" class="white"/><circle cx="37" cy="36" r="1.5" class="white"/><circle cx="38" cy="13" r="1" class="white"/><circle cx="14" cy="37" r="1" class="white"/>`],
};

const box = svg`<path d="M8 22h32v18a4 4 0 0 1-4 4H12a4 4 0 0 1-4-4z"/><rect x="5" y="14" width="38" height="9" rx="2"/><path d="M21 14h6v30h-6z" class="tint"/><path d="M24 14c-4-1-11-3-11-7 0-3 3-4 5-4 4 1 6 6 6 11 0-5 2-10 6-11 2 0 5 1 5 4 0 4-7 6-11 7z" class="warm"/>`;

/** The gift's picture; one that is not drawn here is a parcel in a colour of its own. */
export function icon(id) {
  const [tone, drawing] = art[id] ?? [hue(id), box];
  return html`<svg class="art h${Math.round(tone / 15) % 24}" viewBox="0 0 48 48" aria-hidden="true" focusable="false">${drawing}</svg>`;
}

/** The colour of a gift, from 0 to 359. */
export const tone = (id) => (art[id] ?? [hue(id)])[0];

/** What a gift does when it arrives: as the catalogue says, else by what it costs. */
export function effectOf(gift, coins) {
  if (gift?.effect) return gift.effect;
  if (coins >= 1000) return {kind: 'full_screen', duration_ms: coins >= 10_000 ? 6000 : 4000, tier: coins >= 10_000 ? 3 : 2};
  return {kind: coins >= 100 ? 'banner' : 'small', duration_ms: 3500, tier: 1};
}
