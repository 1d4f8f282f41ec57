// The creator's page: gifts as they come, what they earned, and how they get paid.

import {html, nothing} from './lit/lit-element.js';
import {channel} from './channel.js';
import {compact, moment, money, number} from './format.js';
import {Hub} from './hub.js';
import {Page, board, coin, face, feed, gem, goals, words} from './parts.js';

const KINDS = {
  gifts_converted: 'Gifts', withdrawal_requested: 'Withdrawal', payout_paid: 'Paid out', payout_failed: 'Payout failed',
  payout_returned: 'Payout returned', diamonds_exchanged: 'Exchanged', award_credited: 'Award', diamonds_adjusted: 'Adjusted',
};
const EARNINGS_MS = 2500;
const NOTICE_MS = 6000;

class Studio extends Page {
  static properties = {
    context: {attribute: false}, roomId: {}, earnings: {state: true}, quote: {state: true}, methods: {state: true},
    withdrawals: {state: true}, entries: {state: true}, notice: {state: true}, diamonds: {state: true}, method: {state: true},
  };

  constructor() {
    super();
    this.names = new Map();
    this.methods = [];
    this.withdrawals = [];
    this.entries = [];
  }

  connectedCallback() {
    super.connectedCallback();
    const {api, session} = this.context;
    this.hub = new Hub(this.context, this.roomId, channel('creator', session.user));
    this.hub.room.addEventListener('gift', ({detail: gift}) => {
      this.querySelector('gl-stage')?.show(gift, this.names.get(gift.gift));
      this.#soon();
    });
    this.hub.room.addEventListener('combo', ({detail: combo}) => this.querySelector('gl-stage')?.grow(combo));
    this.hub.room.addEventListener('change', () => this.requestUpdate());
    this.hub.live?.addEventListener('state', () => this.requestUpdate());
    this.#attempt(async () => {
      this.names = new Map((await api.get('/v1/gifts/catalogue')).gifts.map((gift) => [gift.id, gift]));
      this.requestUpdate();
    });
    this.#refresh();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.soon);
    clearTimeout(this.hush);
    this.hub.close();
  }

  updated(changed) {
    if (!changed.has('notice')) return;
    clearTimeout(this.hush);
    if (this.notice) this.hush = setTimeout(() => (this.notice = undefined), NOTICE_MS);
  }

  /** What was given is earned a moment later. */
  #soon() {
    this.soon ??= setTimeout(() => {
      this.soon = undefined;
      this.#refresh();
    }, EARNINGS_MS);
  }

  async #attempt(task) {
    try {
      return await task();
    } catch (problem) {
      this.notice = {text: words(problem), bad: true};
      return undefined;
    }
  }

  async #refresh() {
    const {api} = this.context;
    await this.#attempt(async () => {
      this.earnings = await api.get('/v1/earnings');
      this.methods = (await api.get('/v1/payout-methods')).payout_methods;
      this.method ??= this.methods[0]?.id;
      this.withdrawals = (await api.get('/v1/withdrawals?limit=10')).withdrawals;
      this.entries = (await api.get('/v1/earnings/entries?limit=15')).entries;
    });
  }

  async #ask(event) {
    event.preventDefault();
    this.notice = undefined;
    this.quote = await this.#attempt(() => this.context.api.post('/v1/withdrawals/quote',
      {diamonds: Number(this.diamonds), payout_method: this.method}));
  }

  async #withdraw() {
    const {diamonds, payout_method, amount} = this.quote;
    this.key ??= crypto.randomUUID();
    const done = await this.#attempt(() =>
      this.context.api.post('/v1/withdrawals', {diamonds, payout_method, amount}, this.key));
    if (!done) return;
    this.key = undefined;
    this.quote = undefined;
    this.notice = {text: `${money(amount)} is on its way.`};
    await this.#refresh();
  }

  async #addBank() {
    await this.#attempt(async () => {
      await this.context.api.put('/v1/payout-methods/bank', {provider: 'sandbox', token: 'sandbox_bank_ok'});
      await this.#refresh();
    });
  }

  /** An account is added where its provider asks who one is; the sandbox asks nothing. */
  #noMethod() {
    const sandbox = this.context.config.paymentMethods?.includes('sandbox_card');
    return sandbox
      ? html`<p class="soft">Add the account that you are paid to.</p><button class="primary" @click=${this.#addBank}>Add my bank account</button>`
      : html`<p class="soft">Add the account that you are paid to in the app.</p>`;
  }

  /** What is pasted into OBS; a program cannot sign in, so that it brings a token. */
  #address() {
    const {overlay, user} = this.context.session;
    const place = `${encodeURIComponent(user)}/${encodeURIComponent(this.roomId)}`;
    return overlay && `${location.origin}/?overlay=1#/watch/${place}?token=${encodeURIComponent(overlay.token)}`;
  }

  async #copy() {
    this.querySelector('.address input').select();
    await navigator.clipboard?.writeText(this.#address()).catch(() => {});
    this.notice = {text: 'Copied. Add it to OBS as a browser source.'};
  }

  #overlay() {
    const {session} = this.context;
    const {overlay} = session;
    return html`
      <section class="card" aria-label="Overlay">
        <h2>For your stream</h2>
        <p class="soft">A browser source for OBS: your gifts, with nothing behind them. Whoever has its address sees gifts and can do nothing else.</p>
        ${overlay ? html`
          <p class="address"><input readonly aria-label="Address of the overlay" .value=${this.#address()}>
            <button @click=${this.#copy}>Copy</button></p>
          <p class="soft">It works until ${moment(overlay.until)}, and cannot be taken back before.</p>` : nothing}
        ${session.overlayRefused ? html`<p class="bad">The sign-in gave no token that is good for an overlay only.</p>` : nothing}
        <button class="primary" @click=${() => session.signInForOverlay()}>${overlay ? 'Make a new address' : 'Make an address'}</button>
      </section>`;
  }

  render() {
    const {room} = this.hub;
    const {session} = this.context;
    const {totals} = room;
    const earnings = this.earnings;
    return html`
      <main class="studio">
        <header class="bar">
          <p class="brand"><span class="mark"></span>Giftledger<b>Studio</b></p>
          <span class="live ${this.hub.state}">${this.hub.state === 'connecting' ? 'Connecting…' : 'Live'}</span>
          <div class="pill">${face(session.user)}<span><b><bdi>${session.user}</bdi></b></span></div>
          <button class="quiet" @click=${() => session.signOut()}>Sign out</button>
        </header>
        <h1 class="unseen">Your studio</h1>
        <section class="tiles" aria-label="Figures">
          <div class="tile hot"><h2>Gifts tonight</h2><p data-total="gifts">${number(totals.gifts)}</p>
            <small>${coin}<span data-total="coins">${number(totals.coins)}</span> coins</small></div>
          <div class="tile"><h2>Points, ever</h2><p>${compact(earnings?.points)}</p></div>
          <div class="tile"><h2>Diamonds</h2><p>${gem}${number(earnings?.diamonds)}</p>
            <small>${earnings?.worth ? money(earnings.worth) : nothing}</small></div>
          <div class="tile"><h2>To withdraw now</h2><p>${gem}${number(earnings?.available_diamonds)}</p>
            <small>${earnings?.mature_at ? html`the rest by ${moment(earnings.mature_at)}` : nothing}</small></div>
        </section>
        <section class="card scene" aria-label="Gifts as they come">
          <h2>As they come</h2>
          <div class="arena"><gl-stage></gl-stage>
            ${room.feed.length ? nothing : html`<p class="empty">Your next gift appears here.</p>`}</div>
          ${goals(room.challenges, session.user)}
          ${feed(room, 12, this.names)}
        </section>
        <section class="card" aria-label="Ranking"><h2>Who gave most</h2>${board(room.board, 'Whoever gives you something is here.')}</section>
        <section class="card" aria-label="Withdraw">
          <h2>Get paid</h2>
          ${this.methods.length === 0 ? this.#noMethod() : html`
            <form class="withdraw" @submit=${this.#ask}>
              <label>Diamonds<input required inputmode="numeric" pattern="[1-9][0-9]*" .value=${this.diamonds ?? ''}
                @input=${(event) => { this.diamonds = event.target.value; this.quote = undefined; this.key = undefined; }}></label>
              <label>To<select @change=${(event) => { this.method = event.target.value; this.quote = undefined; }}>
                ${this.methods.map((method) => html`<option>${method.id}</option>`)}</select></label>
              <button class="primary">Quote</button>
            </form>`}
          ${this.quote ? html`
            <dl class="quote">
              <div><dt>Worth</dt><dd>${money(this.quote.gross)}</dd></div>
              <div><dt>Fee</dt><dd>${money(this.quote.fee)}</dd></div>
              <div class="sum"><dt>You get</dt><dd>${money(this.quote.amount)}</dd></div>
            </dl>
            <button class="primary big" @click=${this.#withdraw}>Withdraw ${money(this.quote.amount)}</button>` : nothing}
          <ul class="history">${this.withdrawals.map((withdrawal) => html`
            <li><span>${money(withdrawal.amount)}<small>${moment(withdrawal.requested_at)}</small></span>
              <span class="state ${withdrawal.status}">${withdrawal.status}</span></li>`)}</ul>
        </section>
        <section class="card" aria-label="Statement">
          <h2>Statement</h2>
          ${this.entries.length ? html`<div class="scroll" tabindex="0" role="group" aria-label="Entries"><table>
            <thead><tr><th scope="col">When</th><th scope="col">What</th><th scope="col">Diamonds</th><th scope="col">Hash</th></tr></thead>
            <tbody>${this.entries.map((entry) => html`<tr><td>${moment(entry.at)}</td><td>${KINDS[entry.kind] ?? entry.kind}</td>
              <td class="number">${diamonds(entry)}</td><td><code>${entry.hash.slice(0, 8)}</code></td></tr>`)}</tbody>
          </table></div>` : html`<p class="empty">Every gift that you earn from is a line here.</p>`}
        </section>
        ${this.#overlay()}
        <div class="notice ${this.notice?.bad ? 'bad' : ''}" role="status">${this.notice?.text}</div>
      </main>`;
  }
}

/** What an entry brought or took, in diamonds. */
function diamonds(entry) {
  const moved = entry.postings
    .filter((posting) => posting.asset === 'diamond_e4' && posting.account.startsWith('earnings'))
    .reduce((sum, posting) => sum + posting.amount, 0);
  return moved === 0 ? '' : `${moved > 0 ? '+' : '−'}${number(Math.abs(moved) / 10_000)}`;
}

customElements.define('gl-studio', Studio);
