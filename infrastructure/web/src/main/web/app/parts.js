// What several pages show.

import {LitElement, html, nothing} from './lit/lit-element.js';
import {repeat} from './lit/directives/repeat.js';
import {called, compact, hue, number} from './format.js';
import {icon} from './gifts.js';

/** An element without a shadow: one style sheet serves all, and labels and ids reach everywhere. */
export class Page extends LitElement {
  createRenderRoot() {
    return this;
  }
}

export const coin = html`<svg class="coin" viewBox="0 0 20 20" aria-hidden="true"><circle cx="10" cy="10" r="9"/><circle cx="10" cy="10" r="6.5" class="in"/><path d="M10 6.5l1 2.4 2.6.2-2 1.7.6 2.5-2.2-1.4-2.2 1.4.6-2.5-2-1.7 2.6-.2z"/></svg>`;
export const gem = html`<svg class="gem" viewBox="0 0 20 20" aria-hidden="true"><path d="M5 3h10l4 5-9 10L1 8z"/><path d="M5 3l5 5 5-5M1 8h18M10 8v10" class="cut"/></svg>`;

/** A round picture of somebody who has none. */
export const face = (name, id = name) =>
  html`<span class="face f${Math.round(hue(id) / 15) % 24}" aria-hidden="true">${[...(name || '?')][0]}</span>`;

/** A badge for a level, if there is one. */
export const level = (of) => (of ? html`<span class="level" title="Level ${of}">${of}</span>` : nothing);

/** And one for how great a fan of the creator they are. */
export const badge = (of) => (of ? html`<span class="badge" title="Fan level ${of}"><span aria-hidden="true">♥</span>${of}</span>` : nothing);

/** What was given, newest first, each combo once. @param names the catalogue's gifts by id @param most how many lines */
export const feed = (room, most, names) => html`
  <ol class="feed">
    ${repeat(lines(room.feed, most), (gift) => gift.id, (gift) => html`
      <li>
        ${face(called(gift), gift.sender)}
        <span><b><bdi>${called(gift)}</bdi></b>${level(gift.level)}${badge(room.badge(gift))}
          <small><bdi>${names.get(gift.gift)?.name ?? gift.gift}</bdi>
            ×${number(gift.combo ? room.count(gift.combo.id) : gift.quantity)}</small></span>
        ${icon(gift.gift)}
      </li>`)}
  </ol>`;

function lines(gifts, most) {
  const combos = new Set();
  return gifts.filter(({id, combo}) => {
    const key = combo?.id ?? id;
    return combos.size < most && !combos.has(key) && combos.add(key);
  });
}

/** Who gave most. @param otherwise what is said if nobody has given yet */
export const board = (rows, otherwise = 'Nobody has sent a gift yet. Be the first on the board.') => (rows.length === 0
  ? html`<p class="empty">${otherwise}</p>`
  : html`<ol class="board">
      ${rows.map((row) => html`
        <li class=${row.rank <= 3 ? `top top${row.rank}` : ''}>
          <span class="rank">${row.rank}</span>${face(called(row), row.viewer)}
          <span class="name"><bdi>${called(row)}</bdi>${level(row.level)}${badge(row.badge)}</span>
          <span class="amount">${coin}${compact(row.coins)}<span class="unseen"> coins</span></span>
        </li>`)}
    </ol>`);

/** Which creators were given most. */
export const ranking = (rows) =>
  board(rows.map((row) => ({...row, viewer: row.creator})), 'No creator has received a gift yet.');

/** How far a creator's challenges are; nothing if there are none. */
export const goals = (challenges, creator) => {
  const theirs = challenges.filter((challenge) => challenge.creator === creator);
  return theirs.length === 0 ? nothing : html`<ul class="goals" aria-label="Challenges" tabindex="0">
    ${theirs.map((challenge) => html`
      <li class=${challenge.reached ? 'reached' : ''}>
        <b><bdi>${challenge.name}</bdi></b><small><bdi>${compact(challenge.coins)}</bdi> / <bdi>${compact(challenge.goal_coins)}</bdi></small>
        <progress max=${challenge.goal_coins} value=${Math.min(challenge.coins, challenge.goal_coins)} aria-label=${challenge.name}></progress>
      </li>`)}
  </ul>`;
};

/** The words for what the API refuses that a viewer or creator can do something about. */
const WORDS = {
  insufficient_coins: 'Not enough coins. Top up and go on.',
  price_changed: 'The price has just changed. Have another look.',
  bonus_changed: 'The bonus has just changed. Have another look.',
  budget_exceeded: 'That is beyond the monthly budget that you set.',
  wallet_frozen: 'Your wallet is on hold. Please ask support.',
  wallet_in_debt: 'A payment was taken back. Top up to go on.',
  unauthorized: 'You were signed out. Please sign in again.',
  gift_expired: 'That tap came too late and was not charged.',
};

export const words = (problem) => WORDS[problem.code] ?? problem.message;
