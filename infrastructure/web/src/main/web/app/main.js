// Which page is shown: by what stands behind the # in the address, for whoever is signed in.

import {html, render} from './lit/lit-element.js';
import {Api} from './api.js';
import {Session} from './auth.js';
import {icon} from './gifts.js';
import {takeReturn} from './stripe.js';
import './stage.js';
import './viewer.js';
import './studio.js';
import './desk.js';
import './overlay.js';

const page = document.getElementById('page');
const OPERATOR = 'openid giftledger/finance giftledger/operator giftledger/platform';

async function start() {
  const config = await (await fetch('/config.json', {cache: 'no-store'})).json();
  const session = new Session(config);
  const overlay = new URLSearchParams(location.search).has('overlay');
  await session.complete();
  const context = {config, session, api: new Api(config, session), returned: takeReturn()};
  if (overlay) {
    takeToken(session);
    document.documentElement.classList.add('clear');
  }
  const show = () => render(view(context, overlay), page);
  addEventListener('hashchange', show);
  addEventListener('signed-out', show);
  show();
}

/** An overlay is opened by a program that cannot sign in; its address brings a token, which no server sees. */
function takeToken(session) {
  const [path, query] = location.hash.split('?');
  const token = new URLSearchParams(query).get('token');
  if (!token) return;
  session.token = token;
  history.replaceState(null, '', `${location.pathname}${location.search}${path}`);
}

function view(context, overlay) {
  const {config, session} = context;
  const [place = '', creator = config.creator, room = config.room] =
    location.hash.replace(/^#\//, '').split('/').filter(Boolean).map(decodeURIComponent);
  if (overlay) return html`<gl-overlay .context=${context} .creator=${creator} .roomId=${room}></gl-overlay>`;
  if (!session.user) return welcome(session, place);
  switch (place || (session.user === config.creator ? 'studio' : 'watch')) {
    case 'studio':
      if (!room) return nowhere('Open your studio with your stream: #/studio/you/your-stream.');
      return html`<gl-studio .context=${context} .roomId=${room}></gl-studio>`;
    case 'desk':
      return session.scopes.includes('giftledger/finance')
        ? html`<gl-desk .context=${context}></gl-desk>`
        : welcome(session, 'desk');
    default:
      if (!room) return nowhere('Follow the link of a stream: its address ends with #/watch/creator/stream.');
      return html`<gl-viewer .context=${context} .creator=${creator} .roomId=${room}></gl-viewer>`;
  }
}

/** A platform's pages are opened from its own streams; what has no room shows nothing. */
const nowhere = (hint) => html`
  <main class="welcome">
    <p class="brand"><span class="mark"></span>Giftledger<b>Live</b></p>
    <h1>Which<br>stream?</h1>
    <p class="lead">${hint}</p>
  </main>`;

const welcome = (session, place) => html`
  <main class="welcome">
    <div class="shower" aria-hidden="true">
      ${['rose', 'universe', 'lion', 'panda', 'planet', 'love-bang', 'castle-fantasy', 'interstellar'].map((id) => icon(id))}
    </div>
    <p class="brand"><span class="mark"></span>Giftledger<b>Live</b></p>
    <h1>Say it<br>with a gift.</h1>
    <p class="lead">Cheer for who you watch. It appears in their stream the moment you tap.</p>
    <button class="primary big" @click=${() => session.signIn(place === 'desk' ? OPERATOR : undefined)}>
      ${place === 'desk' ? 'Sign in as an operator' : 'Sign in'}
    </button>
    ${place === 'desk' ? html`<a class="quiet" href="#/">To the stream</a>` : html`<a class="quiet" href="#/desk">For operators</a>`}
  </main>`;

start().catch((fault) => {
  page.textContent = `The page cannot start: ${fault.message}`;
});
