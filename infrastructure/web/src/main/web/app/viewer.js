// The viewer's page: the stream, what is given in it, and what one can give.

import {html, nothing} from './lit/lit-element.js';
import {channel} from './channel.js';
import {compact, moment, money, number} from './format.js';
import {icon} from './gifts.js';
import {Hub} from './hub.js';
import {Outbox} from './outbox.js';
import {Page, board, coin, face, feed, goals, ranking, words} from './parts.js';
import {whyFailed} from './stripe.js';

const COMBO_MS = 5000;
const NOTICE_MS = 6000;
const QUANTITIES = [1, 10, 66, 99];
const CREATORS_MAX = 10;
const RANKING_MS = 10_000;

/** So long a page waits before it asks what its reader's other windows left of the coins. */
const ELSEWHERE_MS = 500;

/** What a payment method is called: PayPal, and else by its own name. */
const methodName = (method) =>
  method === 'paypal' ? 'PayPal' : method.replaceAll('_', ' ').replace(/^./, (letter) => letter.toUpperCase());

class Viewer extends Page {
  static properties = {
    context: {attribute: false}, creator: {}, roomId: {},
    tab: {state: true}, chosen: {state: true}, quantity: {state: true}, wallet: {state: true}, combo: {state: true},
    notice: {state: true}, offers: {state: true}, history: {state: true}, buying: {state: true}, method: {state: true}, form: {state: true},
    period: {state: true}, creators: {state: true},
  };

  constructor() {
    super();
    this.tab = 'gifts';
    this.quantity = 1;
    this.period = 'day';
    this.gifts = [];
    this.names = new Map();
    this.history = [];
    this.wallet = null;
    this.charged = 0;
  }

