// The operator's page: the books, and what waits for a person. What moves money is done with the operator's commands.

import {html, nothing} from './lit/lit-element.js';
import {balance, moment, money, number} from './format.js';
import {Page, words} from './parts.js';

/** What or whom a proposal concerns. */
const about = ({user, creator, challenge, payment}) => user ?? creator ?? challenge ?? payment ?? '';

/** How much of what it moves. */
const amount = (proposal) =>
  (proposal.amount ? money(proposal.amount)
    : proposal.coins !== undefined ? `${number(proposal.coins)} coins`
      : `${number(proposal.diamonds ?? proposal.diamonds_e4 / 10_000)} diamonds`);

/** What the operator calls an asset of the ledger. */
const assetName = (asset) => ({coin: 'Coins', point: 'Points', diamond_e4: 'Diamonds'}[asset] ?? asset);

class Desk extends Page {
  static properties = {context: {attribute: false}, books: {state: true}, events: {state: true}, proposals: {state: true}, unreadable: {state: true}, payouts: {state: true}, unapplied: {state: true}, undecided: {state: true}, policies: {state: true}, actions: {state: true}, faults: {state: true}};

  constructor() {
    super();
    this.faults = {};
  }

  connectedCallback() {
    super.connectedCallback();
    this.#load('books', '/v1/admin/trial-balance', (answer) => answer);
    this.#load('events', '/v1/admin/events?limit=20', ({events}) => events.filter(({booked}) => !booked));
    this.#load('proposals', '/v1/admin/proposals?limit=100', ({proposals, unreadable}) => {
      this.unreadable = unreadable;
      return proposals.filter(({status}) => status === 'proposed');
    });
    if (this.#provider) this.#unapplied(this.#provider);
    this.#load('payouts', '/v1/admin/dead-letters/payouts?limit=10', (answer) => answer.dead_letters);
    this.#load('policies', '/v1/admin/policies', (answer) => answer.policies ?? []);
    this.#load('actions', '/v1/admin/actions?limit=20', ({actions}) => actions ?? []);
  }

  /** Who takes payments first. */
  get #provider() {
    return (this.context.config.paymentProvider ?? '').split(',')[0];
  }

  #unapplied(provider) {
    this.#load('unapplied', `/v1/admin/unapplied-payments?provider=${encodeURIComponent(provider)}&limit=50`, ({payments}) => payments);
  }

  #undecided(creator) {
    this.#load('undecided', `/v1/admin/withdrawals/${encodeURIComponent(creator)}/undecided`, ({withdrawals}) => withdrawals);
  }

  async #load(name, path, of) {
    try {
      this.faults = {...this.faults, [name]: undefined};
      this[name] = of(await this.context.api.get(path));
    } catch (problem) {
      this.faults = {...this.faults, [name]: problem.status === 404 ? 'There is none yet.' : words(problem)};
    }
  }

  #card(name, title, show) {
    return html`<section class="card" aria-label=${title}><h2>${title}</h2>
      ${this.faults[name] ? html`<p class="empty">${this.faults[name]}</p>` : this[name] ? show(this[name]) : html`<p class="empty">…</p>`}</section>`;
  }

  /** A card that shows what is asked for by a name. @param ask is given the name */
  #asking(name, title, label, value, ask, show) {
    const asked = (event) => {
      event.preventDefault();
      ask(new FormData(event.target).get('name').trim());
    };
    return html`<section class="card" aria-label=${title}><h2>${title}</h2>
      <form class="ask" @submit=${asked}><label>${label}<input name="name" required autocomplete="off" .value=${value ?? ''}></label><button>Show</button></form>
      ${this.faults[name] ? html`<p class="empty">${this.faults[name]}</p>` : this[name] ? show(this[name]) : nothing}</section>`;
  }

  render() {
    const {session} = this.context;
    return html`
      <main class="studio desk">
        <header class="bar"><p class="brand"><span class="mark"></span>Giftledger<b>Desk</b></p>
          <button class="quiet" @click=${() => session.signOut()}>Sign out</button></header>
        <h1 class="unseen">Operator's desk</h1>
        ${this.#card('books', 'Books, as the last audit signed them', (books) => html`
          <p class=${books.faults || books.unbalanced.length ? 'bad' : 'good'}>
            ${books.faults || books.unbalanced.length ? `${number(books.faults)} faults` : 'Whole, and in balance'}
            <small>${number(books.accounts)} accounts, ${number(books.entries)} entries, ${moment(books.as_of)}</small></p>
          <div class="scroll" tabindex="0" role="group" aria-label="Balances"><table>
            <thead><tr><th scope="col">Account</th><th scope="col">Asset</th><th scope="col">Balance</th></tr></thead>
            <tbody>${books.balances.map((row) => html`<tr><td>${row.account}</td><td>${assetName(row.asset)}</td><td class="number"><bdi>${balance(row.balance, row.asset)}</bdi></td></tr>`)}</tbody>
          </table></div>`)}
        ${this.#card('events', 'Money that nothing books', (events) => (events.length === 0
          ? html`<p class="good">Nothing waits.</p>`
          : html`<ul class="history">${events.map((event) => html`
            <li><span><bdi>${event.provider}</bdi>: ${event.type}<small>${event.reason}, ${moment(event.received_at)}</small></span>
              <span class="amount">${event.amount ? money(event.amount) : nothing}</span></li>`)}</ul>`))}
        ${this.#card('proposals', 'Waits for a second person', (proposals) => (proposals.length === 0
          ? html`<p class="good">Nothing waits.</p>`
          : html`<ul class="history">${proposals.map((proposal) => html`
            <li><span>${proposal.kind} <bdi>${about(proposal)}</bdi><small><bdi>${proposal.proposed_by}</bdi>: <bdi>${proposal.note}</bdi>, until ${moment(proposal.expires_at)}</small></span>
              <span class="amount">${amount(proposal)}</span></li>`)}</ul>`))}
        ${this.unreadable?.length ? html`<section class="card" aria-label="Proposals that cannot be read"><h2>Proposals that cannot be read</h2>
          <p class="bad">Nothing follows from them. Somebody altered the table.</p>
          <ul class="history">${this.unreadable.map(({subject, id}) => html`<li><span><bdi>${subject}</bdi><small><bdi>${id}</bdi></small></span></li>`)}</ul></section>` : nothing}
        ${this.#asking('unapplied', 'Payments that are applied to nothing', 'Payment provider', this.#provider, (name) => this.#unapplied(name),
          (payments) => (payments.length === 0
            ? html`<p class="good">None.</p>`
            : html`<ul class="history">${payments.map((payment) => html`
              <li><span><bdi>${payment.payment}</bdi><small>${payment.reason}, ${payment.status}, ${moment(payment.booked_at)}${payment.user ? html`, <bdi>${payment.user}</bdi>` : nothing}</small></span>
                <span class="amount">${money(payment.left)}</span></li>`)}</ul>`))}
        ${this.#asking('undecided', 'Withdrawals that have not ended', 'Creator', '', (name) => this.#undecided(name),
          (withdrawals) => (withdrawals.length === 0
            ? html`<p class="good">None.</p>`
            : html`<ul class="history">${withdrawals.map((withdrawal) => html`
              <li><span><bdi>${withdrawal.id}</bdi><small>${withdrawal.status}, ${withdrawal.provider}, ${moment(withdrawal.submitted_at ?? withdrawal.requested_at)}</small></span>
                <span class="amount">${money(withdrawal.amount)}</span></li>`)}</ul>`))}
        ${this.#card('payouts', 'Payouts that were set aside', (payouts) => (payouts.length === 0
          ? html`<p class="good">None.</p>`
          : html`<ul class="history">${payouts.map((letter) => html`
            <li><span>${letter.cause ?? 'unknown'}<small>${letter.detail ?? nothing}</small></span>
              <span class="soft">${moment(letter.set_aside_at)}</span></li>`)}</ul>`))}
        ${this.#card('policies', 'Policies', (policies) => html`<ul class="history">${policies.map((policy) => html`
          <li><span>Version ${policy.version}<small>${policy.published_by}${policy.note ? html`: <bdi>${policy.note}</bdi>` : nothing}</small></span>
            <span class="soft">${policy.published_at ? moment(policy.published_at) : nothing}</span></li>`)}</ul>`)}
        ${this.#card('actions', 'Who did what', (actions) => (actions.length === 0
          ? html`<p class="empty">Nobody did anything by hand.</p>`
          : html`<ul class="history">${actions.map((action) => html`
            <li><span>${action.kind} <bdi>${action.subject}</bdi><small><bdi>${action.by}</bdi>${action.note ? html`: <bdi>${action.note}</bdi>` : nothing}</small></span>
              <span class="soft">${moment(action.at)}</span></li>`)}</ul>`))}
      </main>`;
  }
}

customElements.define('gl-desk', Desk);
