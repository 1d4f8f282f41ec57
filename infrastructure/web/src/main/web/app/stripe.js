// Stripe's own form for a payment. What is typed into it goes from the browser to Stripe and nowhere else; its script comes
// from Stripe, as Stripe asks, and not before somebody pays there.
// https://docs.stripe.com/js/payment_intents/confirm_payment

import {html, nothing} from './lit/lit-element.js';
import {money} from './format.js';
import {Page} from './parts.js';

/** Of the version of Stripe's API that the server speaks. */
const SCRIPT = 'https://js.stripe.com/dahlia/stripe.js';

/** Whose errors are words for whoever pays; others are for who reads logs. */
const FOR_PEOPLE = ['card_error', 'validation_error'];

const BACK = 'giftledger.payment';

let loading;

/** Stripe's kit, loaded once. */
function load() {
  loading ??= new Promise((done, failed) => {
    trust();
    const script = document.createElement('script');
    script.src = SCRIPT;
    script.onload = () => done(window.Stripe);
    script.onerror = () => {
      script.remove();
      loading = undefined;
      failed(new Error('Stripe does not answer. Are you online?'));
    };
    document.head.append(script);
  });
  return loading;
}

/** Stripe's kit loads parts of itself by name: from Stripe they may come, from nowhere else. */
function trust() {
  if (!window.trustedTypes || trustedTypes.defaultPolicy) return;
  trustedTypes.createPolicy('default', {
    createScriptURL(url) {
      const {protocol, hostname} = new URL(url, location.href);
      return protocol === 'https:' && `.${hostname}`.endsWith('.js.stripe.com') ? url : null;
    },
  });
}

/** What became of a payment for whose sake somebody was sent to their bank; nothing if this is no such return. */
export function takeReturn() {
  const query = new URLSearchParams(location.search);
  const secret = query.get('payment_intent_client_secret');
  const recharge = query.get('recharge');
  if (!secret || !recharge) return undefined;
  // A secret does not stay in an address, nor in the history of one.
  history.replaceState(null, '', `/${sessionStorage.getItem(BACK) ?? location.hash}`);
  sessionStorage.removeItem(BACK);
  return {recharge, secret, failed: query.get('redirect_status') === 'failed'};
}

/** Stripe's words for why the last attempt at a payment failed. */
export async function whyFailed(publishableKey, secret) {
  const Stripe = await load();
  const {paymentIntent} = await Stripe(publishableKey).retrievePaymentIntent(secret);
  return paymentIntent?.last_payment_error?.message ?? 'The payment did not go through.';
}

/** The form. Events: confirmed, once Stripe has the money or is about to; closed, if nothing is to be paid. */
class StripeForm extends Page {
  static properties = {
    publishableKey: {}, secret: {}, recharge: {}, price: {attribute: false}, fault: {}, ready: {state: true}, busy: {state: true},
  };

  firstUpdated() {
    this.querySelector('dialog').showModal();
    this.#mount();
  }

  async #mount() {
    this.fault ??= '';
    try {
      const Stripe = await load();
      if (!this.isConnected) return;
      this.stripe = Stripe(this.publishableKey);
      this.elements = this.stripe.elements({clientSecret: this.secret, appearance: appearance()});
      const element = this.elements.create('payment');
      element.on('ready', () => (this.ready = true));
      element.on('loaderror', ({error}) => (this.fault = error?.message ?? 'The form does not load.'));
      element.mount(this.querySelector('.element'));
    } catch (problem) {
      this.fault = problem.message;
    }
  }

  async #pay(event) {
    event.preventDefault();
    if (this.busy) return;
    this.busy = true;
    this.fault = '';
    sessionStorage.setItem(BACK, location.hash);
    try {
      const {error} = await this.stripe.confirmPayment({
        elements: this.elements,
        confirmParams: {return_url: `${location.origin}/?${new URLSearchParams({recharge: this.recharge})}`},
        redirect: 'if_required',
      });
      // An attempt whose answer was lost has been made all the same.
      const made = ['succeeded', 'processing'].includes(error?.payment_intent?.status);
      if (!error || made) this.dispatchEvent(new Event('confirmed'));
      else this.fault = FOR_PEOPLE.includes(error.type) ? error.message : 'The payment could not be made. Please try again.';
    } catch {
      this.fault = 'The payment could not be made. Please try again.';
    }
    this.busy = false;
  }

  #close(event) {
    event.preventDefault();
    if (!this.busy) this.dispatchEvent(new Event('closed'));
  }

  /** A browser lets nobody be kept in a dialog; what is being paid is shown again. */
  #shut() {
    if (this.busy) this.querySelector('dialog').showModal();
    else this.dispatchEvent(new Event('closed'));
  }

  render() {
    return html`
      <dialog aria-labelledby="pay-title" @cancel=${this.#close} @close=${this.#shut}>
        <form class="pay" @submit=${this.#pay}>
          <h2 id="pay-title">Pay ${money(this.price)}</h2>
          <div class="element"></div>
          ${this.ready || this.fault ? nothing : html`<p class="empty">…</p>`}
          <p class="bad" role="alert">${this.fault}</p>
          <div class="choice">
            <button type="button" class="quiet" ?disabled=${this.busy} @click=${this.#close}>Cancel</button>
            <button class="primary" ?disabled=${!this.ready || this.busy}>${this.busy ? 'Paying…' : `Pay ${money(this.price)}`}</button>
          </div>
        </form>
      </dialog>`;
  }
}

/** The page's own look, as far as Stripe takes it on. */
function appearance() {
  const style = getComputedStyle(document.documentElement);
  const color = (name) => style.getPropertyValue(name).trim();
  return {
    theme: matchMedia('(prefers-color-scheme: dark)').matches ? 'night' : 'stripe',
    variables: {
      colorPrimary: color('--hot'), colorBackground: color('--back'), colorText: color('--ink'), colorTextSecondary: color('--soft'),
      colorDanger: color('--bad'), fontFamily: 'system-ui, sans-serif', borderRadius: '14px',
    },
  };
}

customElements.define('gl-stripe-form', StripeForm);
