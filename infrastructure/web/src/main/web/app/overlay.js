// The stream's own overlay, for OBS: what is given, over nothing.

import {html, nothing} from './lit/lit-element.js';
import {channel} from './channel.js';
import {Hub} from './hub.js';
import {Page, goals} from './parts.js';

class Overlay extends Page {
  static properties = {context: {attribute: false}, creator: {}, roomId: {}};

  connectedCallback() {
    super.connectedCallback();
    this.names = new Map();
    this.hub = new Hub(this.context, this.roomId, channel('room', this.roomId));
    this.hub.room.addEventListener('gift', ({detail: gift}) =>
      this.querySelector('gl-stage')?.show(gift, this.names.get(gift.gift)));
    this.hub.room.addEventListener('combo', ({detail: combo}) => this.querySelector('gl-stage')?.grow(combo));
    this.hub.room.addEventListener('change', () => this.requestUpdate());
    this.ended = () => this.requestUpdate();
    addEventListener('signed-out', this.ended);
    this.context.api.get('/v1/gifts/catalogue').then(
      ({gifts}) => (this.names = new Map(gifts.map((gift) => [gift.id, gift]))),
      () => {});
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener('signed-out', this.ended);
    this.hub.close();
  }

  render() {
    return html`<main class="overlay"><h1 class="unseen">Gifts for ${this.creator}</h1>
      ${this.context.session.user ? nothing : html`<p class="expired">This overlay has ended. Make a new address in your studio.</p>`}
      ${goals(this.hub.room.challenges, this.creator)}<gl-stage></gl-stage></main>`;
  }
}

customElements.define('gl-overlay', Overlay);