  connectedCallback() {
    super.connectedCallback();
    const {api, session} = this.context;
    this.hub = new Hub(this.context, this.roomId, channel('room', this.roomId));
    this.hub.room.addEventListener('gift', ({detail: gift}) => {
      this.stage?.show(gift, this.names.get(gift.gift));
      if (gift.sender === session.user && gift.id !== this.answered) this.#sentElsewhere(gift);
    });
    this.hub.room.addEventListener('combo', ({detail: combo}) => this.stage?.grow(combo));
    this.hub.room.addEventListener('change', () => this.requestUpdate());
    this.hub.live?.addEventListener('state', () => this.requestUpdate());
    this.outbox = new Outbox(session.user, (entry) => this.#deliver(entry));
    this.again = () => this.outbox.flush();
    addEventListener('online', this.again);
    this.again();
    this.#attempt(async () => {
      const catalogue = await api.get('/v1/gifts/catalogue');
      this.gifts = catalogue.gifts;
      this.names = new Map(catalogue.gifts.map((gift) => [gift.id, gift]));
      this.chosen ??= catalogue.gifts[0]?.id;
      this.requestUpdate();
    });
    this.#refresh();
    this.#comeBack();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener('online', this.again);
    clearTimeout(this.ranks);
    clearTimeout(this.elsewhere);
    this.hub.close();
  }

  get stage() {
    return this.querySelector('gl-stage');
  }

  async #attempt(task) {
    try {
      return await task();
    } catch (problem) {
      this.#say(words(problem), true);
      return undefined;
    }
  }

  #say(text, bad = false) {
    this.notice = {text, bad};
    clearTimeout(this.hush);
    this.hush = setTimeout(() => (this.notice = undefined), NOTICE_MS);
  }

  async #refresh() {
    const charged = this.charged;
    await this.#attempt(async () => (this.wallet = await this.context.api.get('/v1/wallet')));
    // What was charged meanwhile may not be in it.
    if (charged !== this.charged) await this.#refresh();
  }

  // ---- Giving ----------------------------------------------------------------------------------------------------------

  #send(id, quantity) {
    const gift = this.names.get(id);
    if (!gift) return;
    const cost = gift.coins * quantity;
    if (this.wallet && this.#left() < cost) {
      this.#say(words({code: 'insufficient_coins'}), true);
      this.#open('wallet');
      return;
    }
    this.outbox.add({
      creator: this.creator, gift: id, quantity, live_stream: this.roomId, coins: cost,
    });
    this.#beat(id, quantity);
  }

  /** Coins that no tap has claimed yet. */
  #left() {
    const claimed = this.outbox.entries.reduce((sum, entry) => sum + entry.gift.coins, 0);
    return (this.wallet?.coins ?? 0) - claimed;
  }

  /** The button beats on as long as another tap would go on with the combo. */
  #beat(id, quantity) {
    const going = this.combo?.gift === id ? this.combo : {gift: id, charged: 0};
    this.combo = {...going, quantity};
    clearTimeout(this.comboEnds);
    this.comboEnds = setTimeout(() => (this.combo = undefined), COMBO_MS);
    const ring = this.querySelector('.combo .ring circle');
    for (const animation of ring?.getAnimations() ?? []) animation.currentTime = 0;
  }

  /** The reader's own gift, from another of their windows, or from this one and faster than its answer. */
  #sentElsewhere(gift) {
    this.elsewhere ??= setTimeout(() => {
      this.elsewhere = undefined;
      this.#refresh();
    }, ELSEWHERE_MS);
    if (gift.creator !== this.creator || gift.gift !== this.combo?.gift) return;
    // What waits here may be in it already.
    if (this.#waiting === 0) this.#charged(gift);
    this.#beat(gift.gift, this.combo.quantity);
  }

  /** A combo has what was charged last, and no less than was charged before. */
  #charged({gift, combo: {id, count}}) {
    if (this.combo?.gift !== gift) return;
    this.combo = {...this.combo, id, charged: this.combo.id === id ? Math.max(this.combo.charged, count) : count};
  }

  /** How many of the combo's gift were tapped here and are not answered. */
  get #waiting() {
    return this.outbox.entries
      .filter((entry) => entry.gift.gift === this.combo.gift && entry.key !== this.combo.last)
      .reduce((sum, entry) => sum + entry.gift.quantity, 0);
  }

  /** What the combo has: what was charged, and the taps that are on their way. */
  get #comboCount() {
    return Math.max(this.combo.charged + this.#waiting, this.hub.room.count(this.combo.id));
  }

  /** @returns {Promise<boolean>} whether the entry has its answer */
  async #deliver({key, gift}) {
    const {api, session} = this.context;
    if (!session.user) return false;
    try {
      const sent = await api.post('/v1/gifts', gift, key);
      this.charged += 1;
      this.wallet = this.wallet && {...this.wallet, coins: sent.wallet_coins};
      if (this.combo?.gift === gift.gift) this.combo = {...this.combo, last: key};
      this.#charged({gift: gift.gift, combo: sent.combo});
      this.answered = sent.id;
      if (gift.live_stream === this.roomId) {
        this.hub.room.gift({
          id: sent.id, sender: session.user, creator: gift.creator, gift: gift.gift, quantity: gift.quantity,
          coins: sent.coins, combo: sent.combo, at: sent.sent_at,
        });
      }
      if (sent.level_reached) this.#say(`Level ${sent.level_reached} reached!`);
      return true;
    } catch (problem) {
      if (problem.passes || problem.status === 401) return false;
      this.#say(words(problem), true);
      this.#refresh();
      this.requestUpdate();
      return true;
    }
  }

  // ---- Coins -----------------------------------------------------------------------------------------------------------

  /** How coins can be paid here, by the API's names. */
  get #methods() {
    return this.context.config.paymentMethods ?? [];
  }

  #open(tab) {
    this.tab = tab;
    const {api} = this.context;
    if (tab === 'board') this.#rank(this.period);
    if (tab !== 'wallet') return;
    this.method ??= this.#methods[0];
    if (this.method) this.#attempt(async () => (this.offers = await api.get('/v1/coin-packages')));
    this.#attempt(async () => (this.history = (await api.get('/v1/gifts?limit=20')).gifts));
    this.#refresh();
  }

  /** Shows who is first among the creators, and again as long as somebody looks. */
  #rank(period) {
    this.period = period;
    clearTimeout(this.ranks);
    this.ranks = setTimeout(() => this.tab === 'board' && this.#rank(this.period), RANKING_MS);
    this.#attempt(async () => {
      const answer = await this.context.api.get(`/v1/rankings/creators?period=${period}`);
      if (answer.period === this.period) this.creators = answer.ranking.slice(0, CREATORS_MAX);
    });
  }

  /** A key for each purchase that is offered: the same one is opened again, not another beside it, if its form was closed. */
  #purchaseKey(offer) {
    const name = `${offer.id} ${offer.bonus_coins} ${this.method} ${this.offers.policy_version}`;
    if (this.purchase?.name !== name) this.purchase = {name, key: crypto.randomUUID()};
    return this.purchase.key;
  }

  async #opened(offer) {
    try {
      return await this.context.api.post('/v1/recharges', {
        package: offer.id, payment_method: this.method, policy_version: this.offers.policy_version, bonus_coins: offer.bonus_coins,
      }, this.#purchaseKey(offer));
    } catch (problem) {
      if (['price_changed', 'bonus_changed'].includes(problem.code)) this.#open('wallet');
      throw problem;
    }
  }

  async #buy(offer) {
    this.buying = offer.id;
    await this.#attempt(async () => {
      const recharge = await this.#opened(offer);
      const {payment} = recharge;
      if (payment?.type === 'redirect') {
        location.assign(payment.url);
      } else if (recharge.provider === 'stripe' && payment?.type === 'client_secret') {
        this.form = {recharge: recharge.id, secret: payment.client_secret, price: recharge.price};
      } else {
        await this.#settled(recharge.id, 'declined');
      }
    });
    this.buying = undefined;
  }

  /** Waits until the coins of a purchase are there. @param last the status that nothing follows, besides being paid */
  async #settled(id, last) {
    this.purchase = undefined;
    for (let i = 0; i < 40; i++) {
      await new Promise((resume) => setTimeout(resume, 150 + 20 * i));
      const recharge = await this.context.api.get(`/v1/recharges/${encodeURIComponent(id)}`);
      if (recharge.status === last) throw new Error('The payment was declined.');
      if (recharge.status !== 'paid') continue;
      await this.#refresh();
      this.#say(`${number(recharge.coins + recharge.bonus_coins)} coins are yours.`);
      return;
    }
    this.#say('The payment takes a while. Its coins come as soon as it is through.');
  }

  /** Stripe has taken it on: that an earlier attempt was declined does not count any more. */
  async #confirmed() {
    const {recharge} = this.form;
    this.form = undefined;
    await this.#attempt(() => this.#settled(recharge));
  }

  /** Goes on with a payment for whose sake somebody was sent away. */
  async #comeBack() {
    const {context} = this;
    const {returned: back} = context;
    if (!back) return;
    context.returned = undefined;
    this.#open('wallet');
    await this.#attempt(async () => {
      if (!back.failed) {
        await this.#settled(back.recharge);
        return;
      }
      const {price} = await context.api.get(`/v1/recharges/${encodeURIComponent(back.recharge)}`);
      this.form = {...back, price, fault: await whyFailed(context.config.stripeKey, back.secret)};
    });
  }

  async #limit(event) {
    event.preventDefault();
    const text = new FormData(event.target).get('budget').trim();
    await this.#attempt(async () => {
      await this.context.api.put('/v1/wallet/budget', {coins_per_month: text === '' ? null : Number(text)});
      this.#say('Your budget is set. A lower one counts at once, a higher one from next month on.');
      await this.#refresh();
    });
  }

  // ---- What is shown ---------------------------------------------------------------------------------------------------

  render() {
    const {room} = this.hub;
    const {totals} = room;
    return html`
      <main class="room">
        <section class="stream" aria-label="Stream">
          <div class="sky" aria-hidden="true"><i></i></div>
          <header>
            <div class="pill">${face(this.creator)}
              <span><b><bdi>${this.creator}</bdi></b><small><bdi>${this.roomId}</bdi></small></span></div>
            <span class="live ${this.hub.state}">${this.#state()}</span>
            <dl class="totals">
              <div><dt>Gifts</dt><dd data-total="gifts">${compact(totals.gifts)}</dd></div>
              <div><dt>Coins</dt><dd>${coin}<span data-total="coins">${compact(totals.coins)}</span></dd></div>
            </dl>
            ${goals(room.challenges, this.creator)}
          </header>
          <h1 class="unseen">${this.creator}, live</h1>
          <section class="below" aria-label="Gifts in this stream">${feed(room, 8, this.names)}</section>
          <gl-stage></gl-stage>
        </section>
        <section class="panel" aria-label="Give">
          <div class="top"><div role="tablist" aria-label="Panel">${[['gifts', 'Gifts'], ['board', 'Ranking'], ['wallet', 'Wallet']].map(([id, name]) => html`
            <button role="tab" id="tab-${id}" aria-controls="panel" aria-selected=${this.tab === id}
              tabindex=${this.tab === id ? 0 : -1} @click=${() => this.#open(id)} @keydown=${this.#arrows}>${name}</button>`)}</div>
            <button class="balance" aria-label="${number(this.wallet?.coins)} coins. Top up." @click=${() => this.#open('wallet')}>
              ${coin}<b>${compact(this.wallet?.coins)}</b><span class="plus" aria-hidden="true">+</span></button>
          </div>
          <div id="panel" role="tabpanel" aria-labelledby="tab-${this.tab}" tabindex="-1">
            ${this.tab === 'gifts' ? this.#shelf() : this.tab === 'board' ? this.#boards() : this.#purse()}
          </div>
          ${this.tab === 'gifts' ? this.#dock() : nothing}
        </section>
        ${this.form ? html`<gl-stripe-form .publishableKey=${this.context.config.stripeKey} .secret=${this.form.secret} .recharge=${this.form.recharge}
          .price=${this.form.price} .fault=${this.form.fault} @confirmed=${this.#confirmed} @closed=${() => (this.form = undefined)}></gl-stripe-form>` : nothing}
        <div class="notice ${this.notice?.bad ? 'bad' : ''}" role="status">${this.notice?.text}</div>
      </main>`;
  }

  #state() {
    return {live: 'Live', connecting: 'Connecting…', refused: 'Not allowed', polling: 'Live'}[this.hub.state];
  }

  #arrows(event) {
    const step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
    if (!step) return;
    const tabs = [...event.target.parentElement.querySelectorAll('[role=tab]')];
    const next = tabs[(tabs.indexOf(event.target) + step + tabs.length) % tabs.length];
    next.click();
    next.focus();
  }

  #shelf() {
    return html`<div class="shelf" role="radiogroup" aria-label="Which gift">
      ${this.gifts.map((gift) => html`
        <label class="gift">
          <input type="radio" name="gift" value=${gift.id} .checked=${this.chosen === gift.id}
            @change=${() => (this.chosen = gift.id)} @keydown=${(event) => event.key === 'Enter' && this.#send(gift.id, this.quantity)}>
          ${icon(gift.id)}<span class="name">${gift.name}</span>
          <span class="price">${coin}<span class="unseen">Coins:</span> ${compact(gift.coins)}</span>
          ${gift.price ? html`<span class="money">${money(gift.price)}</span>` : nothing}
        </label>`)}
    </div>`;
  }

  /** One button sends and goes on with a combo: whoever presses it by the keyboard stays on it. */
  #dock() {
    const gift = this.names.get(this.chosen);
    const going = this.combo && this.combo.gift === this.chosen;
    return html`<div class="dock">
      <div class="quantities" role="radiogroup" aria-label="How many">
        ${QUANTITIES.map((quantity) => html`<label><input type="radio" name="quantity" .checked=${this.quantity === quantity}
          @change=${() => (this.quantity = quantity)}><span>${quantity}</span></label>`)}
      </div>
      <button class=${going ? 'combo' : 'primary'} aria-label=${going ? `Send ${gift?.name} again` : nothing} ?disabled=${!gift}
        @click=${() => this.#send(this.chosen, going ? this.combo.quantity : this.quantity)}>
        ${going ? html`<svg class="ring" viewBox="0 0 64 64" aria-hidden="true"><circle cx="32" cy="32" r="29" pathLength="1"/></svg>
          <b>×${number(this.#comboCount)}</b><small>Combo</small>`
        : html`Send${gift ? html`<span>${coin}${compact(gift.coins * this.quantity)}</span>` : nothing}`}</button>
    </div>`;
  }

  #boards() {
    return html`
      <h2 class="heading">In this stream</h2>${board(this.hub.room.board)}
      <div class="heading"><h2 id="creators">Creators</h2>
        <div class="quantities" role="radiogroup" aria-labelledby="creators">
          ${[['day', 'Today'], ['week', 'This week']].map(([id, name]) => html`<label><input type="radio" name="period"
            .checked=${this.period === id} @change=${() => this.#rank(id)}><span>${name}</span></label>`)}
        </div></div>
      <div data-ranking=${this.period}>${this.creators ? ranking(this.creators) : nothing}</div>`;
  }

  #purse() {
    const wallet = this.wallet;
    return html`
      <div class="purse">
        <p class="sum">${coin}<b data-balance>${number(wallet?.coins)}</b><span>coins</span></p>
        ${wallet?.debt_coins ? html`<p class="bad">You owe ${number(wallet.debt_coins)} coins.</p>` : nothing}
        ${wallet?.level ? html`<p class="soft">${wallet.level.level ? `Level ${wallet.level.level}` : 'No level yet'}${wallet.level.next_at
          ? ` · the next at ${number(wallet.level.next_at)} given` : nothing}</p>` : nothing}
        ${this.#methods.length ? html`<h2>Top up</h2>` : html`<p class="soft">You buy coins in the app.</p>`}
        ${this.#methods.length > 1 ? html`<div class="quantities" role="radiogroup" aria-label="Pay with">
          ${this.#methods.map((method) => html`<label><input type="radio" name="method" value=${method} .checked=${this.method === method}
            @change=${() => (this.method = method)}><span>${methodName(method)}</span></label>`)}</div>` : nothing}
        <div class="offers">${this.offers?.coin_packages.map((offer) => html`
          <button ?disabled=${Boolean(this.buying)} @click=${() => this.#buy(offer)} data-offer=${offer.id}>
            <b>${coin}${number(offer.coins)}</b>${offer.bonus_coins ? html`<i>+${number(offer.bonus_coins)} free</i>` : nothing}
            <span>${this.buying === offer.id ? 'Paying…' : money(offer.price)}</span></button>`)}
        </div>
        <h2>Budget</h2>
        <form class="budget" @submit=${this.#limit}>
          <label for="budget">Coins a month at most</label>
          <input id="budget" name="budget" inputmode="numeric" pattern="[0-9]*" placeholder="no limit" .value=${String(wallet?.coins_per_month ?? '')}>
          <button>Set</button>
        </form>
        <p class="soft">Spent this month: ${number(wallet?.spent_this_month)} coins.</p>
        <h2>What you gave</h2>
        ${this.history.length ? nothing : html`<p class="soft">Nothing yet.</p>`}
        <ul class="history">${this.history.map((gift) => html`
          <li>${icon(gift.gift)}<span><bdi>${this.names.get(gift.gift)?.name ?? gift.gift}</bdi> × ${number(gift.quantity)}
            <small>to <bdi>${gift.creator}</bdi>, ${moment(gift.sent_at)}</small></span>
            <span class="amount">${coin}${number(gift.coins)}</span></li>`)}
        </ul>
        <button class="quiet" @click=${() => this.context.session.signOut()}>Sign out</button>
      </div>`;
  }
}

customElements.define('gl-viewer', Viewer);
